using MajorProjects.Domain.Values;

namespace MajorProjects.Server.RollingViews;

/// <summary>How a project moves a cell of the rolling view.</summary>
public enum CellChange
{
    /// <summary>It was in no cell of the kind, and is in this one.</summary>
    Entered,

    /// <summary>It was in this one, and is in none of the kind.</summary>
    Left,

    /// <summary>It was in another one of the kind, and is in this one.</summary>
    MovedIn,

    /// <summary>It was in this one, and is in another one of the kind.</summary>
    MovedOut,

    /// <summary>It was and is in this one, with another investment.</summary>
    Amount,

    /// <summary>It is in this one, under another region, industry, class or sector than before.</summary>
    Reclassified,
}

/// <summary>What changes in one cell of the rolling view.</summary>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="Period">The period of the cell.</param>
/// <param name="Change">How it is moved.</param>
/// <param name="Count">By how many projects it grows: 1, 0 or -1.</param>
/// <param name="InvestmentWan">By how much investment it grows, 万元.</param>
public sealed record CellMove(string Kind, Period Period, CellChange Change, int Count, decimal InvestmentWan)
{
    /// <summary>The cells that are moved where a project had these entries and has those. Their sum is what each cell changes by.</summary>
    /// <param name="before">The entries that it had, at most one of each kind; of those that a filter takes, where there is one.</param>
    /// <param name="after">The entries that it has.</param>
    /// <param name="by">The length of the periods.</param>
    internal static IEnumerable<CellMove> Between(IReadOnlyCollection<BatchEntry> before, IReadOnlyCollection<BatchEntry> after, PeriodKind by)
    {
        foreach (var kind in Batch.Kinds)
            foreach (var move in Between(before.SingleOrDefault(e => e.Kind == kind), after.SingleOrDefault(e => e.Kind == kind), by)) yield return move;
    }

    private static IEnumerable<CellMove> Between(BatchEntry? before, BatchEntry? after, PeriodKind by) => (before, after) switch
    {
        (null, null) => [],
        (null, _) => [Into(after, CellChange.Entered, by)],
        (_, null) => [OutOf(before, CellChange.Left, by)],
        _ when Period.Of(by, before.OccurredOn) != Period.Of(by, after.OccurredOn) =>
            [OutOf(before, CellChange.MovedOut, by), Into(after, CellChange.MovedIn, by), .. Reclassified(before, after, by)],
        _ => [.. Amount(before, after, by), .. Reclassified(before, after, by)],
    };

    private static CellMove Into(BatchEntry entry, CellChange change, PeriodKind by) => new(entry.Kind, Period.Of(by, entry.OccurredOn), change, 1, Wan.Plain(InvestmentOf(entry)));

    private static CellMove OutOf(BatchEntry entry, CellChange change, PeriodKind by) => new(entry.Kind, Period.Of(by, entry.OccurredOn), change, -1, Wan.Plain(-InvestmentOf(entry)));

    private static IEnumerable<CellMove> Amount(BatchEntry before, BatchEntry after, PeriodKind by)
    {
        if (InvestmentOf(after) - InvestmentOf(before) is not 0 and var grown) yield return new(after.Kind, Period.Of(by, after.OccurredOn), CellChange.Amount, 0, Wan.Plain(grown));
    }

    private static IEnumerable<CellMove> Reclassified(BatchEntry before, BatchEntry after, PeriodKind by)
    {
        if (before.Filing with { TotalInvestmentWan = null } != after.Filing with { TotalInvestmentWan = null })
            yield return new(after.Kind, Period.Of(by, after.OccurredOn), CellChange.Reclassified, 0, 0);
    }

    private static decimal InvestmentOf(BatchEntry entry) => entry.Filing.TotalInvestmentWan ?? 0;
}
