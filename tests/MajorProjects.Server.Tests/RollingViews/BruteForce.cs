using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A fact in its place of a city's log.</summary>
internal sealed record LoggedFact(long Position, Guid Project, int Version, Fact Fact);

/// <summary>A project in a batch: by which fact, known from which position, and with the attributes that held.</summary>
internal sealed record ModelEntry(string Kind, Guid Project, int Version, DateOnly OccurredOn, long Position, long KnownFrom, ProjectDetails Details);

/// <summary>A project as the fold of its facts has it, and those of them that stood and had happened.</summary>
internal sealed record FoldedProject(Guid Id, DateOnly RegisteredOn, int Version, Project State, IReadOnlyList<RecordedFact> Happened)
{
    public ProjectDetails Details => State.Details!;

    public decimal InvestmentWan => Details.TotalInvestmentWan?.Amount ?? 0;

    public DateOnly? Signed => State.DayOf("signed");

    public DateOnly? Started => State.DayOf("started");

    public DateOnly? Commissioned => State.DayOf("commissioned");

    public DateOnly? Completed => State.DayOf("completed");

    /// <summary>The monthly reports, of which each month's last one stands.</summary>
    public IEnumerable<ProgressReported> Reports => Happened.Select(f => f.Fact).OfType<ProgressReported>()
        .Select((report, n) => (report, n)).GroupBy(r => r.report.Month).Select(month => month.OrderBy(r => r.report.OccurredOn).ThenBy(r => r.n).Last().report);

    public bool WasDelayed(PlannedMilestone step) => Happened.Any(f => f.Fact is ProjectDelayed delay && delay.Milestone == step);

    /// <summary>The light that the default rules give it.</summary>
    public Light LightOn(DateOnly day)
    {
        if (State.IsWithdrawn) return Light.Green;
        var lights = new List<Light> { Light.Green };
        if (!new[] { "started", "trialProduction", "commissionedPart", "commissioned", "completed", "fullCapacity" }.Any(State.Milestones.ContainsKey) && Details.PlannedStart is { } planned)
            lights.Add(planned.MonthsLate(day) switch { >= 3 => Light.Red, >= 1 => Light.Yellow, _ => Light.Green });
        if (Started is { } started && Commissioned is null)
        {
            if (State.DayOf("enteredStatistics") is null)
                lights.Add(YearMonth.Of(day).MonthsAfter(YearMonth.Of(started)) switch { > 2 => Light.Red, > 1 => Light.Yellow, _ => Light.Green });
            var from = Details.PlannedStart?.Due ?? started;
            if (Reports.Where(r => r.Percent is not null).MaxBy(r => r.Month) is { } report && Details.PlannedCommissioning?.Due is { } to && to > from)
            {
                var elapsed = Math.Clamp(report.Month.Last.DayNumber + 1 - from.DayNumber, 0, to.DayNumber - from.DayNumber);
                // Below by more than 30 points, or by 10 and more, without dividing.
                var (due, done) = (100m * elapsed, report.Percent!.Value * (to.DayNumber - from.DayNumber));
                lights.Add(due - done > 30m * (to.DayNumber - from.DayNumber) ? Light.Red : due - done >= 10m * (to.DayNumber - from.DayNumber) ? Light.Yellow : Light.Green);
            }
        }
        return lights.Max();
    }
}

/// <summary>
/// The figures of a city as their definitions have them, by folding every history again for every question: a project is in the batch of
/// a kind by its first counted fact of that kind that was not voided. Of facts that need a review only those that were confirmed, where
/// <paramref name="confirmed"/> asks for that.
/// </summary>
internal sealed class BruteForce(IReadOnlyList<LoggedFact> log, bool confirmed = false)
{
    private readonly Dictionary<(Guid, int), long> confirmations = log.Where(f => f.Fact is FactConfirmed)
        .ToDictionary(f => (f.Project, ((FactConfirmed)f.Fact).Version), f => f.Position);

    public IReadOnlyList<LoggedFact> Log => log;

    /// <summary>The position from which a fact is known; null where it never was.</summary>
    public long? KnownFrom(LoggedFact fact) =>
        !confirmed || !fact.Fact.NeedsReview() ? fact.Position : confirmations.TryGetValue((fact.Project, fact.Version), out var at) ? at : null;

    /// <summary>What is known of each project at a position, and how many facts are recorded of it by then; none of one whose registration is not known.</summary>
    public IEnumerable<(Guid Project, int Version, History History)> Known(long position) => log.Where(f => f.Position <= position).GroupBy(f => f.Project)
        .Select(project => (project.Key, project.Count(), History: new History { Facts = [.. project.Where(f => KnownFrom(f) <= position).Select(f => new RecordedFact(f.Version, f.Fact))] }))
        .Where(project => project.History.Facts is [{ Fact: ProjectRegistered }, ..]);

    /// <summary>Every project that was in the library, or had facts, by then.</summary>
    public IReadOnlyList<FoldedProject> Library(DateOnly asOf, long position, ProjectFilter filter)
    {
        var library = new List<FoldedProject>();
        foreach (var (project, version, history) in Known(position))
        {
            var folded = new FoldedProject(
                project, history.Facts[0].Fact.OccurredOn, version, history.On(asOf), [.. history.Standing.Where(f => f.Fact.OccurredOn <= asOf)]);
            if ((folded.RegisteredOn <= asOf || !folded.State.Milestones.IsEmpty) && Passes(folded.Details, filter)) library.Add(folded);
        }
        return library;
    }

    /// <summary>Those that views count.</summary>
    public IReadOnlyList<FoldedProject> Counted(DateOnly asOf, long position, ProjectFilter filter) =>
        [.. Library(asOf, position, filter).Where(p => p.Details is { Parent: null, MergedInto: null })];

    public IReadOnlyList<ModelEntry> Entries(DateOnly asOf, long position, ProjectFilter filter)
    {
        var entries = new List<ModelEntry>();
        foreach (var project in Counted(asOf, position, filter))
            foreach (var kind in new[] { "signed", "started", "commissioned" })
            {
                var counted = project.Happened.Where(f => f.Fact.CountsAs()?.Kind == kind);
                if (counted.MinBy(f => f.Fact.OccurredOn) is not { } first) continue;
                var logged = log.Single(f => f.Project == project.Id && f.Version == first.Version);
                entries.Add(new(kind, project.Id, first.Version, first.Fact.OccurredOn, logged.Position, KnownFrom(logged)!.Value, project.Details));
            }
        return entries;
    }

    public IReadOnlyList<BatchRow> Rows(DateOnly asOf, long position, ProjectFilter filter, IEnumerable<Period> periods)
    {
        var entries = Entries(asOf, position, filter);
        return [.. periods.Select(period => new BatchRow(period, Cell("signed", period), Cell("started", period), Cell("commissioned", period)))];

        BatchCell Cell(string kind, Period period)
        {
            var inCell = entries.Where(e => e.Kind == kind && period.Contains(e.OccurredOn)).ToList();
            return new(inCell.Count, inCell.Sum(e => e.Details.TotalInvestmentWan?.Amount ?? 0));
        }
    }

    /// <summary>The facts, voided ones too, that were recorded on a day and had happened more than so many days before it; the last recorded first.</summary>
    public IReadOnlyList<LoggedFact> RecordedLate(DateOnly asOf, long position, ProjectFilter filter, DateOnly recordedOn, int days)
    {
        var passing = Known(position).Where(p => Passes(p.History, asOf, filter)).Select(p => p.Project).ToHashSet();
        return [.. log.Where(f => KnownFrom(f) <= position && passing.Contains(f.Project) && f.Fact.OccurredOn <= asOf
            && recordedOn.DayNumber - f.Fact.OccurredOn.DayNumber > days).OrderByDescending(f => f.Position)];
    }

    /// <summary>Whether a project is among those that a filter takes.</summary>
    public static bool Passes(History history, DateOnly asOf, ProjectFilter filter) => Passes(history.On(asOf).Details!, filter);

    private static bool Passes(ProjectDetails details, ProjectFilter filter) =>
        (filter.Region is null || filter.Region == details.Region.ToString())
        && (filter.Industry is null || filter.Industry == details.Industry)
        && (filter.Class is null || filter.Class == details.Class.ToKey())
        && (filter.Sector is null || filter.Sector == details.Sector.ToKey());
}
