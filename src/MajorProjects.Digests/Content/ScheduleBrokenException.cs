using MajorProjects.Domain;

namespace MajorProjects.Digests.Content;

/// <summary>Planned to date − late + early is not what took the step: a digest that would say so is not issued.</summary>
public sealed class ScheduleBrokenException(PlannedMilestone step, IReadOnlyList<ProjectRef> projects)
    : Exception($"The identity of planned and actual ({step.ToKey()}) is broken by: {string.Join(", ", projects.Select(p => $"{p.Name} ({p.Project})"))}")
{
    public PlannedMilestone Step { get; } = step;

    /// <summary>The projects of which the figures disagree.</summary>
    public IReadOnlyList<ProjectRef> Projects { get; } = projects;
}
