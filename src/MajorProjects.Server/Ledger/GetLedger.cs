using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>One of the logs that a city has had.</summary>
/// <param name="Origin">Its name in checkpoints.</param>
/// <param name="Incarnation">Which, from 1.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="Reason">Why the one before it ended; null for the first.</param>
/// <param name="BegunBy">Who said so.</param>
public sealed record LogView(string Origin, int Incarnation, DateTimeOffset BegunAt, string? Reason, string? BegunBy);

/// <summary>How a city's ledger stands.</summary>
/// <param name="Origin">The name of its log.</param>
/// <param name="Size">How many leaves it has, signed or not.</param>
/// <param name="SignedSize">How many of them are signed.</param>
/// <param name="SignedAt">When.</param>
/// <param name="UnsignedSince">Since when the oldest fact waits that is not signed yet; null where all are.</param>
/// <param name="Position">The position of the city's log up to which facts have their leaves.</param>
/// <param name="Checkpoint">What was signed last; null before the first.</param>
/// <param name="Keys">What checks the signatures.</param>
/// <param name="Logs">The logs that the city has had, from the first.</param>
/// <param name="Alarms">What was noticed that must not be.</param>
public sealed record LedgerAnswer(
    string Origin, long Size, long? SignedSize, DateTimeOffset? SignedAt, DateTimeOffset? UnsignedSince, long Position, string? Checkpoint, IReadOnlyList<string> Keys, IReadOnlyList<LogView> Logs, IReadOnlyList<Alarm> Alarms);

/// <summary><c>GET /ledger/{city}</c>: how a city's ledger stands.</summary>
internal static class GetLedger
{
    public static async Task<LedgerAnswer> Get(
        [AsParameters] LogQuery query, NpgsqlDataSource database, LedgerTiles tiles, LedgerKeys keys, LedgerAlarms alarms, SigningStalls stalls, CancellationToken cancellation)
    {
        var log = await query.LogAsync(database, cancellation);
        var (size, position) = await tiles.EndAsync(log, cancellation);
        var signed = await SignedCheckpoint.LastAsync(database, log, cancellation);
        var unsigned = await stalls.OldestAsync(cancellation, log.City);
        var logs = await LedgerLog.AllAsync(database, log.City, cancellation);
        return new(
            log.Origin, size, signed?.Size, signed?.SignedAt, unsigned is [var oldest, ..] ? oldest.Since : null, position, signed?.Note.ToString(), [.. keys.Of(log.City).Select(key => $"{key.Verifier}")],
            [.. logs.Select(l => new LogView(l.Origin, l.Incarnation, l.BegunAt, l.Reason, l.BegunBy))], await alarms.AllAsync(log.City, cancellation));
    }
}
