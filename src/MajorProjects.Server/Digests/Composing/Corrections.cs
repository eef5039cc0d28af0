using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using CorrectedFact = MajorProjects.Digests.Content.CorrectedFact;
using ChangedFigure = MajorProjects.Digests.Content.ChangedFigure;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>What was corrected, or told late, since the last digest, and which of its figures are other ones by now.</summary>
internal static class Corrections
{
    public static async Task<CorrectionSection> ReadAsync(DigestView view, LastDigest? last, CityBatches batches, BatchMemory memory, CancellationToken cancellation)
    {
        if (last is null) return new(Listed.Of<CorrectedFact>([]), [], []);
        var then = view with { Viewpoint = view.Viewpoint with { AsOf = last.AsOf, Position = last.Position } };
        var now = view with { Viewpoint = view.Viewpoint with { AsOf = last.AsOf } };
        var kinds = await new Comparison(view.City, then.Viewpoint, now.Viewpoint, view.Filter, batches, view.Database, IsOfLast)
            .OfAsync(DigestContent.MostListed, cancellation);
        var corrections = await GetCorrections.ReadAsync(view.City, view.Viewpoint, view.Filter, after: last.Position, DateOnly.MinValue, ReadTables.LastDay, memory, view.Database, cancellation);
        var rates = await YearFigures.RatesAsync(then, now, cancellation);
        return new(
            Listed.Of(FactsOf(kinds, corrections, last).ToList()),
            [.. kinds.Where(k => k.Differences > 0).Select(FigureOf)],
            [.. rates.Where(r => r.First != r.Second).Select(r => new ChangedRate(r.Key, YearFigures.TitleOf(r.Key), r.First, r.Second)).OrderBy(r => r.Metric, StringComparer.Ordinal)]);

        bool IsOfLast(BatchEntry entry) => last.Round is null ? last.Period.Contains(entry.OccurredOn) : entry.Round == last.Round;

        ChangedFigure FigureOf(KindDifference kind)
        {
            var projects = DifferencesOf(kind).Select(d => new ProjectRef(d.Project, d.Name, (d.Second ?? d.First)!.Filing.Region)).DistinctBy(p => p.Project).ToList();
            return new(kind.Kind, last.Period, Cell(then.Viewpoint), Cell(now.Viewpoint), new(kind.Differences, [.. projects.Take(DigestContent.MostListed)]));

            Cell Cell(Viewpoint viewpoint) => BatchFigures.CellOf(batches.List(viewpoint, view.Filter, e => e.Kind == kind.Kind && IsOfLast(e)));
        }
    }

    // What takes back or replaces, in the order of recording; and what was told late and by that alone changes a figure.
    private static IEnumerable<CorrectedFact> FactsOf(IReadOnlyList<KindDifference> kinds, List<Correction> corrections, LastDigest last)
    {
        var corrected = corrections.Where(c => c.Project is not null).Select(c => (c.Position, Fact: new CorrectedFact(
            new(c.Project!.Value, c.Name, c.Region ?? ""), c.Kind.ToKey(), string.Join('、', c.Corrected.Select(f => f.Title)),
            c.Corrected.Select(f => f.OccurredOn).DefaultIfEmpty(c.OccurredOn).Min(), c.RecordedAt.ToUniversalTime(), c.RecordedBy)))
            .Where(c => c.Fact.OccurredOn <= last.AsOf).ToList();
        var told = kinds.SelectMany(DifferencesOf).SelectMany(d => d.Causes.Where(c => c.SeenBySecond).Select(c => (c.Position, Fact: new CorrectedFact(
            new(d.Project, d.Name, (d.Second ?? d.First)!.Filing.Region), "toldLate", c.Title, c.OccurredOn, c.RecordedAt.ToUniversalTime(), c.RecordedBy))));
        return corrected.Concat(told).DistinctBy(f => f.Position).OrderBy(f => f.Position).Select(f => f.Fact);
    }

    private static IEnumerable<Difference> DifferencesOf(KindDifference kind) => [.. kind.Entered, .. kind.Left, .. kind.Moved, .. kind.Amounts, .. kind.Reclassified];
}
