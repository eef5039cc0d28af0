using MajorProjects.Domain;

namespace MajorProjects.Server.Simulation;

/// <summary>The whole simulated history of one project, in the order in which it was recorded.</summary>
public sealed record SimulatedProject(Guid Id, IReadOnlyList<SimulatedFact> Facts);

/// <summary>A fact with what the store keeps beside it.</summary>
public sealed record SimulatedFact(Guid Id, Fact Fact, DateTimeOffset RecordedAt, string RecordedBy);
