using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>The kinds of batch: 签约一批、开工一批、投产一批.</summary>
internal static class Batch
{
    public static IReadOnlyList<string> Kinds { get; } = [ContractSigned.Kind, ConstructionStarted.Kind, ProjectCommissioned.Kind];

    /// <summary>What people call a kind.</summary>
    public static Text Title(string kind) => kind switch
    {
        ContractSigned.Kind => new("签约", "signed"),
        ConstructionStarted.Kind => new("开工", "started"),
        _ => new("投产", "commissioned"),
    };
}

/// <summary>What a project counts as: under what it is filed and its planned total investment, 万元.</summary>
public sealed record Filing(string Region, string Industry, string Class, string Sector, decimal? TotalInvestmentWan)
{
    internal static Filing Of(ProjectDetails details) =>
        new(details.Region.ToString(), details.Industry, details.Class.ToKey(), details.Sector.ToKey(), details.TotalInvestmentWan?.Amount);
}

/// <summary>A project in a batch, by the fact that put it there, known from a position of the log, and with the attributes that held.</summary>
internal sealed record BatchEntry(string Kind, Guid Project, int Version, DateOnly OccurredOn, string? Round, long KnownFrom, Filing Filing);

/// <summary>A counted fact: it stood from the one position of the log to the other, that not included.</summary>
internal sealed record CountedFact(string Kind, int Version, DateOnly OccurredOn, string? Round, long KnownFrom, long KnownTo);

/// <summary>
/// Attributes that hold from the one day to the other and were believed from the one position to the other, the ends not included;
/// null where the project is not counted.
/// </summary>
internal sealed record FiledVersion(Filing? Filing, DateOnly ValidFrom, DateOnly ValidTo, long KnownFrom, long KnownTo);

/// <summary>An entry, and the viewpoints that see it: days from the one to the other, positions from the one to the other, ends not included.</summary>
internal readonly record struct SeenEntry(BatchEntry Entry, DateOnly From, DateOnly To, long KnownFrom, long KnownTo)
{
    public bool IsSeenFrom(DateOnly asOf, long position) => KnownFrom <= position && position < KnownTo && From <= asOf && asOf < To;
}

/// <summary>
/// The one definition of who is in a batch: a project is in the batch of a kind by its first counted fact of that kind that had happened by
/// asOf and stood at the position, with the attributes that held then. Parts count with their parent, and what was found to repeat another
/// project counts nowhere.
/// </summary>
internal static class BatchEntries
{
    /// <summary>Every entry that one project ever has, from whichever viewpoint. No viewpoint sees two of a kind.</summary>
    public static IEnumerable<SeenEntry> Of(Guid project, IReadOnlyCollection<CountedFact> facts, IReadOnlyCollection<FiledVersion> versions)
    {
        var filed = Merged(versions);
        foreach (var kind in facts.GroupBy(f => f.Kind, StringComparer.Ordinal))
        {
            var earlier = new List<CountedFact>();
            foreach (var fact in kind.OrderBy(f => f.OccurredOn).ThenBy(f => f.Version))
            {
                foreach (var (knownFrom, knownTo) in Unless(fact, earlier))
                    foreach (var version in filed)
                    {
                        var seen = new SeenEntry(
                            new(fact.Kind, project, fact.Version, fact.OccurredOn, fact.Round, fact.KnownFrom, version.Filing!),
                            fact.OccurredOn > version.ValidFrom ? fact.OccurredOn : version.ValidFrom, version.ValidTo,
                            Math.Max(knownFrom, version.KnownFrom), Math.Min(knownTo, version.KnownTo));
                        if (seen.From < seen.To && seen.KnownFrom < seen.KnownTo) yield return seen;
                    }
                earlier.Add(fact);
            }
        }
    }

    /// <summary>The entries that a project has by all that stands in a history, whatever the day.</summary>
    public static IReadOnlyList<BatchEntry> Now(Guid project, History history)
    {
        if (history.Now.Details is not { Counted: true } details) return [];
        var facts = history.Standing.Where(f => Batch.Kinds.Contains(f.Fact.CountsAs()?.Kind, StringComparer.Ordinal))
            .Select(f => new CountedFact(f.Fact.CountsAs()!.Kind, f.Version, f.Fact.OccurredOn, f.Fact.Round, KnownFrom: 0, KnownTo: 1)).ToList();
        return [.. Of(project, facts, [new(Filing.Of(details), DateOnly.MinValue, DateOnly.MaxValue, KnownFrom: 0, KnownTo: 1)]).Select(seen => seen.Entry)];
    }

    /// <summary>The positions at which a fact stood and none of those that happened earlier did.</summary>
    private static IEnumerable<(long From, long To)> Unless(CountedFact fact, List<CountedFact> earlier)
    {
        var from = fact.KnownFrom;
        foreach (var other in earlier.Where(e => e.KnownTo > fact.KnownFrom && e.KnownFrom < fact.KnownTo).OrderBy(e => e.KnownFrom))
        {
            if (other.KnownFrom > from) yield return (from, other.KnownFrom);
            from = Math.Max(from, other.KnownTo);
        }
        if (from < fact.KnownTo) yield return (from, fact.KnownTo);
    }

    // Most revisions move a planned date, which is nothing to a batch: what says the same on either side of one is one.
    private static List<FiledVersion> Merged(IReadOnlyCollection<FiledVersion> versions)
    {
        var merged = new List<FiledVersion>();
        var positions = versions.SelectMany(v => new[] { v.KnownFrom, v.KnownTo }).Distinct().Order().ToList();
        var before = new List<FiledVersion>();
        foreach (var (from, to) in positions.Zip(positions.Skip(1)))
        {
            var days = new List<FiledVersion>();
            foreach (var version in versions.Where(v => v.KnownFrom <= from && v.KnownTo > from).OrderBy(v => v.ValidFrom))
            {
                if (days is [.., var last] && last.ValidTo == version.ValidFrom && last.Filing == version.Filing) days[^1] = last with { ValidTo = version.ValidTo };
                else days.Add(version with { KnownFrom = from, KnownTo = to });
            }
            if (before.Count == days.Count && before.Zip(days).All(p => (p.First.Filing, p.First.ValidFrom, p.First.ValidTo) == (p.Second.Filing, p.Second.ValidFrom, p.Second.ValidTo)))
                before = before.ConvertAll(v => v with { KnownTo = to });
            else
            {
                merged.AddRange(before);
                before = days;
            }
        }
        merged.AddRange(before);
        merged.RemoveAll(v => v.Filing is null);
        return merged;
    }
}
