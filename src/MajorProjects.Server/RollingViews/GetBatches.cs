using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;

namespace MajorProjects.Server.RollingViews;

/// <param name="Count">How many projects.</param>
/// <param name="InvestmentWan">Their planned total investment, 万元; a project whose investment is not known adds nothing.</param>
public sealed record BatchCell(int Count, decimal InvestmentWan)
{
    public static BatchCell Empty { get; } = new(0, 0);

    public decimal InvestmentWan { get; } = Wan.Plain(InvestmentWan);

    internal static BatchCell Of(IReadOnlyCollection<BatchEntry> entries) => new(entries.Count, entries.Sum(e => e.Filing.TotalInvestmentWan ?? 0));

    public static BatchCell operator +(BatchCell a, BatchCell b) => new(a.Count + b.Count, a.InvestmentWan + b.InvestmentWan);
}

/// <summary>One period of the rolling view: 签约一批、开工一批、投产一批.</summary>
public sealed record BatchRow(Period Period, BatchCell Signed, BatchCell Started, BatchCell Commissioned);

public sealed record BatchTotals(BatchCell Signed, BatchCell Started, BatchCell Commissioned);

/// <summary>The rolling view: every period of the range has a row, and the totals are the sum of the rows.</summary>
public sealed record Batches(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, IReadOnlyList<BatchRow> Rows, BatchTotals Totals);

/// <summary><c>GET /batches</c>: how many projects, of how much investment, were signed, started and commissioned in each period.</summary>
public static class GetBatches
{
    /// <summary>Version of the rules by which batches are counted; a figure that was issued keeps the version it was computed with.</summary>
    public const int RuleVersion = 1;

    public static async Task<Batches> Get(
        [AsParameters] PeriodsQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var periods = ViewPeriods.Range(query.By, query.From, query.To, viewpoint.AsOf);
        return Count(await memory.ReachingAsync(caller.City, viewpoint, cancellation), viewpoint, filter, periods);
    }

    internal static Batches Count(CityBatches batches, Viewpoint viewpoint, ProjectFilter filter, IReadOnlyList<Period> periods)
    {
        var cells = batches.Count(viewpoint, filter, periods);
        var rows = periods.Select(p => new BatchRow(p, cells[(ContractSigned.Kind, p)], cells[(ConstructionStarted.Kind, p)], cells[(ProjectCommissioned.Kind, p)])).ToList();
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, RuleVersion, rows, new(Sum(r => r.Signed), Sum(r => r.Started), Sum(r => r.Commissioned)));

        BatchCell Sum(Func<BatchRow, BatchCell> cell) => rows.Aggregate(BatchCell.Empty, (sum, row) => sum + cell(row));
    }
}
