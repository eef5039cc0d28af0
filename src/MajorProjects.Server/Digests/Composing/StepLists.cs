using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;
using OverdueStep = MajorProjects.Digests.Content.OverdueStep;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>Steps that were put off, are past their month, or are planned for the next period.</summary>
internal static class StepLists
{
    private static readonly string Upcoming = $"""
        select e.project_id, e.name, e.region, b.step, b.planned
        from ({ProjectStates.Sql}) e
        join lateral (values {string.Join(", ", PlannedMilestones.All.Select(m => $"('{m.ToKey()}', e.planned_{m.ToKey()}, {NotTaken(m)})"))}) b (step, planned, waits) on b.waits
        where e.counted and not e.is_withdrawn and b.planned between @from and @to and {ProjectFilter.Condition}
        order by b.planned, e.project_id, b.step
        """;

    private static readonly string Running = $"""
        select e.project_id, e.name, e.region, d.version, d.occurred_on, b.step, d.reason, b.baseline, d.to_date
        from ({ProjectStates.Sql}) e
        join lateral (values {string.Join(", ", PlannedMilestones.All.Select(m => $"('{m.ToKey()}', e.baseline_{m.ToKey()}, e.delayed_{m.ToKey()} and {NotTaken(m)})"))}) b (step, baseline, waits) on b.waits
        cross join lateral (
            select d.version, d.occurred_on, d.reason, d.to_date from milestone_fact d
            where d.city = @city and d.confirmed = @confirmed and d.project_id = e.project_id and d.kind = '{ProjectDelayed.Kind}' and d.subject = b.step
                  and d.known_from <= @position and d.known_to > @position and d.occurred_on <= @asOf
            order by d.occurred_on desc, d.version desc limit 1) d
        where e.counted and not e.is_withdrawn and {ProjectFilter.Condition}
        order by d.occurred_on, e.project_id, b.step
        """;

    public static async Task<DelaySection> DelaysAsync(DigestView view, Period period, CancellationToken cancellation)
    {
        await using var selectNew = GetDelays.AskDelayed(view.Database, view.City, view.Viewpoint, view.Filter, period);
        var delays = await selectNew.ReadAsync(GetDelays.DelayOf, cancellation);
        await using var selectRunning = view.Ask(Running);
        var running = await selectRunning.ReadAsync(GetDelays.DelayOf, cancellation);
        return new(
            Listed.Of(delays.ConvertAll(LineOf)),
            [
                .. delays.GroupBy(d => d.Reason ?? ReasonCode.Other.ToKey(), StringComparer.Ordinal)
                    .Select(g => new DelayReason(g.Key, g.Count(), g.DistinctBy(d => d.Project).Count()))
                    .OrderByDescending(r => r.Count).ThenBy(r => r.Reason, StringComparer.Ordinal),
            ],
            Listed.Of(running.ConvertAll(LineOf)));
    }

    public static async Task<Listed<OverdueStep>> OverdueAsync(DigestView view, CancellationToken cancellation)
    {
        await using var select = GetDelays.AskOverdue(view.Database, view.City, view.Viewpoint, view.Filter);
        return Listed.Of((await select.ReadAsync(row => GetDelays.OverdueOf(row, view.Viewpoint.AsOf), cancellation))
            .ConvertAll(o => new OverdueStep(new(o.Project, o.Name, o.Region), StepOf(o.Milestone), o.Planned, o.MonthsOverdue)));
    }

    public static async Task<Listed<DueStep>> UpcomingAsync(DigestView view, Period next, CancellationToken cancellation)
    {
        await using var select = view.Ask(Upcoming, ("from", next.First), ("to", next.Last));
        return Listed.Of(await select.ReadAsync(DueOf, cancellation));
    }

    private static DueStep DueOf(NpgsqlDataReader row) =>
        new(new(row.GetGuid(0), row.GetString(1), row.GetString(2)), StepOf(row.GetString(3)), row.GetFieldValue<DateOnly>(4));

    private static DelayLine LineOf(Delay delay) => new(
        new(delay.Project, delay.Name, delay.Region), StepOf(delay.Milestone), delay.OccurredOn, delay.Baseline, delay.To, delay.SlipDays, delay.Reason);

    private static string NotTaken(PlannedMilestone step) => string.Join(" and ", ProjectStates.NotTaken(step, "e"));

    private static PlannedMilestone StepOf(string key) => PlannedMilestones.All.Single(m => m.ToKey() == key);
}
