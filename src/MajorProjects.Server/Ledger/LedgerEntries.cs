using MajorProjects.Ledger;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>An entry in its place.</summary>
internal sealed record PlacedEntry(long Leaf, LedgerEntry Entry);

/// <summary>The entries of a log, as the store has them.</summary>
internal sealed class LedgerEntries(NpgsqlDataSource database)
{
    /// <summary>Those of some leaves side by side.</summary>
    /// <exception cref="RefusedException">the store no longer has one of them.</exception>
    public Task<IReadOnlyList<PlacedEntry>> AtAsync(LedgerLog log, long first, int count, CancellationToken cancellation) =>
        ReadAsync(log, "leaf >= $3 and leaf < $4", [first, first + count], cancellation);

    /// <summary>Those of facts of a project.</summary>
    /// <param name="log">The log.</param>
    /// <param name="facts">The positions of the facts in the city's log.</param>
    /// <param name="size">How many leaves are looked at.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="RefusedException">one of them is not among those leaves yet, or the store no longer has it.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> OfFactsAsync(LedgerLog log, IReadOnlyCollection<long> facts, long size, CancellationToken cancellation)
    {
        var entries = await ReadAsync(log, "seq = any($3) and leaf < $4", [facts.ToArray(), size], cancellation);
        return entries.Count == facts.Distinct().Count() ? entries : throw new RefusedException(LedgerRefused.NotYetSigned);
    }

    private async Task<IReadOnlyList<PlacedEntry>> ReadAsync(LedgerLog log, string which, object[] values, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select leaf, seq from ledger_leaf where city = $1 and incarnation = $2 and {which} order by leaf");
        foreach (var value in values.Prepend(log.Incarnation).Prepend(log.City)) select.Parameters.AddWithValue(value);
        var leaves = await select.ReadAsync(row => (Leaf: row.GetInt64(0), Seq: row.GetInt64(1)), cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var read = StoredEntries.At(connection, log.City, [.. leaves.Select(l => l.Seq)]);
        var stored = (await read.ReadAsync(row => StoredEntries.Read(row, log.City), cancellation)).ToDictionary(e => e.Seq);
        return [.. leaves.Select(l => new PlacedEntry(l.Leaf, (l.Leaf == 0 ? log.Link : null) ?? stored.GetValueOrDefault(l.Seq) ?? throw new RefusedException(LedgerRefused.EntryGone)))];
    }
}
