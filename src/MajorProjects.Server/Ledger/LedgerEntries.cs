using MajorProjects.Ledger;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>A leaf in its place, with the position of its fact in the city's log.</summary>
internal sealed record PlacedLeaf(long Leaf, long Seq, Hash Hash);

/// <summary>An entry in its place.</summary>
internal sealed record PlacedEntry(PlacedLeaf Leaf, LedgerEntry Entry);

/// <summary>The leaves and entries of a log, as the store has them.</summary>
internal sealed class LedgerEntries(NpgsqlDataSource database, LedgerTiles tiles)
{
    /// <summary>The entries of some leaves side by side.</summary>
    /// <exception cref="RefusedException">the store no longer has one of them.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> AtAsync(LedgerLog log, long first, int count, CancellationToken cancellation)
    {
        var leaves = await ReadAsync(log, "leaf >= $3 and leaf < $4", [first, first + count], cancellation);
        return leaves.Count == count ? await EntriesAsync(log, leaves, cancellation) : throw new RefusedException(LedgerRefused.LedgerDamaged);
    }

    /// <summary>The entries of facts, in the order of their leaves.</summary>
    /// <inheritdoc cref="LeavesAsync"/>
    public async Task<IReadOnlyList<PlacedEntry>> OfFactsAsync(LedgerLog log, IReadOnlyCollection<long> facts, long size, CancellationToken cancellation) =>
        await EntriesAsync(log, await LeavesAsync(log, facts, size, cancellation), cancellation);

    /// <summary>The leaves of facts, in order.</summary>
    /// <param name="log">The log.</param>
    /// <param name="facts">The positions of the facts in the city's log.</param>
    /// <param name="size">How many leaves are looked at.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="RefusedException">one of them is not among those leaves yet, or the store no longer has it.</exception>
    public async Task<IReadOnlyList<PlacedLeaf>> LeavesAsync(LedgerLog log, IReadOnlyCollection<long> facts, long size, CancellationToken cancellation)
    {
        var leaves = await FindAsync();
        if (leaves.Count(l => l.Leaf < size) == facts.Distinct().Count()) return leaves;
        // What comes before a fact that has its leaf has had its own. Those that came meanwhile are looked for again.
        var (_, position) = await tiles.EndAsync(log, cancellation);
        var missing = facts.Except((await FindAsync()).Select(l => l.Seq)).Any(seq => seq <= position);
        throw missing ? new RefusedException(LedgerRefused.LedgerDamaged) : await NotSigned.WhyAsync(database, log, cancellation);

        Task<List<PlacedLeaf>> FindAsync() => ReadAsync(log, "seq = any($3)", [facts.ToArray()], cancellation);
    }

    private async Task<List<PlacedLeaf>> ReadAsync(LedgerLog log, string which, object[] values, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select leaf, seq, hash from ledger_leaf where city = $1 and incarnation = $2 and {which} order by leaf");
        foreach (var value in values.Prepend(log.Incarnation).Prepend(log.City)) select.Parameters.AddWithValue(value);
        try
        {
            return await select.ReadAsync(row => new PlacedLeaf(row.GetInt64(0), row.GetInt64(1), new(row.GetFieldValue<byte[]>(2))), cancellation);
        }
        catch (FormatException)
        {
            throw new RefusedException(LedgerRefused.LedgerDamaged);
        }
    }

    private async Task<IReadOnlyList<PlacedEntry>> EntriesAsync(LedgerLog log, IReadOnlyList<PlacedLeaf> leaves, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var read = StoredEntries.At(connection, log.City, [.. leaves.Select(l => l.Seq)]);
        var stored = (await read.ReadAsync(row => StoredEntries.Read(row, log.City), cancellation)).ToDictionary(e => e.Seq);
        return [.. leaves.Select(l => new PlacedEntry(l, (l.Leaf == 0 ? log.Link : null) ?? stored.GetValueOrDefault(l.Seq) ?? throw new RefusedException(LedgerRefused.EntryGone)))];
    }
}
