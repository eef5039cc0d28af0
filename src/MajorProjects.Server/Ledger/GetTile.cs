using System.ComponentModel;
using MajorProjects.Ledger;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Which tile of a log.</summary>
public sealed record TileQuery : LogQuery
{
    [FromRoute(Name = "path"), Description("<L>/<N>[.p/<W>], or of entries <N>[.p/<W>], as c2sp.org/tlog-tiles has it: 0/x001/x234/067, 1/000.p/17.")]
    public required string Path { get; init; }
}

/// <summary>
/// <c>GET /ledger/{city}/tile/{L}/{N}[.p/{W}]</c>: hashes of the tree (c2sp.org/tlog-tiles), as far as it is signed. For everybody: what an entry says cannot
/// be guessed from its hash, as each has a random id in it.
/// </summary>
internal static class GetTile
{
    public static async Task<IResult> Get([AsParameters] TileQuery query, NpgsqlDataSource database, LedgerTiles tiles, CancellationToken cancellation)
    {
        var (log, signed) = await query.SignedAsync(database, cancellation);
        if (!Tile.TryParse(query.Path, out var tile) || !tile.IsWithin(signed.Size)) throw new RefusedException(LedgerRefused.UnknownTile);
        var hashes = await tiles.ReadAsync(log, tile, cancellation);
        if (hashes.Count != tile.Width) throw new RefusedException(LedgerRefused.LedgerDamaged);
        query.KeepForEver(isPublic: true);
        return Results.Bytes(TileBytes.OfHashes(hashes), "application/octet-stream");
    }

    /// <summary>Whether the tree of a size has all of a tile.</summary>
    internal static bool IsWithin(this Tile tile, long size)
    {
        var height = Tile.Height * tile.Level;
        return height < 63 && tile.First >= 0 && tile.First >> Tile.Height == tile.Index && (size >> height) - tile.First >= tile.Width;
    }

    /// <summary>What is in a place of a log's tree stays there; where no log is named, another may have gone on since.</summary>
    internal static void KeepForEver(this LogQuery query, bool isPublic)
    {
        if (query.NamesLog) query.Context.Response.Headers.CacheControl = $"{(isPublic ? "public" : "private")}, max-age=31536000, immutable";
    }
}

/// <summary><c>GET /ledger/{city}/tile/entries/{N}[.p/{W}]</c>: the facts themselves, as the hashes are of them; for whoever may read all of the city.</summary>
internal static class GetEntries
{
    public static async Task<IResult> Get([AsParameters] TileQuery query, NpgsqlDataSource database, LedgerEntries entries, CancellationToken cancellation)
    {
        var (log, signed) = await query.SignedAsync(database, cancellation);
        if (!Tile.TryParseEntries(query.Path, out var tile) || !tile.IsWithin(signed.Size)) throw new RefusedException(LedgerRefused.UnknownTile);
        var bundle = TileBytes.OfEntries((await entries.AtAsync(log, tile.First, tile.Width, cancellation)).Select(e => (ReadOnlyMemory<byte>)e.Entry.ToBytes()));
        query.KeepForEver(isPublic: false);
        return Results.Bytes(bundle, "application/octet-stream");
    }
}
