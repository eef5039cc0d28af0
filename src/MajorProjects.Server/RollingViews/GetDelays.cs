using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

public sealed record DelaysQuery : ViewQuery
{
    [FromQuery(Name = "period"), Description("Only delays that happened in this period (2024-11, 2024Q4, 2024, trailing90 …); default: all.")]
    public string? Period { get; init; }
}

/// <summary>One delay: a step of a project was put off.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Version">The fact, in the project's history.</param>
/// <param name="OccurredOn">The day on which it was put off.</param>
/// <param name="Milestone">The step.</param>
/// <param name="Reason">The reason code.</param>
/// <param name="Baseline">As planned before the first delay.</param>
/// <param name="To">As planned since then.</param>
/// <param name="SlipDays">From the one to the other.</param>
public sealed record Delay(
    Guid Project, string Name, string Region, int Version, DateOnly OccurredOn, string Milestone, string? Reason, DateOnly? Baseline, DateOnly To, int? SlipDays);

/// <summary>Delays of one kind: how many facts, of how many projects, and how far from the baseline they put them off.</summary>
public sealed record DelayGroup(string Key, int Count, int Projects, decimal? MedianSlipDays, int? MaxSlipDays);

/// <summary>A step past its month with neither a fact nor a request for an extension.</summary>
public sealed record OverdueStep(Guid Project, string Name, string Region, string Milestone, DateOnly Planned, int MonthsOverdue);

public sealed record DelaysAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, DelayGroup Totals,
    IReadOnlyList<DelayGroup> ByReason, IReadOnlyList<DelayGroup> ByRegion, IReadOnlyList<DelayGroup> ByMilestone,
    IReadOnlyList<Delay> Delays, IReadOnlyList<OverdueStep> Overdue);

/// <summary><c>GET /delays</c>: what was put off, by reason, region and step; and what is late without anybody having said so.</summary>
public static class GetDelays
{
    private static readonly string Delayed = $"""
        select e.project_id, e.name, e.region, d.version, d.occurred_on, d.subject, d.reason, b.baseline, d.to_date
        from milestone_fact d
        join ({ProjectStates.Sql}) e on e.project_id = d.project_id
        join lateral (values {string.Join(", ", PlannedMilestones.All.Select(m => $"('{m.ToKey()}', e.baseline_{m.ToKey()})"))}) b (step, baseline) on b.step = d.subject
        where d.city = @city and d.confirmed = @confirmed and d.kind = '{ProjectDelayed.Kind}' and d.known_from <= @position and d.known_to > @position
              and d.occurred_on <= @asOf and d.occurred_on between @from and @to
              and e.counted and {ProjectFilter.Condition}
        order by d.occurred_on, d.known_from
        """;

    private static readonly string Overdue = $"""
        select e.project_id, e.name, e.region, b.step, b.planned
        from ({ProjectStates.Sql}) e
        join lateral (values {string.Join(", ", PlannedMilestones.All.Select(m => $"('{m.ToKey()}', e.planned_{m.ToKey()}, e.overdue_{m.ToKey()})"))}) b (step, planned, overdue) on b.overdue
        where e.counted and {ProjectFilter.Condition}
        order by b.planned, e.name, e.project_id, b.step
        """;

    public static async Task<DelaysAnswer> Get(
        [AsParameters] DelaysQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var period = ViewPeriods.Read(errors, "period", query.Period, viewpoint.AsOf);
        QueryText.Refuse(errors);

        await using var selectDelayed = AskDelayed(database, caller.City, viewpoint, filter, period);
        var delays = await selectDelayed.ListAsync(DelayOf, cancellation);
        await using var selectOverdue = AskOverdue(database, caller.City, viewpoint, filter);
        var overdue = await selectOverdue.ListAsync(row => OverdueOf(row, viewpoint.AsOf), cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, Group("*", delays),
            By(d => d.Reason ?? ReasonCode.Other.ToKey()), By(d => d.Region), By(d => d.Milestone), delays, overdue);

        IReadOnlyList<DelayGroup> By(Func<Delay, string> key) =>
            [.. delays.GroupBy(key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Group(g.Key, [.. g]))];
    }

    /// <summary>Asks for what was put off in a period, each a row for <see cref="DelayOf"/>.</summary>
    internal static NpgsqlCommand AskDelayed(NpgsqlDataSource database, City city, Viewpoint viewpoint, ProjectFilter filter, Period? period) =>
        database.Ask(Delayed, city, viewpoint, filter, ("from", period?.First ?? DateOnly.MinValue), ("to", period?.Last ?? ReadTables.LastDay));

    /// <summary>Asks for what is past its month, each a row for <see cref="OverdueOf"/>.</summary>
    internal static NpgsqlCommand AskOverdue(NpgsqlDataSource database, City city, Viewpoint viewpoint, ProjectFilter filter) => database.Ask(Overdue, city, viewpoint, filter);

    private static DelayGroup Group(string key, List<Delay> delays)
    {
        var slips = delays.Select(d => d.SlipDays).OfType<int>().Order().ToList();
        decimal? median = slips.Count == 0 ? null : (slips[(slips.Count - 1) / 2] + slips[slips.Count / 2]) / 2m;
        return new(key, delays.Count, delays.DistinctBy(d => d.Project).Count(), median, slips.Count == 0 ? null : slips[^1]);
    }

    internal static Delay DelayOf(NpgsqlDataReader row)
    {
        var (baseline, to) = (row.ValueOrNull<DateOnly>(7), row.GetFieldValue<DateOnly>(8));
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<DateOnly>(4), row.GetString(5), row.TextOrNull(6),
            baseline, to, to.DayNumber - baseline?.DayNumber);
    }

    internal static OverdueStep OverdueOf(NpgsqlDataReader row, DateOnly asOf)
    {
        var planned = row.GetFieldValue<DateOnly>(4);
        return new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), planned, PlannedDate.On(planned).MonthsLate(asOf));
    }
}
