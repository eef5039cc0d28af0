using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Ledger;

/// <summary>Gives each settled fact its leaf, in the order of the log. Whatever dies or comes second at any point leaves whole pages or nothing.</summary>
internal sealed class Sequencer(NpgsqlDataSource database, LedgerTiles tiles, LedgerAlarms alarms, LedgerKeys keys, TimeProvider clock)
{
    /// <summary>How many leaves enter in one transaction.</summary>
    private const int PageLength = 5_000;

    /// <summary>Sequences a city's facts up to a settled position.</summary>
    /// <returns>How many leaves were added; null where another runner was first, who goes on.</returns>
    public async Task<int?> SequenceAsync(string city, long upTo, CancellationToken cancellation)
    {
        var log = await LedgerLog.CurrentAsync(database, city, cancellation) ?? await BeginAsync(city, cancellation);
        var (size, position) = await tiles.EndAsync(log, cancellation);
        if (size > 0 && upTo <= position) return 0;
        var frontier = await Frontier.OfAsync(tiles.Tree(log, size), cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var select = StoredEntries.Between(connection, city, position, upTo);
        await using var row = await select.ExecuteReaderAsync(cancellation);
        var added = 0;
        // The next page is read while this one is written: on another thread, as rows that have come already are read without waiting.
        for (var page = await ReadAsync(row, city, cancellation); page.Count > 0;)
        {
            var next = Task.Run(() => ReadAsync(row, city, cancellation), cancellation);
            var written = TryWriteAsync(log, frontier, page, cancellation);
            await Task.WhenAll(next, written);
            if (!await written) return null;
            added += page.Count;
            page = await next;
        }
        return added;
    }

    /// <summary>Facts below the last sequenced position that have no leaf are appended at the end, with an alarm.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> AppendLateAsync(LedgerLog log, CancellationToken cancellation)
    {
        var (size, position) = await tiles.EndAsync(log, cancellation);
        if (size == 0) return 0;
        await using var find = database.CreateCommand("""
            select e.seq_id from mt_events e
            where e.tenant_id = $1 and e.type <> 'tombstone' and e.seq_id <= $3
                  and not exists (select from ledger_leaf l where l.city = $1 and l.incarnation = $2 and l.seq = e.seq_id)
            order by e.seq_id
            """);
        find.CommandTimeout = 0;
        foreach (var value in new object[] { log.City, log.Incarnation, position }) find.Parameters.AddWithValue(value);
        var late = await find.ReadAsync(found => found.GetInt64(0), cancellation);
        foreach (var positions in late.Chunk(PageLength))
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            List<Leaf> page;
            await using (var select = StoredEntries.At(connection, log.City, positions))
            await using (var row = await select.ExecuteReaderAsync(cancellation))
                page = await ReadAsync(row, log.City, cancellation);
            foreach (var leaf in page) await alarms.RaiseAsync(log, AlarmKind.Late, leaf.Seq, null, leaf.Project, cancellation);
            var frontier = await Frontier.OfAsync(tiles.Tree(log, (await tiles.EndAsync(log, cancellation)).Size), cancellation);
            await TryWriteAsync(log, frontier, page, cancellation);
        }
        return late.Count;
    }

    private async Task<LedgerLog> BeginAsync(string city, CancellationToken cancellation)
    {
        await new LedgerLog(city, 1, LedgerLog.OriginOf(keys.Deployment, city, 1), clock.GetUtcNow()).BeginAsync(database, cancellation);
        return (await LedgerLog.CurrentAsync(database, city, cancellation))!;
    }

    private static async Task<List<Leaf>> ReadAsync(NpgsqlDataReader row, string city, CancellationToken cancellation)
    {
        var page = new List<Leaf>();
        while (page.Count < PageLength && await row.ReadAsync(cancellation)) page.Add(Leaf.Of(StoredEntries.Read(row, city)));
        return page;
    }

    private async Task<bool> TryWriteAsync(LedgerLog log, Frontier frontier, List<Leaf> page, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(log, frontier, page, cancellation);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private async Task WriteAsync(LedgerLog log, Frontier frontier, List<Leaf> page, CancellationToken cancellation)
    {
        var nodes = new List<(int Level, long Place, Hash Hash)>();
        Action<int, long, Hash> completed = (level, place, hash) => nodes.Add((level, place, hash));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy ledger_leaf (city, incarnation, leaf, seq, event_id, project, version, hash) from stdin (format binary)", cancellation))
        {
            foreach (var leaf in page)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(log.City, NpgsqlDbType.Varchar, cancellation);
                await copy.WriteAsync(log.Incarnation, NpgsqlDbType.Integer, cancellation);
                await copy.WriteAsync(frontier.Size, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(leaf.Seq, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(leaf.EventId, NpgsqlDbType.Uuid, cancellation);
                await copy.WriteAsync(leaf.Project, NpgsqlDbType.Uuid, cancellation);
                await copy.WriteAsync(leaf.Version, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(leaf.Hash.ToArray(), NpgsqlDbType.Bytea, cancellation);
                frontier.Add(leaf.Hash, completed);
            }
            await copy.CompleteAsync(cancellation);
        }
        if (nodes.Count > 0)
        {
            await using var copy = await connection.BeginBinaryImportAsync("copy ledger_node (city, incarnation, level, place, hash) from stdin (format binary)", cancellation);
            foreach (var (level, place, hash) in nodes)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(log.City, NpgsqlDbType.Varchar, cancellation);
                await copy.WriteAsync(log.Incarnation, NpgsqlDbType.Integer, cancellation);
                await copy.WriteAsync((short)level, NpgsqlDbType.Smallint, cancellation);
                await copy.WriteAsync(place, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(hash.ToArray(), NpgsqlDbType.Bytea, cancellation);
            }
            await copy.CompleteAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>A fact with its hash.</summary>
    private sealed record Leaf(long Seq, Guid EventId, Guid Project, long Version, Hash Hash)
    {
        public static Leaf Of(LedgerEntry entry) => new(entry.Seq, entry.EventId, entry.Project, entry.Version, Merkle.OfLeaf(entry.ToBytes()));
    }
}
