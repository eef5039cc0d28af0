using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
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
internal sealed record YearFigures(
    IReadOnlyDictionary<string, Ratio> Rates, IReadOnlyDictionary<string, Ratio> Counties, IReadOnlyDictionary<DateOnly, decimal> Completed,
    IReadOnlyList<PlannedForYear> Planned, IReadOnlyList<SuspendedLine> Suspended)
{
    private const string OfInvestment = "investmentRateOfYearPlan";

    private static readonly Metric[] Metrics =
    [
        .. new[]
        {
            "startRateOfYearPlan", "commissionRateOfYearPlan", "resumeRate", "startAndResumeRate", OfInvestment, "investmentRateToDate", "timeProgress",
        }.Select(Named),
    ];

    // Of each row: what it tells, by what, of which project, its name and region, a day, whether due, whether taken, numerator, denominator.
    private static readonly IReadOnlyList<string> RateParts =
    [
        .. Metrics.Select(m => $"select 'rate', '{m.Key}', null::uuid, null, null, null::date, null::boolean, null::boolean, coalesce(sum(numerator), 0)::numeric, coalesce(sum(denominator), 0)::numeric from {RowsOf(m)}"),
    ];

    private static readonly IReadOnlyList<string> OtherParts =
    [
        $"""
        select 'county', s.region, null, null, null, null, null, null, sum(r.numerator)::numeric, sum(r.denominator)::numeric
        from {RowsOf(Named(OfInvestment))} r join s on s.project_id = r.project_id group by s.region
        """,
        $"""
        select 'month', null, null, null, null, r.month, null, null, coalesce(sum(r.completed_wan), 0)::numeric, null
        from s join {Metric.YearPlans} y on y.project_id = s.project_id join {Metric.Reported} r on r.project_id = s.project_id group by r.month
        """,
        .. Metrics.Where(m => m.ScheduleOf is not null).Select(m => $"""
        select 'planned', '{m.ScheduleOf!.Value.ToKey()}', r.project_id, s.name, s.region, s.planned_{m.ScheduleOf.Value.ToKey()}, r.due, r.numerator = 1, null, null
        from {RowsOf(m)} r join s on s.project_id = r.project_id
        """),
        $"""
        select 'suspended', f.reason, s.project_id, s.name, s.region, f.occurred_on, null, null, null, null
        from s cross join lateral (
            select f.occurred_on, f.reason from milestone_fact f
            where f.city = @city and f.confirmed = @confirmed and f.project_id = s.project_id and f.kind = '{ProjectSuspended.Kind}'
                  and f.known_from <= @position and f.known_to > @position and f.occurred_on <= @asOf
            order by f.occurred_on desc, f.version desc limit 1) f
        where s.stage = '{Stage.Suspended.ToKey()}'
        """,
    ];

    private static readonly string RatesAlone = Sql(RateParts), Everything = Sql([.. RateParts, .. OtherParts]);

    public static async Task<YearFigures> ReadAsync(DigestView view, CancellationToken cancellation)
    {
        var rows = (await RowsAsync(Everything, view, cancellation)).ToLookup(r => r.Part, StringComparer.Ordinal);
        return new(
            RatiosOf(rows["rate"]), RatiosOf(rows["county"]), rows["month"].ToDictionary(r => r.Day, r => r.Numerator),
            [.. rows["planned"].Select(r => new PlannedForYear(PlannedMilestones.All.Single(m => m.ToKey() == r.Key), r.Project, r.Day, r.IsDue, r.IsTaken))],
            [.. rows["suspended"].Select(r => new SuspendedLine(r.Project, r.Day, r.Key)).OrderBy(l => l.Since).ThenBy(l => l.Project.Project)]);
    }

    /// <summary>The rates alone, by the metric's key.</summary>
    public static async Task<IReadOnlyDictionary<string, Ratio>> RatesAsync(DigestView view, CancellationToken cancellation) => RatiosOf(await RowsAsync(RatesAlone, view, cancellation));

    /// <summary>What people call a rate.</summary>
    public static string TitleOf(string key) => Named(key).Title.Zh;

    private static async Task<List<Row>> RowsAsync(string sql, DigestView view, CancellationToken cancellation)
    {
        await using var select = view.AskOfYear(sql);
        return await select.ReadAsync(RowOf, cancellation);
    }

    private static string Sql(IReadOnlyList<string> parts) => $"""
        with s as materialized (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}),
             {string.Join(",\n     ", Metrics.Select(m => $"{RowsOf(m)} as ({m.Rows})"))}
        {string.Join("\nunion all\n", parts)}
        """;

    // By its place: a metric's own key is not a name in SQL.
    private static string RowsOf(Metric metric) => $"m{Array.IndexOf(Metrics, metric)}";

    private static Metric Named(string key) => Metric.All.Single(m => m.Key == key);

    private static Dictionary<string, Ratio> RatiosOf(IEnumerable<Row> rows) => rows.ToDictionary(r => r.Key!, r => Ratio.Of(r.Numerator, r.Denominator), StringComparer.Ordinal);

    private static Row RowOf(NpgsqlDataReader row) => new(
        row.GetString(0), row.TextOrNull(1), new(row.ValueOrNull<Guid>(2) ?? default, row.TextOrNull(3) ?? "", row.TextOrNull(4) ?? ""), row.ValueOrNull<DateOnly>(5) ?? default,
        row.ValueOrNull<bool>(6) ?? false, row.ValueOrNull<bool>(7) ?? false, row.ValueOrNull<decimal>(8) ?? 0, row.ValueOrNull<decimal>(9) ?? 0);

    private sealed record Row(string Part, string? Key, ProjectRef Project, DateOnly Day, bool IsDue, bool IsTaken, decimal Numerator, decimal Denominator);
}
