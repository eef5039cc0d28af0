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
public sealed record OverdueStep(Guid Project, string Name, string Region, string Milestone, DateOnly Planned, int MonthsOverdue)
{
    internal static OverdueStep Of(PlannedStep step, DateOnly asOf) =>
        new(step.Project, step.Name, step.Region, step.Step.ToKey(), step.Planned!.Value, PlannedDate.On(step.Planned.Value).MonthsLate(asOf));
}

public sealed record DelaysAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, DelayGroup Totals,
    IReadOnlyList<DelayGroup> ByReason, IReadOnlyList<DelayGroup> ByRegion, IReadOnlyList<DelayGroup> ByMilestone,
    IReadOnlyList<Delay> Delays, IReadOnlyList<OverdueStep> Overdue);

/// <summary><c>GET /delays</c>: what was put off, by reason, region and step; and what is late without anybody having said so.</summary>
public static class GetDelays
{
    public static async Task<DelaysAnswer> Get(
        [AsParameters] DelaysQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var period = ViewPeriods.Read(errors, "period", query.Period, viewpoint.AsOf);
        QueryText.Refuse(errors);

        var steps = await PlannedSteps.ReadAsync(database, caller.City, viewpoint, filter, cancellation);
        var delays = steps.Delays.Where(d => period?.Contains(d.OccurredOn) ?? true).ToList();
        var overdue = steps.Overdue.Select(s => OverdueStep.Of(s, viewpoint.AsOf)).ToList();
        ViewCommand.RefuseBeyondMost(delays);
        ViewCommand.RefuseBeyondMost(overdue);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, Group("*", delays),
            By(d => d.Reason ?? ReasonCode.Other.ToKey()), By(d => d.Region), By(d => d.Milestone), delays, overdue);

        IReadOnlyList<DelayGroup> By(Func<Delay, string> key) =>
            [.. delays.GroupBy(key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Group(g.Key, [.. g]))];
    }

    private static DelayGroup Group(string key, List<Delay> delays)
    {
        var slips = delays.Select(d => d.SlipDays).OfType<int>().Order().ToList();
        decimal? median = slips.Count == 0 ? null : (slips[(slips.Count - 1) / 2] + slips[slips.Count / 2]) / 2m;
        return new(key, delays.Count, delays.DistinctBy(d => d.Project).Count(), median, slips.Count == 0 ? null : slips[^1]);
    }
}
