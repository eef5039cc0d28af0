using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>The starts and commissionings that were planned for the year, by the metric of the year's plan, held against the batches.</summary>
internal static class YearSchedules
{
    private static readonly PlannedMilestone[] Steps = [PlannedMilestone.Start, PlannedMilestone.Commissioning];

    /// <exception cref="ScheduleBrokenException">the two disagree.</exception>
    public static async Task<IReadOnlyList<YearSchedule>> ReadAsync(DigestView view, BatchFigures batches, CancellationToken cancellation)
    {
        var schedules = new List<YearSchedule>();
        foreach (var step in Steps)
        {
            var taken = batches.OfYear(step.TakenBy());
            await using var select = view.AskOfYear(Sql(step));
            var rows = await select.ReadAsync(row => new PlannedRow(
                new(row.GetGuid(0), row.GetString(1), row.GetString(2)), row.GetFieldValue<DateOnly>(3), row.GetBoolean(4), row.GetBoolean(5),
                taken.TryGetValue(row.GetGuid(0), out var on) ? on : null), cancellation);
            schedules.Add(YearSchedule.Of(step, view.Year.First.Year, rows));
        }
        return schedules;
    }

    private static string Sql(PlannedMilestone step) => $"""
        with s as (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}),
             r as ({Metric.All.Single(m => m.ScheduleOf == step).Rows})
        select r.project_id, s.name, s.region, s.planned_{step.ToKey()}, r.due, r.numerator = 1 from r join s on s.project_id = r.project_id
        """;
}
