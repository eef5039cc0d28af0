using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Content;

/// <summary>How many projects, and their planned total investment, 万元.</summary>
public sealed record Cell(int Count, decimal InvestmentWan);

/// <summary>A project, as it was called and filed.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region's code.</param>
public sealed record ProjectRef(Guid Project, string Name, string Region);

/// <summary>One kind of batch.</summary>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="Current">In the period; of a round, by the facts that name it.</param>
/// <param name="Before">In the period before; null for a round.</param>
/// <param name="YearBefore">In the same period of the year before; null for a round.</param>
/// <param name="YearToDate">From the beginning of the year to the period's last day.</param>
/// <param name="Projects">Those of <paramref name="Current"/>, in the order of their days.</param>
public sealed record BatchSection(string Kind, Cell Current, Cell? Before, Cell? YearBefore, Cell YearToDate, Listed<BatchLine> Projects);

/// <summary>A project in a batch, its planned total investment and the day that put it there.</summary>
public sealed record BatchLine(ProjectRef Project, string Industry, decimal? TotalInvestmentWan, DateOnly OccurredOn);

/// <summary>The batches of one quarter.</summary>
public sealed record TrendQuarter(Period Quarter, Cell Signed, Cell Started, Cell Commissioned);

/// <summary>
/// Starts or commissionings that were planned for the year by the projects' planned dates, and what came of it:
/// planned to date − late + early = actual.
/// </summary>
/// <param name="Step">start or commissioning.</param>
/// <param name="Year">The calendar year.</param>
/// <param name="Planned">New projects whose planned date is in the year.</param>
/// <param name="PlannedToDate">Those of them whose planned month is not after that of the last day.</param>
/// <param name="Actual">Those of them that took the step by the last day.</param>
/// <param name="Rate">Actual of planned.</param>
/// <param name="RateToDate">Of those planned to date, how many took the step.</param>
/// <param name="Late">Planned to date and not taken, by name; of a month that is over, as nothing is late before its month is.</param>
/// <param name="Pending">Planned for the month of the last day, which is not over, and not taken yet.</param>
/// <param name="Early">Planned for later in the year and taken, by name.</param>
public sealed record YearSchedule(
    PlannedMilestone Step, int Year, int Planned, int PlannedToDate, int Actual, Ratio Rate, Ratio RateToDate, Listed<ScheduleLine> Late, Listed<ScheduleLine> Pending, Listed<ScheduleLine> Early)
{
    /// <summary>
    /// The schedule, where the identity of every bulletin holds: late and early are told by the rate of the year's plan, the actual by the batches, and
    /// planned to date − late + early = actual. Within a month those that are planned for it and still to be done are neither late nor done: they are taken off too.
    /// </summary>
    /// <param name="step">start or commissioning.</param>
    /// <param name="asOf">The last day.</param>
    /// <param name="rows">The projects that the year's plan names.</param>
    /// <exception cref="ScheduleBrokenException">the two disagree; it names the projects of which they do.</exception>
    public static YearSchedule Of(PlannedMilestone step, DateOnly asOf, IReadOnlyCollection<PlannedRow> rows)
    {
        var open = rows.Where(r => r.IsDue && !r.IsTaken).ToLookup(r => YearMonth.Of(r.Planned) == YearMonth.Of(asOf) && asOf < YearMonth.Of(asOf).Last);
        var (late, pending) = (open[false].ToList(), open[true].ToList());
        var early = rows.Where(r => !r.IsDue && r.IsTaken).ToList();
        var (due, actual) = (rows.Count(r => r.IsDue), rows.Count(r => r.TakenOn is not null));
        var broken = rows.Where(r => r.IsTaken != r.TakenOn is not null).ToList();
        if (due - late.Count - pending.Count + early.Count != actual || broken.Count > 0) throw new ScheduleBrokenException(step, broken.ConvertAll(r => r.Project));
        return new(
            step, asOf.Year, rows.Count, due, actual, Ratio.Of(actual, rows.Count), Ratio.Of(rows.Count(r => r.IsDue && r.IsTaken), due), Lines(late), Lines(pending), Lines(early));

        static Listed<ScheduleLine> Lines(List<PlannedRow> rows) =>
            Listed.Of(rows.OrderBy(r => r.Planned).ThenBy(r => r.Project.Project).Select(r => new ScheduleLine(r.Project, r.Planned, r.TakenOn)).ToList());
    }
}

/// <summary>A project of the year's plan: when the step was planned (the last day that would be on time) and when it was taken.</summary>
public sealed record ScheduleLine(ProjectRef Project, DateOnly Planned, DateOnly? Taken);

/// <summary>A rate with what it is of; the percentage has two decimals, halves rounded up, and is null where there is nothing to take a share of (shown as —).</summary>
public sealed record Ratio(decimal Numerator, decimal Denominator, decimal? Percent)
{
    public static Ratio Of(decimal numerator, decimal denominator) =>
        new(Wan.Plain(numerator), Wan.Plain(denominator), new Rate(numerator, denominator).Percent);
}

/// <summary>续建项目 and 复工; new starts and works resumed together.</summary>
/// <param name="Continuing">Works begun before the year and not in use when it began.</param>
/// <param name="Resumed">Those of them that do not stand still.</param>
/// <param name="ResumeRate">复工率.</param>
/// <param name="StartAndResumeRate">开复工率.</param>
/// <param name="Suspended">Works that stand still, with the reason code and since when.</param>
public sealed record WorksSection(int Continuing, int Resumed, Ratio ResumeRate, Ratio StartAndResumeRate, Listed<SuspendedLine> Suspended);

/// <summary>Works that stand still since a day, by a reason code.</summary>
public sealed record SuspendedLine(ProjectRef Project, DateOnly Since, string? Reason);

/// <summary>What was completed of the investment that the year's plans set, of projects that have one; months of reports within the year.</summary>
/// <param name="Year">The calendar year.</param>
/// <param name="PlanWan">The year's plan, 万元.</param>
/// <param name="CompletedWan">Completed this year, 万元.</param>
/// <param name="Rate">年度投资完成率.</param>
/// <param name="RateToDate">序时投资完成率.</param>
/// <param name="TimeProgress">序时进度.</param>
/// <param name="Months">By month of the year up to the last: completed since the year's beginning, and what the plan would have by then.</param>
public sealed record InvestmentSection(int Year, decimal PlanWan, decimal CompletedWan, Ratio Rate, Ratio RateToDate, Ratio TimeProgress, IReadOnlyList<InvestmentMonth> Months);

/// <summary>Investment by the end of a month of the year, 万元.</summary>
public sealed record InvestmentMonth(YearMonth Month, decimal CompletedWan, decimal ScheduledWan);

/// <summary>A region of the city among the others.</summary>
/// <param name="Region">Its code; the city's own for municipal and cross-county works.</param>
/// <param name="Rank">By 年度投资完成率, the highest first; equal rates share a rank; null where there is no rate.</param>
/// <param name="PlanWan">The year's plan, 万元.</param>
/// <param name="CompletedWan">Completed this year, 万元.</param>
/// <param name="Rate">年度投资完成率.</param>
/// <param name="Signed">Signed in the period.</param>
/// <param name="Started">Started in the period.</param>
/// <param name="Commissioned">Commissioned in the period.</param>
public sealed record CountyRow(string Region, int? Rank, decimal PlanWan, decimal CompletedWan, Ratio Rate, Cell Signed, Cell Started, Cell Commissioned)
{
    /// <summary>The rows with their ranks, in their order; those without a rate come last.</summary>
    public static IReadOnlyList<CountyRow> Ranked(IReadOnlyCollection<CountyRow> rows) =>
    [
        .. rows.Select(row => row.Rate.Percent is { } rate ? row with { Rank = 1 + rows.Count(other => other.Rate.Percent > rate) } : row with { Rank = null })
            .OrderBy(row => row.Rank is null).ThenBy(row => row.Rank).ThenBy(row => row.Region, StringComparer.Ordinal),
    ];
}

/// <summary>What was put off.</summary>
/// <param name="New">In the period.</param>
/// <param name="ByReason">Those by reason code, the most frequent first.</param>
/// <param name="Running">Put off whenever, the step still not taken: of each project and step the last.</param>
public sealed record DelaySection(Listed<DelayLine> New, IReadOnlyList<DelayReason> ByReason, Listed<DelayLine> Running);

/// <summary>A step that was put off on a day: from the plan before the first delay to the plan since, in days, by a reason code.</summary>
public sealed record DelayLine(ProjectRef Project, PlannedMilestone Step, DateOnly OccurredOn, DateOnly? Baseline, DateOnly To, int? SlipDays, string? Reason);

/// <summary>Delays of one reason: how many facts, of how many projects.</summary>
public sealed record DelayReason(string Reason, int Count, int Projects);

/// <summary>A step past its month: planned by a day, and the whole months since.</summary>
public sealed record OverdueStep(ProjectRef Project, PlannedMilestone Step, DateOnly Planned, int MonthsOverdue);

/// <summary>A step that is planned for the next period, by a day.</summary>
public sealed record DueStep(ProjectRef Project, PlannedMilestone Step, DateOnly Planned);

/// <summary>Projects that look like other ones.</summary>
/// <param name="Found">Suspected in the period.</param>
/// <param name="Open">How many suspicions nobody has decided.</param>
/// <param name="Confirmed">How many were confirmed; those projects count nowhere.</param>
public sealed record DuplicateSection(Listed<DuplicateLine> Found, int Open, int Confirmed);

/// <summary>A suspicion: the project, the one it looks like, upon which grounds, and what became of it (open, confirmed, dismissed).</summary>
public sealed record DuplicateLine(ProjectRef Project, ProjectRef Other, string Grounds, DateTimeOffset SuspectedAt, string Status);

/// <summary>What was corrected since the last digest; empty where there was none.</summary>
/// <param name="Facts">Facts that were taken back or recorded anew for days that the last digest covered.</param>
/// <param name="Figures">Batches of the last digest that are other ones now.</param>
/// <param name="Rates">Rates of the last digest that are other ones now.</param>
public sealed record CorrectionSection(Listed<CorrectedFact> Facts, IReadOnlyList<ChangedFigure> Figures, IReadOnlyList<ChangedRate> Rates);

/// <summary>A fact taken back or added late: what it is (its type and Chinese title), its day, and when and by whom that was recorded.</summary>
public sealed record CorrectedFact(ProjectRef Project, string Type, string Title, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy);

/// <summary>A batch of the last digest: as it said, and as it is known now; and the projects that make the difference.</summary>
public sealed record ChangedFigure(string Kind, Period Period, Cell Then, Cell Now, Listed<ProjectRef> Projects);

/// <summary>A rate of the last digest, by the metric's key and Chinese title: as it said, and as it is known now.</summary>
public sealed record ChangedRate(string Metric, string Title, Ratio Then, Ratio Now);

/// <summary>What is to be expected of the projects that wait for a step.</summary>
/// <param name="Step">start (of the signed) or commissioning (of the started).</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Within">How many are expected by the end of the next period: those whose median month is not after it.</param>
/// <param name="Projects">Those, by name, with the median month and the 80 % interval.</param>
public sealed record ForecastSection(PlannedMilestone Step, int Waiting, int Within, Listed<ForecastLine> Projects);

/// <summary>A project whose step is expected: half of the waits like its own had ended by the median month.</summary>
public sealed record ForecastLine(ProjectRef Project, YearMonth Median, YearMonth? Earliest, YearMonth? Latest);

/// <summary>A round: what was published beside what is computed.</summary>
public sealed record RoundSection(string Number, string Name, DateOnly HeldOn, string Source, IReadOnlyList<RoundBatchSection> Batches);

/// <summary>One kind of batch of a round; what was not published is null.</summary>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="PublishedCount">As published.</param>
/// <param name="PublishedInvestmentWan">As published, 万元.</param>
/// <param name="Computed">By the facts that name the round.</param>
/// <param name="Differences">Each project that makes the difference, with the reason in words.</param>
public sealed record RoundBatchSection(string Kind, int? PublishedCount, decimal? PublishedInvestmentWan, Cell Computed, Listed<RoundDifferenceLine> Differences);

/// <summary>A project in the published list and not computed, or the other way round, and why.</summary>
public sealed record RoundDifferenceLine(string Name, bool Published, string Why);

/// <summary>A checkpoint of the city's ledger: its origin, how many leaves it has, their root (base64) and when it was signed.</summary>
public sealed record CheckpointSection(string Origin, long Size, string Root, DateTimeOffset SignedAt);
