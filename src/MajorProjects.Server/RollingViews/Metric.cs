using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>What sort of figure a metric is.</summary>
public enum Unit { Percent, Projects, Wan, Months, Days }

/// <summary>
/// One metric: what each project adds to its numerator and its denominator. The figure, the list behind it and every view
/// that shows it come from the same rows.
/// </summary>
/// <param name="Key">Its name.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Unit">Percent of the denominator; or the numerator itself; or, for months and days, numerator per project of the denominator.</param>
/// <param name="OfYear">Whether it is of a calendar year and no other period.</param>
/// <param name="Reads">What its rows go by.</param>
/// <param name="Rows">
/// SQL over <c>s</c> (<see cref="ProjectStates"/>, counted projects alone) that gives <c>project_id</c>, <c>numerator</c> and <c>denominator</c>, of the
/// period from <c>@from</c> to <c>@to</c>; for a metric that has a schedule, <c>due</c> too.
/// </param>
internal sealed record Metric(string Key, Text Title, Unit Unit, bool OfYear, MetricReads Reads, string Rows)
{
    /// <summary>Version of the formulas; a figure that was issued keeps the version it was computed with.</summary>
    public const int RuleVersion = 1;

    // 续建: begun before the year and not in use when it began.
    private const string Continuing = "not s.is_withdrawn and s.started_on < @from and coalesce(s.commissioned_on >= @from, true) and coalesce(s.completed_on >= @from, true)";
    private static readonly MetricReads ReadsContinuing = new(ConstructionStarted.Kind, ProjectCommissioned.Kind, ProjectCompleted.Kind)
    {
        States = [ProjectWithdrawn.Kind, ProjectRestored.Kind, ProjectSuspended.Kind, ProjectResumed.Kind],
    };

    // The latest report of each month stands in place of the earlier ones.
    internal static readonly string Reported = """
        (select distinct on (p.project_id, p.month) p.project_id, p.month, p.completed_wan, p.output_wan
         from progress_fact p
         where p.city = @city and p.confirmed = @confirmed and p.known_from <= @position and p.known_to > @position and p.occurred_on <= @asOf
               and p.month between @from and least(@to, @asOf)
         order by p.project_id, p.month, p.occurred_on desc, p.version desc)
        """;

    internal static readonly string YearPlans = $"""
        (select distinct on (y.project_id) y.project_id, y.amount_wan
         from milestone_fact y
         where y.city = @city and y.confirmed = @confirmed and y.kind = '{YearPlanSet.Kind}' and y.subject = to_char(@from::date, 'YYYY')
               and y.known_from <= @position and y.known_to > @position and y.occurred_on <= @asOf
         order by y.project_id, y.occurred_on desc, y.version desc)
        """;

    public static IReadOnlyList<Metric> All { get; } =
    [
        .. Batch.Kinds.Select(kind => new Metric($"{kind}Count", new($"{Batch.Title(kind).Zh}数", $"projects {Batch.Title(kind).En}"), Unit.Projects, OfYear: false, new(kind), $"""
            select s.project_id, 1 as numerator, null::numeric as denominator from s where s.{kind}_on between @from and @to
            """)),
        .. Batch.Kinds.Select(kind => new Metric($"{kind}Investment", new($"{Batch.Title(kind).Zh}总投资", $"investment {Batch.Title(kind).En}"), Unit.Wan, OfYear: false, new(kind) { Attributes = ["totalInvestmentWan"] }, $"""
            select s.project_id, coalesce(s.total_investment_wan, 0) as numerator, null::numeric as denominator from s where s.{kind}_on between @from and @to
            """)),
        new("startRateOfSigned", new("签约项目开工率", "start rate of those signed"), Unit.Percent, OfYear: false, new(ContractSigned.Kind, ConstructionStarted.Kind), """
            select s.project_id, (s.started_on is not null)::int as numerator, 1 as denominator from s where s.signed_on between @from and @to
            """),
        new("commissionRateOfStarted", new("投产率", "commissioning rate of those started"), Unit.Percent, OfYear: false, new(ConstructionStarted.Kind, ProjectCommissioned.Kind), """
            select s.project_id, (s.commissioned_on is not null)::int as numerator, 1 as denominator from s where s.started_on between @from and @to
            """),
        new("commissionRateOfSigned", new("签约项目投产率", "commissioning rate of those signed"), Unit.Percent, OfYear: false, new(ContractSigned.Kind, ProjectCommissioned.Kind), """
            select s.project_id, (s.commissioned_on is not null)::int as numerator, 1 as denominator from s where s.signed_on between @from and @to
            """),
        .. OfYearPlan("start", PlannedMilestone.Start, "开工", "start"),
        .. OfYearPlan("commission", PlannedMilestone.Commissioning, "投产", "commissioning"),
        new("resumeRate", new("复工率", "rate of works resumed"), Unit.Percent, OfYear: true, ReadsContinuing, $"""
            select s.project_id, (not s.is_suspended)::int as numerator, 1 as denominator from s where {Continuing}
            """),
        new("startAndResumeRate", new("开复工率", "rate of works started and resumed"), Unit.Percent, OfYear: true, ReadsContinuing with { Attributes = ["plannedStart"] }, $"""
            select s.project_id, {TakenBy(PlannedMilestone.Start)}::int as numerator, 1 as denominator from s where {New(PlannedMilestone.Start)}
            union all
            select s.project_id, (not s.is_suspended)::int, 1 from s where {Continuing}
            """),
        new("capacityRate", new("达效率", "capacity rate"), Unit.Percent, OfYear: true, new(ProjectCommissioned.Kind) { Attributes = ["agreedOutputWan"], Reports = r => r.OutputWan }, $"""
            select s.project_id, coalesce(sum(r.output_wan), 0) as numerator, max((s.details ->> 'agreedOutputWan')::numeric) as denominator
            from s left join {Reported} r on r.project_id = s.project_id
            where s.commissioned_on <= @to and s.details ? 'agreedOutputWan'
            group by s.project_id
            """),
        new("investmentRateOfYearPlan", new("年度投资完成率", "investment rate of the year's plan"), Unit.Percent, OfYear: true, new() { YearPlan = true, Reports = r => r.CompletedWan }, $"""
            select s.project_id, coalesce(sum(r.completed_wan), 0) as numerator, max(y.amount_wan) as denominator
            from s join {YearPlans} y on y.project_id = s.project_id left join {Reported} r on r.project_id = s.project_id
            group by s.project_id
            """),
        new("investmentRateToDate", new("序时投资完成率", "investment rate to date"), Unit.Percent, OfYear: true, new() { YearPlan = true, Reports = r => r.CompletedWan, ToDate = true }, $"""
            select s.project_id, coalesce(sum(r.completed_wan), 0) as numerator, max(y.amount_wan) * @months / 12 as denominator
            from s join {YearPlans} y on y.project_id = s.project_id left join {Reported} r on r.project_id = s.project_id
            group by s.project_id
            """),
        new("timeProgress", new("序时进度", "time progress"), Unit.Percent, OfYear: true, new() { ToDate = true }, """
            select null::uuid as project_id, @months::numeric as numerator, 12 as denominator
            """),
        new("reserveConversion", new("储备转化率", "conversion of the reserve"), Unit.Percent, OfYear: false, new(ProjectReserved.Kind, ContractSigned.Kind, ConstructionStarted.Kind), """
            select s.project_id, (s.signed_on is not null or s.started_on is not null)::int as numerator, 1 as denominator from s where s.reserved_on between @from and @to
            """),
        .. ByStep("earlyLateMonths", new("提前/滞后月数", "months early or late"), Unit.Months, step => new(step.TakenBy()) { Attributes = [$"planned{step}"] }, step => $"""
            select s.project_id, (extract(year from s.{Taken(step)}) - extract(year from s.planned_{step.ToKey()})) * 12
                   + extract(month from s.{Taken(step)}) - extract(month from s.planned_{step.ToKey()}) as numerator, 1 as denominator
            from s where s.{Taken(step)} between @from and @to and s.planned_{step.ToKey()} is not null
            """),
        .. ByStep("slipDays", new("延期天数", "days put off"), Unit.Days, step => new() { Attributes = [$"planned{step}"], DelaysOf = step }, step => $"""
            select s.project_id, s.planned_{step.ToKey()} - s.baseline_{step.ToKey()} as numerator, 1 as denominator
            from s where s.planned_{step.ToKey()} is not null and s.baseline_{step.ToKey()} is not null and exists (
                select from milestone_fact d
                where d.city = @city and d.confirmed = @confirmed and d.project_id = s.project_id and d.kind = '{ProjectDelayed.Kind}' and d.subject = '{step.ToKey()}'
                      and d.known_from <= @position and d.known_to > @position and d.occurred_on <= @asOf and d.occurred_on between @from and @to)
            """),
    ];

    /// <summary>The step that it is about, for the metrics that are of one step or another.</summary>
    public PlannedMilestone? Step { get; private init; }

    /// <summary>The step whose plan for the year it follows: its rows say what was due to date. Null for the other metrics.</summary>
    public PlannedMilestone? ScheduleOf { get; private init; }

    private static IEnumerable<Metric> OfYearPlan(string key, PlannedMilestone step, string zh, string en)
    {
        var reads = new MetricReads(step.TakenBy()) { States = [ProjectWithdrawn.Kind, ProjectRestored.Kind], Attributes = [$"planned{step}"] };
        yield return new($"{key}RateOfYearPlan", new($"年度计划{zh}率", $"{en} rate of the year's plan"), Unit.Percent, OfYear: true, reads, $"""
            select s.project_id, {TakenBy(step)}::int as numerator, 1 as denominator, {Due(step)} as due from s where {New(step)}
            """) { ScheduleOf = step };
        yield return new($"{key}RateOfPlanToDate", new($"序时{zh}率", $"{en} rate of the plan to date"), Unit.Percent, OfYear: true, reads with { ToDate = true }, $"""
            select s.project_id, {TakenBy(step)}::int as numerator, 1 as denominator from s where {New(step)} and {Due(step)}
            """);
    }

    // Planned for the year, and the step not taken before it.
    private static string New(PlannedMilestone step) =>
        $"not s.is_withdrawn and s.planned_{step.ToKey()} between @from and @to and coalesce(s.{Taken(step)} >= @from, true)";

    // Of a year that is over only what was taken in it.
    private static string TakenBy(PlannedMilestone step) => $"coalesce(s.{Taken(step)} <= @to, false)";

    private static string Due(PlannedMilestone step) => $"s.planned_{step.ToKey()} < date_trunc('month', @asOf::date) + interval '1 month'";

    private static IEnumerable<Metric> ByStep(string key, Text title, Unit unit, Func<PlannedMilestone, MetricReads> reads, Func<PlannedMilestone, string> rows) =>
        PlannedMilestones.All.Select(step => new Metric(key, title, unit, OfYear: false, reads(step), rows(step)) { Step = step });

    private static string Taken(PlannedMilestone step) => $"{step.TakenBy()}_on";
}
