using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A fact in its place of a city's log.</summary>
internal sealed record LoggedFact(long Position, Guid Project, int Version, Fact Fact);

/// <summary>A project in a batch: by which fact, and with the attributes that held.</summary>
internal sealed record BatchEntry(string Kind, Guid Project, int Version, DateOnly OccurredOn, long Position, ProjectDetails Details);

/// <summary>
/// The batches of a city as their definition has them, by folding every history again for every question: a project is in the batch of
/// a kind by its first counted fact of that kind that was not voided.
/// </summary>
internal sealed class BruteForce(IReadOnlyList<LoggedFact> log)
{
    public IReadOnlyList<BatchEntry> Entries(DateOnly asOf, long position, ProjectFilter filter)
    {
        var entries = new List<BatchEntry>();
        foreach (var project in log.Where(f => f.Position <= position).GroupBy(f => f.Project))
        {
            var history = project.Aggregate(History.Empty, (told, f) => told.Add(f.Fact));
            var details = history.On(asOf).Details!;
            if (!Passes(details, filter)) continue;
            foreach (var kind in new[] { "signed", "started", "commissioned" })
            {
                var counted = history.Standing.Where(f => f.Fact.CountsAs()?.Kind == kind && f.Fact.OccurredOn <= asOf);
                if (counted.MinBy(f => f.Fact.OccurredOn) is { } first)
                    entries.Add(new(kind, project.Key, first.Version, first.Fact.OccurredOn, project.Single(f => f.Version == first.Version).Position, details));
            }
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

    private static bool Passes(ProjectDetails details, ProjectFilter filter) =>
        (filter.Region is null || filter.Region == details.Region.ToString())
        && (filter.Industry is null || filter.Industry == details.Industry)
        && (filter.Class is null || filter.Class == details.Class.ToKey())
        && (filter.Sector is null || filter.Sector == details.Sector.ToKey());
}
