using MajorProjects.Digests.Content;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>The batches of a digest, from those in memory.</summary>
internal sealed class BatchFigures(DigestView view, CityBatches batches, DigestSubject subject, string? round)
{
    private const int QuartersShown = 8;

    /// <summary>Every entry that the viewpoint sees, in the order of the days.</summary>
    private readonly List<BatchEntry> entries = batches.List(view.Viewpoint, view.Filter);

    public async Task<IReadOnlyList<BatchSection>> SectionsAsync(CancellationToken cancellation)
    {
        var sections = new List<BatchSection>();
        foreach (var kind in Batch.Kinds)
        {
            var current = entries.FindAll(e => e.Kind == kind && IsCurrent(e));
            var listed = await GetBatch.DescribeAsync([.. current.Take(DigestContent.MostListed)], view.City, view.Viewpoint, view.Filter, view.Database, cancellation);
            sections.Add(new(
                kind, CellOf(current), subject.Before is { } before ? Within(kind, before) : null, subject.YearBefore is { } year ? Within(kind, year) : null,
                Within(kind, view.Year), new(current.Count, listed.ConvertAll(p => new BatchLine(new(p.Id, p.Name, p.Region), p.Industry, p.TotalInvestmentWan, p.Fact.OccurredOn)))));
        }
        return sections;
    }

    public IReadOnlyList<TrendQuarter> Trend()
    {
        var last = Period.Of(PeriodKind.Quarter, view.Viewpoint.AsOf);
        var first = Period.Of(PeriodKind.Quarter, last.First.AddMonths(-3 * (QuartersShown - 1)));
        return [.. Period.Range(first, last).Select(q => new TrendQuarter(q, Within(ContractSigned.Kind, q), Within(ConstructionStarted.Kind, q), Within(ProjectCommissioned.Kind, q)))];
    }

    /// <summary>A kind of batch in a region, as the digest counts it.</summary>
    public Cell In(string region, string kind) => CellOf(entries.Where(e => e.Kind == kind && e.Filing.Region == region && IsCurrent(e)));

    /// <summary>The day on which each project entered a kind of batch within the year.</summary>
    public IReadOnlyDictionary<Guid, DateOnly> OfYear(string kind) =>
        entries.Where(e => e.Kind == kind && view.Year.Contains(e.OccurredOn)).ToDictionary(e => e.Project, e => e.OccurredOn);

    private bool IsCurrent(BatchEntry entry) => round is null ? subject.Period.Contains(entry.OccurredOn) : entry.Round == round;

    private Cell Within(string kind, Period period) => CellOf(entries.Where(e => e.Kind == kind && period.Contains(e.OccurredOn)));

    public static Cell CellOf(IEnumerable<BatchEntry> entries) => CellOf(BatchCell.Of([.. entries]));

    public static Cell CellOf(BatchCell cell) => new(cell.Count, cell.InvestmentWan);
}
