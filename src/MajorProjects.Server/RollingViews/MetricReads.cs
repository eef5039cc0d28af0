using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.RollingViews;

/// <summary>A fact behind what a project adds to a figure: each thing that the metric reads from it, by its key, and what it says.</summary>
internal sealed record FactBehind(int Version, IReadOnlyDictionary<string, string?> Gives);

/// <summary>
/// What a metric reads of the facts of a project, beside whether the project is counted and how it is filed. Said next to the SQL of the metric,
/// of which it is the other half: what is not read here cannot change the figure.
/// </summary>
/// <param name="Steps">The kinds of milestone of which it reads the first.</param>
internal sealed record MetricReads(params IReadOnlyList<string> Steps)
{
    /// <summary>The kinds of milestone of which it reads the last: what was stopped may have gone on since.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>The attributes of the project, by their names.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The step whose delays in the period it reads.</summary>
    public PlannedMilestone? DelaysOf { get; init; }

    /// <summary>Whether it reads the investment plan of the year.</summary>
    public bool YearPlan { get; init; }

    /// <summary>What it adds up of the reports on the months of the period.</summary>
    public Func<ProgressReported, Wan?>? Reports { get; init; }

    /// <summary>Whether it goes by the month of asOf too, so that time alone changes it.</summary>
    public bool ToDate { get; init; }

    /// <summary>Whether a fact is one of those, apart from the attributes.</summary>
    public bool Read(Fact fact, Period period) => fact.CountsAs()?.Kind is { } kind && (Steps.Contains(kind, StringComparer.Ordinal) || States.Contains(kind, StringComparer.Ordinal))
        || fact switch
        {
            ProjectDelayed delay => delay.Milestone == DelaysOf,
            YearPlanSet plan => YearPlan && plan.Year == period.First.Year,
            ProgressReported report => Reports is not null && period.Contains(report.Month.First),
            _ => false,
        };

    /// <summary>The facts that make what a project adds to the figure of a period, in order of recording.</summary>
    /// <param name="history">What is known of the project.</param>
    /// <param name="asOf">Only what had happened by then counts.</param>
    /// <param name="period">The period of the figure.</param>
    /// <param name="filteredBy">The attributes that the figure is filtered by.</param>
    public IReadOnlyList<FactBehind> Behind(History history, DateOnly asOf, Period period, IEnumerable<string> filteredBy)
    {
        var happened = history.HappenedBy(asOf).ToList();
        var given = Steps.Select(step => Milestone(step, happened.Find(f => f.Fact.CountsAs()?.Kind == step)))
            .Concat(States.Select(state => Milestone(state, happened.FindLast(f => f.Fact.CountsAs()?.Kind == state))))
            .Concat(Delays(happened, period)).Concat(YearPlans(happened, period)).Concat(Months(happened, asOf, period))
            .Concat(Attributes.Union(filteredBy, StringComparer.Ordinal).SelectMany(name => Attribute(name, happened)));
        return
        [
            .. given.Where(g => g.Version > 0).GroupBy(g => g.Version).OrderBy(g => g.Key).Select(fact => new FactBehind(
                fact.Key, fact.OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Says, StringComparer.Ordinal))),
        ];
    }

    private static Given Milestone(string kind, RecordedFact? fact) => new(fact?.Version ?? 0, kind, Day(fact?.Fact.OccurredOn));

    private IEnumerable<Given> Delays(List<RecordedFact> happened, Period period) => happened
        .Where(f => f.Fact is ProjectDelayed delay && delay.Milestone == DelaysOf && period.Contains(delay.OccurredOn))
        .Select(f => new Given(f.Version, ProjectDelayed.Kind, Day(f.Fact.OccurredOn)));

    private IEnumerable<Given> YearPlans(List<RecordedFact> happened, Period period) =>
        YearPlan && happened.FindLast(f => f.Fact is YearPlanSet plan && plan.Year == period.First.Year) is { } set
            ? [new(set.Version, YearPlanSet.Kind, Money(((YearPlanSet)set.Fact).InvestmentWan))]
            : [];

    // Of each month its latest filing.
    private IEnumerable<Given> Months(List<RecordedFact> happened, DateOnly asOf, Period period) => Reports is not { } amount ? [] : happened
        .Where(f => f.Fact is ProgressReported report && period.Contains(report.Month.First) && report.Month.First <= asOf)
        .GroupBy(f => ((ProgressReported)f.Fact).Month)
        .Select(month => month.Last())
        .Select(f => new Given(f.Version, $"{((ProgressReported)f.Fact).Month}", Money(amount((ProgressReported)f.Fact))));

    // What set an attribute outright, and what has since moved it from where it was.
    private static List<Given> Attribute(string name, List<RecordedFact> happened)
    {
        var given = new List<Given>();
        var project = Project.None;
        foreach (var recorded in happened)
        {
            project = project.After(recorded.Fact);
            if (recorded.Fact is not IRevisesDetails revision || !revision.Revises().Contains(name, StringComparer.Ordinal) || project.Details is null) continue;
            if (recorded.Fact is ProjectRegistered or DetailsRevised) given.Clear();
            given.Add(new(recorded.Version, name, ProjectDetail.Named(name)!.Read(project.Details)?.Text));
        }
        return given;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Money(Wan? amount) => amount?.Amount.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Given(int Version, string Key, string? Says);
}
