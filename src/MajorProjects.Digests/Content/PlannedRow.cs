namespace MajorProjects.Digests.Content;

/// <summary>A project that the year's plan names for a step, as two independent figures see it.</summary>
/// <param name="Project">The project.</param>
/// <param name="Planned">The last day on which the step would be as planned.</param>
/// <param name="IsDue">Whether its planned month is not after that of the digest's last day.</param>
/// <param name="IsTaken">Whether the rate of the year's plan counts the step as taken.</param>
/// <param name="TakenOn">The day on which the batches have the step; null where they do not.</param>
public sealed record PlannedRow(ProjectRef Project, DateOnly Planned, bool IsDue, bool IsTaken, DateOnly? TakenOn);
