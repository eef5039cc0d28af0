using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

public sealed record RateQuery : ViewQuery
{
    [FromRoute(Name = "metric"), Description("The metric's key, such as startRateOfSigned.")]
    public required string Metric { get; init; }

    [FromQuery(Name = "period"), Description("2024-11, 2024Q4, 2024H2, 2024, 2021-2025, or trailing90 for the ninety days that end at asOf; some metrics are of a year only. Default: the year of asOf.")]
    public string? Period { get; init; }

    [FromQuery(Name = "milestone"), Description("For earlyLateMonths and slipDays: signing, start (default), commissioning or completion.")]
    public string? Milestone { get; init; }

    [FromQuery(Name = "list"), Description("true: with the projects that make the figure.")]
    public string? List { get; init; }
}

/// <summary>A project behind a rate, with what it adds.</summary>
public sealed record RateProject(Guid Id, string Name, string Region, decimal Numerator, decimal? Denominator);

/// <summary>计划与实际的勾稽: what was planned for the year, starts or commissionings, and what came of it; planned to date − late + early = actual.</summary>
/// <param name="Planned">New projects whose planned date is in the year.</param>
/// <param name="PlannedToDate">Those of them whose planned month is not after asOf's.</param>
/// <param name="Late">Planned to date and the step not taken.</param>
/// <param name="Early">Planned for later in the year and the step taken.</param>
/// <param name="Actual">The step taken.</param>
public sealed record PlanSchedule(int Planned, int PlannedToDate, int Late, int Early, int Actual);

/// <summary>
/// One figure. <paramref name="Rate"/> is in percent, two decimals, halves rounded up, and null where the denominator is zero;
/// <paramref name="Value"/> is the figure of a metric that is no rate: projects, 万元, or months or days per project.
/// </summary>
public sealed record RateAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, string Metric, string Title, Period Period, PlannedMilestone? Milestone, Unit Unit,
    decimal Numerator, decimal? Denominator, decimal? Rate, decimal? Value, PlanSchedule? Schedule, IReadOnlyList<RateProject>? Projects);

/// <summary><c>GET /rates/{metric}</c>: any metric, with its exact numerator and denominator and, when asked, the projects that make them.</summary>
public static class GetRate
{
    public static async Task<RateAnswer> Get(
        [AsParameters] RateQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var metric = MetricOf(errors, query.Metric, query.Milestone);
        var period = PeriodOf(errors, query.Period, metric, viewpoint.AsOf);
        var list = QueryText.Flag(errors, "list", query.List);
        QueryText.Refuse(errors);

        var question = new MetricQuestion(metric!, period, caller.City, viewpoint, filter, database);
        var figure = await question.FigureAsync(cancellation);
        await using var select = question.AskProjects();
        var projects = list ? await select.ListAsync(MetricQuestion.ProjectOf, cancellation) : null;
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, metric!.Key, metric.Title.Zh, period, metric.Step, metric.Unit,
            figure.Numerator, figure.Denominator, figure.Rate, figure.Value, figure.Schedule, projects);
    }

    /// <summary>The metric that is asked for; null where something was noted.</summary>
    internal static Metric? MetricOf(FieldErrors errors, string? key, string? milestone)
    {
        var step = QueryText.Key<PlannedMilestone>(errors, "milestone", milestone);
        var metrics = Metric.All.Where(m => m.Key == key).ToList();
        if (metrics.Count == 0)
        {
            var keys = string.Join(", ", Metric.All.Select(m => m.Key).Distinct(StringComparer.Ordinal));
            errors.Add("metric", $"应为以下之一：{keys}。", $"One of these is expected: {keys}.");
            return null;
        }
        if (metrics is [{ Step: null } one])
        {
            if (step is not null) errors.Add("milestone", "该指标不分节点。", "That metric is not of one milestone or another.");
            return one;
        }
        return metrics.Find(m => m.Step!.Value.ToKey() == (step ?? "start"));
    }

    /// <summary>The period that is asked for, by default the year of <paramref name="asOf"/>.</summary>
    internal static Period PeriodOf(FieldErrors errors, string? text, Metric? metric, DateOnly asOf)
    {
        var period = ViewPeriods.Read(errors, "period", text, asOf) ?? Period.Of(PeriodKind.Year, asOf);
        if (metric is { OfYear: true } && period.Kind is not PeriodKind.Year) errors.Add("period", "该指标按年计算，请给出年份，如 2024。", "That metric is of a year; give one, such as 2024.");
        return period;
    }
}
