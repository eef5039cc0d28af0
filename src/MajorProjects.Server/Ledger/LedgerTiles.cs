using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>The tiles of a log: each is a range of rows.</summary>
internal sealed class LedgerTiles(NpgsqlDataSource database)
{
    private const string Leaves = "select hash from ledger_leaf where city = $1 and incarnation = $2 and leaf >= $3 and leaf < $4 order by leaf";
    private const string Nodes = "select hash from ledger_node where city = $1 and incarnation = $2 and level = $5 and place >= $3 and place < $4 order by place";

    /// <summary>The tree of a log's first leaves.</summary>
    public TileTree Tree(LedgerLog log, long size) => new(size, (tile, cancellation) => ReadAsync(log, tile, cancellation));

    /// <summary>A tile's hashes; fewer than its width where they are not there.</summary>
    public async Task<IReadOnlyList<Hash>> ReadAsync(LedgerLog log, Tile tile, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(tile.Level == 0 ? Leaves : Nodes);
        foreach (var value in new object[] { log.City, log.Incarnation, tile.First, tile.First + tile.Width }) select.Parameters.AddWithValue(value);
        if (tile.Level > 0) select.Parameters.AddWithValue((short)tile.Level);
        return await select.ReadAsync(row => new Hash(row.GetFieldValue<byte[]>(0)), cancellation);
    }

    /// <summary>How many leaves a log has, and the highest position among them.</summary>
    public async Task<(long Size, long Position)> EndAsync(LedgerLog log, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("""
            select coalesce((select max(leaf) + 1 from ledger_leaf where city = $1 and incarnation = $2), 0),
                   coalesce((select max(seq) from ledger_leaf where city = $1 and incarnation = $2), 0)
            """);
        select.Parameters.AddWithValue(log.City);
        select.Parameters.AddWithValue(log.Incarnation);
        return (await select.ReadAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation))[0];
    }
}
