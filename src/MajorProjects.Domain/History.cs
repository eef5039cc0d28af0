using System.Collections.Immutable;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain;

/// <summary>
/// A fact in the order of recording: <paramref name="Version"/> counts the facts of its project from 1; <paramref name="By"/> recorded
/// it, where that is known.
/// </summary>
public sealed record RecordedFact(int Version, Fact Fact, string? By = null);

/// <summary>What became of an attempt to record facts: the history with all of them, or the refusal of one.</summary>
/// <param name="After">The history afterwards; as it was, where one was refused.</param>
/// <param name="Versions">The versions that the facts have, one for each.</param>
/// <param name="Refusal">Why nothing is recorded, or null.</param>
/// <param name="RefusedAt">Which of the facts was refused, counted from 0.</param>
public sealed record Decision(History After, ImmutableArray<int> Versions, Refusal? Refusal = null, int RefusedAt = 0);

/// <summary>
/// All that was ever recorded of one project, in order of recording. What is true of it is a fold over the facts that stand, in the
/// order in which they happened: so a fact recorded late takes its place among the others.
/// </summary>
public sealed record History
{
    /// <summary>Most facts of one project: each new one is judged against all that stand.</summary>
    public const int MostFacts = 2000;

    public static History Empty { get; } = new();

    public ImmutableList<RecordedFact> Facts { get; init; } = [];

    /// <summary>The fact that is judged where it stands among these; null where a new one is judged, which comes last.</summary>
    internal RecordedFact? Judged { get; private init; }

    public int Version => Facts.Count;

    public bool IsEmpty => Facts.IsEmpty;

    /// <summary>The project as all that stands makes it.</summary>
    public Project Now => Fold(Standing);

    /// <summary>The project as it was at the end of <paramref name="day"/>, by all that is known today: its attributes too, where it was registered later.</summary>
    public Project On(DateOnly day) => Fold(Standing.Where(f => f.Fact.HoldsFrom() <= day && !ComesAfterJudged(f)));

    /// <summary>What stood and held by the end of <paramref name="day"/>, in the order of happening.</summary>
    public IEnumerable<RecordedFact> HappenedBy(DateOnly day) => InOrderOfHappening(Standing.Where(f => f.Fact.HoldsFrom() <= day));

    /// <summary>The history as it was after <paramref name="version"/> facts.</summary>
    public History At(int version) => this with { Facts = Facts.GetRange(0, Math.Clamp(version, 0, Version)) };

    /// <summary>The facts that were neither voided nor returned, in order of recording.</summary>
    public IEnumerable<RecordedFact> Standing
    {
        get
        {
            var voided = VoidedBy;
            return voided.Count == 0 ? Facts : Facts.Where(f => !voided.ContainsKey(f.Version));
        }
    }

    /// <summary>For each version that no longer stands, the version that voids or returns it.</summary>
    public IReadOnlyDictionary<int, int> VoidedBy =>
        Facts.Where(f => f.Fact is ITakesBack).SelectMany(f => ((ITakesBack)f.Fact).Versions().Select(v => (Voided: v, By: f.Version)))
            .ToDictionary(v => v.Voided, v => v.By);

    /// <summary>How far the review has come of each version that needs one, whether it still stands or not.</summary>
    public IReadOnlyDictionary<int, Review> Reviews
    {
        get
        {
            var reviews = Facts.Where(f => f.Fact.NeedsReview()).ToDictionary(f => f.Version, _ => Review.Awaited);
            foreach (var recorded in Facts)
            {
                if (recorded.Fact is FactConfirmed confirmation) reviews[confirmation.Version] = new(ReviewState.Confirmed, recorded.Version);
                if (recorded.Fact is not FactReturned returned) continue;
                foreach (var version in returned.Versions().Where(reviews.ContainsKey)) reviews[version] = new(ReviewState.Returned, recorded.Version);
            }
            return reviews;
        }
    }

    /// <summary>The confirmed edition: only what was confirmed and what needs no review. Its facts keep the versions that they have.</summary>
    public History Confirmed()
    {
        var confirmed = Facts.Select(f => f.Fact).OfType<FactConfirmed>().Select(c => c.Version).ToHashSet();
        return Without(f => f.Fact.NeedsReview() && !confirmed.Contains(f.Version));
    }

    /// <summary>For each month's report that was filed again, the version of the filing that stands in its place.</summary>
    public IReadOnlyDictionary<int, int> RefiledBy => InOrderOfHappening(Standing.Where(f => f.Fact is ProgressReported))
        .GroupBy(f => ((ProgressReported)f.Fact).Month)
        .SelectMany(month => month.SkipLast(1).Select(f => (Earlier: f.Version, By: month.Last().Version)))
        .ToDictionary(f => f.Earlier, f => f.By);

    public History Add(Fact fact, string? by = null) => this with { Facts = Facts.Add(new(Version + 1, fact, by)) };

    public History Without(Func<RecordedFact, bool> left) => this with { Facts = Facts.RemoveAll(f => left(f)) };

    /// <summary>Why <paramref name="fact"/> cannot be recorded now, or null.</summary>
    public Refusal? Refuses(Fact fact, Recording recording) => Record([fact], recording).Refusal;

    /// <summary>
    /// Records facts, in this order, all or none. Each must be possible by all that is on record before it; and once all are there,
    /// each must still be possible, as must each that stood before, whichever of them happened first. So a stop and its end, told late,
    /// go together.
    /// </summary>
    public Decision Record(IReadOnlyList<Fact> facts, Recording recording)
    {
        if (Version + facts.Count > MostFacts) return new(this, [], Refusal.TooManyFacts);
        var after = this;
        var versions = ImmutableArray.CreateBuilder<int>(facts.Count);
        for (var i = 0; i < facts.Count; i++)
        {
            if (after.RefusesByItself(facts[i], recording) is { } refusal) return new(this, [], refusal, i);
            versions.Add(after.Version + 1);
            var brought = facts[i].Brings(after).ToList();
            after = brought.Aggregate(after.Add(facts[i], recording.By), (history, fact) => history.Add(fact, recording.By));
        }
        if (!facts.Any(f => f.CanContradict())) return new(after, versions.ToImmutable());
        var contradicted = Impossible(after, f => after.Without(later => later.Version > Math.Max(f.Version, Version) && later.Fact.CanContradict()), recording)
            .FirstOrDefault();
        return contradicted == default
            ? new(after, versions.ToImmutable())
            : new(this, [], Refusal.Contradicts(contradicted.Fact, contradicted.Refusal), facts.Count - 1);
    }

    /// <summary>The facts that could not have happened without one, or without those that could not, and so on.</summary>
    internal IReadOnlySet<int> DependentsOf(int version, Recording recording)
    {
        var gone = new SortedSet<int> { version };
        for (var before = 0; before != gone.Count;)
        {
            before = gone.Count;
            gone.UnionWith(Impossible(Without(f => gone.Contains(f.Version)), _ => this, recording).Select(f => f.Fact.Version).ToList());
        }
        gone.Remove(version);
        return gone;
    }

    // The facts that stand in a history and are not possible in it as they were before, with why. What was forbidden before for the same
    // reason, such as a start that a permit has turned out to be later than, is none of them.
    private static IEnumerable<(RecordedFact Fact, Refusal Refusal)> Impossible(History after, Func<RecordedFact, History> before, Recording recording)
    {
        foreach (var recorded in after.Standing.Where(f => f.Fact is not (IAboutFact or ProjectRegistered)))
        {
            if (after.Refuses(recorded, recording) is { } refusal && before(recorded).Refuses(recorded, recording)?.Detail != refusal.Detail)
                yield return (recorded, refusal);
        }
    }

    // Judged where it stands, by whoever recorded it: of what happened on the same day, only what was recorded earlier comes before it.
    private Refusal? Refuses(RecordedFact recorded, Recording recording) =>
        (Without(f => f.Version == recorded.Version) with { Judged = recorded }).RefusesByRule(recorded.Fact, recording with { By = recorded.By, OnlyOwn = false, Others = null });

    private bool ComesAfterJudged(RecordedFact other) =>
        Judged is { } judged && other.Version > judged.Version && other.Fact.HoldsFrom() == judged.Fact.HoldsFrom();

    private Refusal? RefusesByItself(Fact fact, Recording recording)
    {
        var errors = new FieldErrors();
        fact.CheckShape(errors);
        if (errors.Any) return Refusal.Malformed(errors.All);
        if (fact.OccurredOn > recording.Today) return Refusal.InFuture(fact.OccurredOn, recording.Today);
        if (fact is not (IAboutFact or DuplicateConfirmed or DuplicateDismissed) && Now.Details?.MergedInto is not null) return Refusal.IsMerged;
        return RefusesByRule(fact, recording);
    }

    private Refusal? RefusesByRule(Fact fact, Recording recording) =>
        !fact.ConcernsWithdrawn() && On(fact.OccurredOn).IsWithdrawn
            ? Refusal.IsWithdrawn
            : EvidenceAttached.RefusesUnknown(fact, this) ?? fact.RefusedBy(this, recording);

    /// <summary>
    /// The attributes of the project through time, as all that stands makes them: each from the day on which it begins to hold. What
    /// the registration says holds from the beginning of time, since it tells of the works and not of the day they were filed.
    /// </summary>
    public IEnumerable<(DateOnly From, ProjectDetails Details)> Versions()
    {
        var project = Project.None;
        foreach (var fact in InOrderOfHappening(Standing))
        {
            var before = project.Details;
            project = project.After(fact.Fact);
            if (project.Details is { } details && !ReferenceEquals(details, before))
                yield return (fact.Fact.HoldsFrom(), details);
        }
    }

    private static Project Fold(IEnumerable<RecordedFact> facts) =>
        InOrderOfHappening(facts).Aggregate(Project.None, (project, fact) => project.After(fact.Fact));

    private static IOrderedEnumerable<RecordedFact> InOrderOfHappening(IEnumerable<RecordedFact> facts) =>
        facts.OrderBy(f => f.Fact.HoldsFrom()).ThenBy(f => f.Version);
}
