using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Rounds;

/// <summary>
/// A round's lists held against its batches. Every entry of a list is either a computed project or a difference, and every computed project is
/// either in the list or a difference: so, list less computed is what the differences say.
/// </summary>
/// <param name="round">What was published.</param>
/// <param name="viewpoint">From where it is looked at.</param>
/// <param name="filter">Which projects are asked about.</param>
/// <param name="entries">Every entry that the viewpoint sees in the batches, of whichever round.</param>
/// <param name="projects">The projects of the round.</param>
internal sealed class RoundComparison(
    RoundPublished round, Viewpoint viewpoint, ProjectFilter filter, IReadOnlyList<BatchEntry> entries, RoundProjects projects)
{
    // A name that half a city has is ambiguous enough with these.
    private const int MostOthers = 10;

    private static readonly RoundNote NoList = new("noList", new(
        "没有登记公布名单，只能比较总数，无法逐个项目说明差异。",
        "No list is on record as published: the figures can be compared, but the difference cannot be told project by project."));

    /// <summary>One kind of batch.</summary>
    public RoundBatch Of(string kind, PublishedBatch published)
    {
        var placed = entries.Where(e => e.Kind == kind && projects.Knows(e.Project)).ToDictionary(e => e.Project);
        var computed = placed.Values.Where(e => e.Round == round.Number && filter.Takes(e.Filing)).ToList();
        var cell = BatchCell.Of(computed);
        var (list, differences) = published.Projects is null ? ([], []) : Compare(kind, published.Projects, placed, computed);
        return new(
            published.Figures(), cell, Less(published, cell), published.Projects is not null, published.Projects?.Count,
            published.Projects is null ? null : Explained(differences), [.. Notes(published)], list, computed.ConvertAll(ProjectOf), differences);
    }

    /// <summary>The three kinds together.</summary>
    public RoundTotal Total(params ReadOnlySpan<RoundBatch> kinds)
    {
        var computed = BatchCell.Empty;
        foreach (var kind in kinds) computed += kind.Computed;
        return new(round.Total.Figures(), computed, Less(round.Total, computed));
    }

    private (List<PublishedEntry> List, List<RoundDifference> Differences) Compare(
        string kind, List<PublishedProject> published, Dictionary<Guid, BatchEntry> placed, List<BatchEntry> computed)
    {
        var (list, differences, listed) = (new List<PublishedEntry>(), new List<RoundDifference>(), new HashSet<Guid>());
        foreach (var entry in published)
        {
            var match = projects.Find(entry);
            var why = match.Project is null || listed.Add(match.Project.Id) ? WhyNotComputed(kind, match, placed) : new Why(DifferenceReason.ListedTwice);
            list.Add(new(entry.Name, entry.Project, match.Project?.Id, match.By, why?.Reason));
            if (why is not null) differences.Add(Difference(why, published: true, entry.Name, match.Project));
        }
        foreach (var entry in computed.Where(e => !listed.Contains(e.Project)))
        {
            var project = projects[entry.Project];
            differences.Add(Difference(new(DifferenceReason.NotPublished, FactOf(entry)), published: false, project.Name, project));
        }
        return (list, differences);

        RoundDifference Difference(Why why, bool published, string name, KnownProject? project) => new(
            why.Reason, why.Reason.Say(kind, round.Number, viewpoint.AsOf, why.Fact, why.Others?.Count ?? 0), published, name, project?.Id,
            project?.Filing.TotalInvestmentWan, why.Fact, [.. (why.Others ?? []).Take(MostOthers)]);
    }

    /// <summary>Why an entry of a list is not among the computed ones, or null where it is.</summary>
    private Why? WhyNotComputed(string kind, Match match, Dictionary<Guid, BatchEntry> placed)
    {
        if (match.Project is not { } project)
            return match.Candidates.Count == 0 ? new(DifferenceReason.UnknownProject) : new(DifferenceReason.Ambiguous, Others: match.Candidates);
        if (!filter.Takes(project.Filing)) return new(DifferenceReason.Filtered);
        if (project.MergedInto is { } stays) return new(DifferenceReason.Merged, Others: [stays]);
        if (project.Parent is { } whole) return new(DifferenceReason.Part, Others: [whole]);
        if (placed.TryGetValue(project.Id, out var entry)) return entry.Round == round.Number ? null : new(DifferenceReason.OtherRound, FactOf(entry));
        if (Last(kind, stands: false) is { } voided) return new(DifferenceReason.Voided, voided);
        return kind switch
        {
            ContractSigned.Kind when Last(ContractSigned.FrameworkKind, stands: true) is { } framework => new(DifferenceReason.FrameworkOnly, framework),
            ProjectCommissioned.Kind when Last(ProjectCommissioned.PartKind, stands: true) is { } part => new(DifferenceReason.PartInUseOnly, part),
            _ => new(DifferenceReason.NoFact),
        };

        RoundFact? Last(string of, bool stands) => projects.FactsOf(project.Id).LastOrDefault(f => f.Fact.Kind == of && f.Stands == stands)?.Fact;
    }

    // It is there, but for a rebuild of the tables that began and went by between two questions.
    private RoundFact FactOf(BatchEntry entry) => projects.FactsOf(entry.Project).FirstOrDefault(f => f.Fact.Version == entry.Version)?.Fact
        ?? throw new RefusedException(Refused.NotYetShown);

    private BatchProject ProjectOf(BatchEntry entry)
    {
        var (project, fact) = (projects[entry.Project], FactOf(entry));
        return new(
            entry.Project, project.Name, entry.Filing.Region, entry.Filing.Industry, entry.Filing.Class, entry.Filing.Sector, project.Owner,
            entry.Filing.TotalInvestmentWan, new(entry.Version, entry.OccurredOn, fact.RecordedAt, fact.RecordedBy, fact.Position));
    }

    private static FiguresDifference Less(PublishedBatch published, BatchCell computed) =>
        new(published.Count - computed.Count, published.InvestmentWan is { } wan ? Wan.Plain(wan.Amount - computed.InvestmentWan) : null);

    private static FiguresDifference Explained(List<RoundDifference> differences) => new(
        differences.Sum(d => d.Published ? 1 : -1), Wan.Plain(differences.Sum(d => (d.Published ? 1 : -1) * (d.TotalInvestmentWan ?? 0))));

    private static IEnumerable<RoundNote> Notes(PublishedBatch published)
    {
        if (published.Projects is not { } list) yield return NoList;
        else if (published.Count is { } count && count != list.Count)
            yield return new("countDiffersFromList", new(
                $"公布数为 {count} 个，公布名单有 {list.Count} 个，两者不一致；均按公布内容保留。",
                $"{count} projects were published, and the published list has {list.Count}; both are kept as published."));
    }

    private sealed record Why(DifferenceReason Reason, RoundFact? Fact = null, IReadOnlyList<Guid>? Others = null);
}
