using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>Which figure is opened, at one point on the clocks or between two.</summary>
public sealed record ExplainQuery : TwoPointsQuery
{
    [FromQuery(Name = "metric"), Description("The metric's key, such as startRateOfSigned.")]
    public string? Metric { get; init; }

    [FromQuery(Name = "period"), Description("2024-11, 2024Q4, 2024H2, 2024, 2021-2025, or trailing90 for the ninety days that end at asOf; some metrics are of a year only. Default: the year of asOf, at both points.")]
    public string? Period { get; init; }

    [FromQuery(Name = "milestone"), Description("For earlyLateMonths and slipDays: signing, start (default), commissioning or completion.")]
    public string? Milestone { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many projects, and this many differences, are listed, 1 to 100000; default: 200. The counts are of all.")]
    public string? Limit { get; init; }

    internal bool HasSecond => AsOf2 is not null || KnownAt2 is not null || Position2 is not null;
}

/// <summary>A fact behind what a project adds.</summary>
/// <param name="Version">Its place in the project's history.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="Title">The kind in Chinese.</param>
/// <param name="OccurredOn">The day it happened.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="Gives">
/// What the figure takes from it: the day of a milestone by its kind, an amount of a month by the month, the investment planned for the year
/// (<c>yearPlan</c>) or an attribute as it is by this fact, by its name.
/// </param>
public sealed record ExplainedFact(
    int Version, string Type, string Title, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy, long Position, IReadOnlyDictionary<string, string?> Gives);

/// <summary>A project behind a figure, what it adds, and the facts that make that so.</summary>
public sealed record ExplainedProject(Guid Id, string Name, string Region, decimal Numerator, decimal? Denominator, IReadOnlyList<ExplainedFact> Facts);

/// <summary>What a project adds to a figure.</summary>
public sealed record Addend(decimal Numerator, decimal? Denominator);

/// <summary>A figure as one point sees it; the same as <c>/rates</c> has it.</summary>
/// <param name="AsOf">Facts that had happened by the end of this day.</param>
/// <param name="KnownAt">The instant that was asked for, or at which the question came.</param>
/// <param name="Position">Facts up to this position of the city's log.</param>
/// <param name="Period">Of which period.</param>
/// <param name="Numerator">The exact numerator.</param>
/// <param name="Denominator">The exact denominator, of a metric that has one.</param>
/// <param name="Rate">In percent; null where the denominator is zero.</param>
/// <param name="Value">The figure of a metric that is no rate.</param>
/// <param name="Projects">How many projects are behind it.</param>
public sealed record ExplainedFigure(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, Period Period, decimal Numerator, decimal? Denominator, decimal? Rate, decimal? Value, int Projects);

/// <summary>A project that adds something else to the second figure than to the first; null where it is not behind that one.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="First">What it adds to the first figure.</param>
/// <param name="Second">What it adds to the second.</param>
/// <param name="Causes">The facts that make the difference; none where the calendar alone does.</param>
public sealed record ExplainedDifference(Guid Project, string Name, Addend? First, Addend? Second, IReadOnlyList<Cause> Causes);

/// <summary>What changed a figure from the first point to the second.</summary>
/// <param name="Numerator">By how much the numerator grew: the sum of the differences, listed or not.</param>
/// <param name="Denominator">By how much the denominator grew.</param>
/// <param name="Count">How many projects differ, listed or not.</param>
/// <param name="ByCalendar">Whether the days of the two points make a difference by themselves: to what is due to date, or to a period that ends at them.</param>
/// <param name="Differences">The projects that differ.</param>
public sealed record ExplainedChange(decimal Numerator, decimal? Denominator, int Count, bool ByCalendar, IReadOnlyList<ExplainedDifference> Differences);

/// <summary>A figure opened into the facts that make it and, where a second point is given, into those that changed it.</summary>
public sealed record ExplainAnswer(
    string Metric, string Title, PlannedMilestone? Milestone, Unit Unit, bool Confirmed, int RuleVersion, ExplainedFigure First, IReadOnlyList<ExplainedProject> Projects,
    ExplainedFigure? Second, ExplainedChange? Change);

/// <summary><c>GET /explain</c>: the figure that <c>/rates</c> gives, with the facts behind it and, between two points on the clocks, the facts that changed it.</summary>
public static class GetExplain
{
    private const int UsualLimit = 200;

    public static async Task<ExplainAnswer> Get(
        [AsParameters] ExplainQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var metric = GetRate.MetricOf(errors, query.Metric, query.Milestone);
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 100_000) ?? UsualLimit);
        QueryText.Refuse(errors);
        var explanation = new Explanation(metric!, caller.City, filter, database);

        var first = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var firstFigure = await explanation.FigureAsync(first, PeriodOf(first), cancellation);
        var projects = await explanation.ProjectsAsync(firstFigure, limit, cancellation);
        var (secondFigure, change) = ((SeenFigure?)null, (ExplainedChange?)null);
        if (query.HasSecond)
        {
            var second = await viewpoints.ResolveAsync(caller.City, query.Second, cancellation);
            secondFigure = await explanation.FigureAsync(second, query.Period is null ? firstFigure.Period : PeriodOf(second), cancellation);
            change = await explanation.ChangeAsync(firstFigure, secondFigure, limit, cancellation);
            await viewpoints.ConfirmAsync(caller.City, second, cancellation);
        }
        await viewpoints.ConfirmAsync(caller.City, first, cancellation);
        return new(
            metric!.Key, metric.Title.Zh, metric.Step, metric.Unit, first.Confirmed, Metric.RuleVersion, firstFigure.ToAnswer(), projects, secondFigure?.ToAnswer(), change);

        Period PeriodOf(Viewpoint viewpoint)
        {
            var period = GetRate.PeriodOf(errors, query.Period, metric, viewpoint.AsOf);
            QueryText.Refuse(errors);
            return period;
        }
    }
}
