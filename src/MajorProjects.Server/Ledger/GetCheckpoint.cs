using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary><c>GET /ledger/{city}/checkpoint</c>: what was signed last (c2sp.org/tlog-checkpoint). For everybody: it tells sizes and hashes alone.</summary>
public static class GetCheckpoint
{
    public static async Task<IResult> Get([AsParameters] LogQuery query, NpgsqlDataSource database, CancellationToken cancellation) =>
        Results.Text((await query.SignedAsync(database, cancellation)).Signed.Note.ToString(), "text/plain; charset=utf-8");
}

/// <summary>
/// <c>GET /ledger/{city}/link</c>: the first entry of a log that goes on after a restore, as its first leaf is the hash of it: which checkpoint it continues, why, and
/// who said so. For everybody: it tells nothing of any project.
/// </summary>
internal static class GetLink
{
    public static async Task<IResult> Get([AsParameters] LogQuery query, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var log = await query.LogAsync(database, cancellation);
        var link = log.Link ?? throw new RefusedException(LedgerRefused.UnknownLink(log));
        query.KeepForEver(isPublic: true);
        return Results.Bytes(link.ToBytes(), "application/json");
    }
}

/// <summary><c>GET /ledger/{city}/key</c>: what checks the checkpoints of a city, a key a line.</summary>
internal static class GetLedgerKey
{
    public static async Task<IResult> Get([AsParameters] LogQuery query, NpgsqlDataSource database, LedgerKeys keys, CancellationToken cancellation)
    {
        var log = await query.LogAsync(database, cancellation);
        return Results.Text(string.Concat(keys.Of(log.City).Select(key => $"{key.Verifier}\n")), "text/plain; charset=utf-8");
    }
}
