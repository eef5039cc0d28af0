using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Projects;
using Marten;

namespace MajorProjects.Server.Duplicates;

/// <summary>
/// Looks, while facts of a project are recorded, for others that it now looks like. All of it happens in the transaction of the facts and
/// before they are appended, in turn with all who look in the same city: of two who register the same works at once, the second sees the first.
/// </summary>
internal sealed class SuspicionSearch(IDocumentSession session, City city, Guid project)
{
    /// <summary>
    /// Whether facts have to wait for a turn: those that say of two projects that they are one or are not, and those upon which to look:
    /// a registration, a start, and whatever changes by what the project is compared.
    /// </summary>
    public bool Concerns(IReadOnlyList<Fact> facts, History before, History after) =>
        facts.Any(f => f is DuplicateSuspected or DuplicateConfirmed or DuplicateDismissed) || IsRaisedBy(facts, before, after);

    /// <summary>Begins the transaction, and waits for all who came before.</summary>
    public async Task TakeTurnAsync(CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var turn = Likeness.TakeTurn(city.Code.ToString());
        await (await session.ExecuteReaderAsync(turn, cancellation)).DisposeAsync();
    }

    /// <summary>The suspicions that the facts raise; and keeps what the project is compared by from now on.</summary>
    public async Task<IReadOnlyList<DuplicateSuspected>> RunAsync(
        IReadOnlyList<Fact> facts, History before, History after, DateOnly today, CancellationToken cancellation)
    {
        if (!IsRaisedBy(facts, before, after)) return [];
        var likeness = LikenessOf(after)!;
        var known = after.Now.Suspicions;
        var suspected = new List<DuplicateSuspected>();
        foreach (var likely in await likeness.FindAsync(session.Connection!, city.Code.ToString(), cancellation, beyond: known.Count))
        {
            // Those it is known to look like already must not keep out another one.
            if (suspected.Count == Likeness.Most) break;
            if (await StandingForAsync(likely.Other, cancellation) is not var (other, state)) continue;
            // Whatever either side has on record of the two stays as it is: a suspicion that was dismissed is not raised again by the next fact.
            // One that was voided was never raised, so it may be.
            if (other == project || IsOfOneWhole(likeness, other, state) || known.ContainsKey(other) || state.Suspicions.ContainsKey(project) || suspected.Exists(s => s.Of == other)) continue;
            suspected.Add(new()
            {
                OccurredOn = today,
                Of = other,
                Grounds = likely.Grounds,
                Similarity = likely.Grounds is DuplicateGrounds.Name ? likely.Similarity : null,
            });
        }
        await using var keep = likeness.Keep(city.Code.ToString());
        await (await session.ExecuteReaderAsync(keep, cancellation)).DisposeAsync();
        return suspected;
    }

    /// <summary>
    /// The project that counts for one that is alike: itself, or what it was merged into. One that has left the library is suspected as any
    /// other: what was withdrawn here and comes back under another name has been counted as begun before.
    /// </summary>
    private async Task<(Guid Id, Project State)?> StandingForAsync(Guid id, CancellationToken cancellation)
    {
        while (ProjectHistory.Of(await session.FetchFactsAsync(id, cancellation)) is { IsEmpty: false } history)
        {
            // No circle: into what is merged nothing can be merged, and these facts take turns too.
            if (history.Now is var state && state.Details?.MergedInto is not { } merged) return (id, state);
            id = merged;
        }
        return null;
    }

    // As the search itself leaves out, but of what another was merged into.
    private static bool IsOfOneWhole(Likeness likeness, Guid other, Project state) =>
        other == likeness.Parent || (state.Details?.Parent is { } whole && (whole == likeness.Project || whole == likeness.Parent));

    private bool IsRaisedBy(IReadOnlyList<Fact> facts, History before, History after) =>
        facts.Any(f => f is ProjectRegistered or ConstructionStarted)
        || (facts.Any(f => f is IRevisesDetails or ITakesBack) && LikenessOf(before) != LikenessOf(after));

    private Likeness? LikenessOf(History history) => history.Now.Details is { } details ? Likeness.Of(project, details, city, details.Parent) : null;
}
