using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Projects;

namespace MajorProjects.Server.Duplicates;

/// <summary>What became of a suspicion.</summary>
public enum DuplicateStatus
{
    /// <summary>Nobody has decided it.</summary>
    Open,

    /// <summary>The two are the same works, and one of them is counted no more.</summary>
    Confirmed,

    /// <summary>The two are different works.</summary>
    Dismissed,
}

/// <summary>Two projects that are suspected to be the same works: one suspicion, whichever of the two has it on record, and what became of it.</summary>
/// <param name="Suspicion">The first that stands; it names the pair.</param>
/// <param name="Decision">What confirms or dismisses it, or null.</param>
internal sealed record DuplicatePair(Logged Suspicion, Logged? Decision)
{
    public Guid Project => Suspicion.Project;

    public Guid Other => Suspected.Of;

    public DuplicateSuspected Suspected => (DuplicateSuspected)Suspicion.Fact;

    public DuplicateStatus Status => Decision?.Fact switch
    {
        DuplicateConfirmed => DuplicateStatus.Confirmed,
        DuplicateDismissed => DuplicateStatus.Dismissed,
        _ => DuplicateStatus.Open,
    };

    /// <summary>The pairs of a city.</summary>
    /// <param name="log">In order of recording: what says of two projects that they are one or are not, and what was voided of the same projects.</param>
    public static IEnumerable<DuplicatePair> Of(IReadOnlyCollection<Logged> log)
    {
        var voided = log.Where(f => f.Fact is ITakesBack).SelectMany(f => ((ITakesBack)f.Fact).Versions().Select(v => (f.Project, v))).ToHashSet();
        foreach (var pair in log.Where(f => f.Fact is not ITakesBack).GroupBy(f => Unordered(f.Project, f.Fact.Concerns()!.Value)))
        {
            var standing = pair.Where(f => !voided.Contains((f.Project, f.Version))).ToList();
            // A confirmation is what the views go by, so it comes before a dismissal that somebody recorded of the other project.
            var decision = standing.FindLast(f => f.Fact is DuplicateConfirmed) ?? standing.FindLast(f => f.Fact is DuplicateDismissed);
            var suspicion = standing.Find(f => f.Fact is DuplicateSuspected)
                // A decision that stands is told of, though the suspicion was voided on the other project's side.
                ?? (decision is null ? null : pair.FirstOrDefault(f => f.Fact is DuplicateSuspected));
            if (suspicion is not null) yield return new(suspicion, decision);
        }
    }

    private static (Guid, Guid) Unordered(Guid a, Guid b) => a.CompareTo(b) < 0 ? (a, b) : (b, a);
}
