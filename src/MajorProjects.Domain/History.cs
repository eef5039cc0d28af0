using System.Collections.Immutable;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain;

/// <summary>A fact in the order of recording: <paramref name="Version"/> counts the facts of its project from 1.</summary>
public sealed record RecordedFact(int Version, Fact Fact);

/// <summary>
/// All that was ever recorded of one project, in order of recording. What is true of it is a fold over the facts that stand, in the
/// order in which they happened: so a fact recorded late takes its place among the others.
/// </summary>
public sealed record History
{
    public static History Empty { get; } = new();

    public ImmutableList<RecordedFact> Facts { get; init; } = [];

    public int Version => Facts.Count;

    public bool IsEmpty => Facts.IsEmpty;

    /// <summary>The project as all that stands makes it.</summary>
    public Project Now => Fold(Standing);

    /// <summary>The project as it was at the end of <paramref name="day"/>, by all that is known today: its attributes too, where it was registered later.</summary>
    public Project On(DateOnly day) => Fold(Standing.Where(f => PlaceOf(f.Fact) <= day));

    /// <summary>The history as it was after <paramref name="version"/> facts.</summary>
    public History At(int version) => this with { Facts = Facts.GetRange(0, Math.Clamp(version, 0, Version)) };

    /// <summary>The facts that were not voided, in order of recording.</summary>
    public IEnumerable<RecordedFact> Standing
    {
        get
        {
            var voided = VoidedBy;
            return voided.Count == 0 ? Facts : Facts.Where(f => !voided.ContainsKey(f.Version));
        }
    }

    /// <summary>For each voided version, the version that voids it.</summary>
    public IReadOnlyDictionary<int, int> VoidedBy =>
        Facts.Where(f => f.Fact is FactVoided).ToDictionary(f => ((FactVoided)f.Fact).Version, f => f.Version);

    public History Add(Fact fact) => this with { Facts = Facts.Add(new(Version + 1, fact)) };

    /// <summary>Why <paramref name="fact"/> cannot be recorded now, or null.</summary>
    public Refusal? Refuses(Fact fact, Recording recording)
    {
        var errors = new FieldErrors();
        fact.CheckShape(errors);
        if (errors.Any) return Refusal.Malformed(errors.All);
        if (fact.OccurredOn > recording.Today) return Refusal.InFuture(fact.OccurredOn, recording.Today);
        if (!fact.ConcernsWithdrawn() && On(fact.OccurredOn).IsWithdrawn) return Refusal.IsWithdrawn;
        return EvidenceAttached.RefusesUnknown(fact, this) ?? fact.RefusedBy(this, recording);
    }

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
                yield return (before is null ? DateOnly.MinValue : fact.Fact.OccurredOn, details);
        }
    }

    private static Project Fold(IEnumerable<RecordedFact> facts) =>
        InOrderOfHappening(facts).Aggregate(Project.None, (project, fact) => project.After(fact.Fact));

    private static IOrderedEnumerable<RecordedFact> InOrderOfHappening(IEnumerable<RecordedFact> facts) =>
        facts.OrderBy(f => PlaceOf(f.Fact)).ThenBy(f => f.Version);

    // The registration is what the others are about, so it comes first on whatever day the project was filed.
    private static DateOnly PlaceOf(Fact fact) => fact is ProjectRegistered ? DateOnly.MinValue : fact.OccurredOn;
}
