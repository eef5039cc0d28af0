using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>A project whose step was planned for the year, by the metric of the year's plan.</summary>
internal sealed record PlannedForYear(PlannedMilestone Step, ProjectRef Project, DateOnly Planned, bool IsDue, bool IsTaken);

/// <summary>What a digest says of the year of its day that metrics tell, all from one pass over the projects: passes are what a large city's digest takes its time for.</summary>
/// <param name="Rates">By the metric's key.</param>
/// <param name="Counties">The year's plan of investment, by region.</param>
/// <param name="Completed">Investment reported of those plans, by the first day of the month, 万元.</param>
/// <param name="Planned">What was planned for the year.</param>
/// <param name="Suspended">Works that stand still, the longest first.</param>
/// <param name="Steps">Steps that were put off, are past their month, or are due in the next period.</param>
internal sealed record YearFigures(
    IReadOnlyDictionary<string, Ratio> Rates, IReadOnlyDictionary<string, Ratio> Counties, IReadOnlyDictionary<DateOnly, decimal> Completed,
    IReadOnlyList<PlannedForYear> Planned, IReadOnlyList<SuspendedLine> Suspended, List<PlannedStep> Steps)
{
    private const string OfInvestment = "investmentRateOfYearPlan";

    private static readonly Metric[] Metrics =
    [
        .. new[]
        {
            "startRateOfYearPlan", "commissionRateOfYearPlan", "resumeRate", "startAndResumeRate", OfInvestment, "investmentRateToDate", "timeProgress",
        }.Select(Named),
    ];

    // Of each row: what it tells, by what, of which project, its name and region, a day, whether due, whether taken, numerator, denominator, an earlier day.
    private static readonly IReadOnlyList<string> RateParts =
    [
        .. Metrics.Select(m => $"select 'rate', '{m.Key}', null::uuid, null, null, null::date, null::boolean, null::boolean, coalesce(sum(numerator), 0)::numeric, coalesce(sum(denominator), 0)::numeric, null::date from {RowsOf(m)}"),
    ];

    private static readonly IReadOnlyList<string> OtherParts =
    [
        $"""
        select 'county', s.region, null, null, null, null, null, null, sum(r.numerator)::numeric, sum(r.denominator)::numeric, null
        from {RowsOf(Named(OfInvestment))} r join s on s.project_id = r.project_id group by s.region
        """,
        $"""
        select 'month', null, null, null, null, r.month, null, null, coalesce(sum(r.completed_wan), 0)::numeric, null, null
        from s join {Metric.YearPlans} y on y.project_id = s.project_id join {Metric.Reported} r on r.project_id = s.project_id group by r.month
        """,
        .. Metrics.Where(m => m.ScheduleOf is not null).Select(m => $"""
        select 'planned', '{m.ScheduleOf!.Value.ToKey()}', r.project_id, s.name, s.region, s.planned_{m.ScheduleOf.Value.ToKey()}, r.due, r.numerator = 1, null, null, null
        from {RowsOf(m)} r join s on s.project_id = r.project_id
        """),
        $"""
        select 'suspended', f.reason, s.project_id, s.name, s.region, f.occurred_on, null, null, null, null, null
        from s cross join lateral (
            select f.occurred_on, f.reason from milestone_fact f
            where f.city = @city and f.confirmed = @confirmed and f.project_id = s.project_id and f.kind = '{ProjectSuspended.Kind}'
                  and f.known_from <= @position and f.known_to > @position and f.occurred_on <= @asOf
            order by f.occurred_on desc, f.version desc limit 1) f
        where s.stage = '{Stage.Suspended.ToKey()}'
        """,
        $"select 'step', t.step, t.project_id, t.name, t.region, t.planned, t.overdue, t.waits, null, null, t.baseline from ({PlannedSteps.RowsOf("s")}) t",
    ];

    private static readonly string
        RatesAlone = Sql(ProjectStates.Sql, RateParts), RatesAmong = Sql(ProjectStates.Among, RateParts), Everything = Sql(ProjectStates.Sql, [.. RateParts, .. OtherParts]);

    // Whatever a viewpoint sees of a project otherwise than one before it was recorded, or stopped to hold, in between.
    private static readonly string Touched = string.Join("\nunion\n", new[] { "project_version", "milestone_fact", "progress_fact" }.Select(table => $"""
        select project_id from {table}
        where city = @city and confirmed = @confirmed and (known_from > @after and known_from <= @position or known_to > @after and known_to <= @position)
        """));

    public static async Task<YearFigures> ReadAsync(DigestView view, Period due, CancellationToken cancellation)
    {
        var rows = (await RowsAsync(Everything, view, due, cancellation)).ToLookup(r => r.Part, StringComparer.Ordinal);
        return new(
            RatiosOf(rows["rate"]), RatiosOf(rows["county"]), rows["month"].ToDictionary(r => r.Day!.Value, r => r.Numerator),
            [.. rows["planned"].Select(r => new PlannedForYear(StepOf(r), r.Project, r.Day!.Value, r.IsDue, r.IsTaken))],
            [.. rows["suspended"].Select(r => new SuspendedLine(r.Project, r.Day!.Value, r.Key)).OrderBy(l => l.Since).ThenBy(l => l.Project.Project)],
            [.. rows["step"].Select(r => new PlannedStep(r.Project.Project, r.Project.Name, r.Project.Region, StepOf(r), r.Earlier, r.Day, IsOverdue: r.IsDue, IsWaiting: r.IsTaken))]);
    }

    /// <summary>
    /// The rates as two viewpoints of one day see them, by the metric's key. A rate adds up what each project adds to it, so of the first viewpoint only the projects
    /// that the second sees otherwise are looked at.
    /// </summary>
    public static async Task<IReadOnlyList<(string Key, Ratio First, Ratio Second)>> RatesAsync(DigestView first, DigestView second, CancellationToken cancellation)
    {
        await using var select = second.Database.Ask(Touched, second.City, second.Viewpoint, ProjectFilter.Open, ("after", first.Viewpoint.Position));
        var touched = ("projects", (object)(await select.ReadAsync(row => row.GetGuid(0), cancellation)).ToArray());
        var all = await RowsAsync(RatesAlone, second, null, cancellation);
        var before = RatiosOf(await RowsAsync(RatesAmong, first, null, cancellation, touched));
        var after = RatiosOf(await RowsAsync(RatesAmong, second, null, cancellation, touched));
        return
        [
            .. all.Select(r => (r.Key!,
                Ratio.Of(r.Numerator - after[r.Key!].Numerator + before[r.Key!].Numerator, r.Denominator - after[r.Key!].Denominator + before[r.Key!].Denominator),
                Ratio.Of(r.Numerator, r.Denominator))),
        ];
    }

    /// <summary>What people call a rate.</summary>
    public static string TitleOf(string key) => Named(key).Title.Zh;

    private static async Task<List<Row>> RowsAsync(string sql, DigestView view, Period? due, CancellationToken cancellation, params (string Name, object Value)[] more)
    {
        await using var select = view.AskOfYear(sql, [("dueFrom", due?.First ?? DateOnly.MaxValue), ("dueTo", due?.Last ?? DateOnly.MinValue), .. more]);
        return await select.ReadAsync(RowOf, cancellation);
    }

    private static string Sql(string states, IReadOnlyList<string> parts) => $"""
        with s as materialized (select e.* from ({states}) e where e.counted and {ProjectFilter.Condition}),
             {string.Join(",\n     ", Metrics.Select(m => $"{RowsOf(m)} as ({m.Rows})"))}
        {string.Join("\nunion all\n", parts)}
        """;

    // By its place: a metric's own key is not a name in SQL.
    private static string RowsOf(Metric metric) => $"m{Array.IndexOf(Metrics, metric)}";

    private static PlannedMilestone StepOf(Row row) => PlannedMilestones.All.Single(m => m.ToKey() == row.Key);

    private static Metric Named(string key) => Metric.All.Single(m => m.Key == key);

    private static Dictionary<string, Ratio> RatiosOf(IEnumerable<Row> rows) => rows.ToDictionary(r => r.Key!, r => Ratio.Of(r.Numerator, r.Denominator), StringComparer.Ordinal);

    private static Row RowOf(NpgsqlDataReader row) => new(
        row.GetString(0), row.TextOrNull(1), new(row.ValueOrNull<Guid>(2) ?? default, row.TextOrNull(3) ?? "", row.TextOrNull(4) ?? ""), row.ValueOrNull<DateOnly>(5),
        row.ValueOrNull<bool>(6) ?? false, row.ValueOrNull<bool>(7) ?? false, row.ValueOrNull<decimal>(8) ?? 0, row.ValueOrNull<decimal>(9) ?? 0, row.ValueOrNull<DateOnly>(10));

    private sealed record Row(string Part, string? Key, ProjectRef Project, DateOnly? Day, bool IsDue, bool IsTaken, decimal Numerator, decimal Denominator, DateOnly? Earlier);
}
