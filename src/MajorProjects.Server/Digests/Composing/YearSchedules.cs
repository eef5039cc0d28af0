using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>The starts and commissionings that were planned for the year, by the metric of the year's plan, held against the batches.</summary>
internal static class YearSchedules
{
    private static readonly PlannedMilestone[] Steps = [PlannedMilestone.Start, PlannedMilestone.Commissioning];

    /// <exception cref="ScheduleBrokenException">the two disagree.</exception>
    public static IReadOnlyList<YearSchedule> Of(DigestView view, YearFigures year, BatchFigures batches) => [.. Steps.Select(step =>
    {
        var taken = batches.OfYear(step.TakenBy());
        var rows = year.Planned.Where(p => p.Step == step)
            .Select(p => new PlannedRow(p.Project, p.Planned, p.IsDue, p.IsTaken, taken.TryGetValue(p.Project.Project, out var on) ? on : null)).ToList();
        return YearSchedule.Of(step, view.Viewpoint.AsOf, rows);
    })];
}
