using MajorProjects.Domain;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Why something is not in the signed part of a log.</summary>
internal static class NotSigned
{
    private static readonly string[] Stopping = [.. new[] { AlarmKind.Truncated, AlarmKind.Forked, AlarmKind.Resigned, AlarmKind.Stalled }.Select(kind => kind.ToKey())];

    /// <returns>Because the log ended, because nothing more is signed, or because half a minute is not over.</returns>
    public static async Task<RefusedException> WhyAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation)
    {
        if (await LedgerLog.CurrentAsync(database, log.City, cancellation) is { } current && current.Incarnation > log.Incarnation) return new(LedgerRefused.LogEnded(current));
        await using var stopped = database.CreateCommand("""
            select exists (select from ledger_alarm a where a.city = $1 and a.incarnation = $2 and a.kind = any($3)
                                  and a.raised_at > coalesce((select max(c.signed_at) from ledger_checkpoint c where c.city = $1 and c.incarnation = $2), '-infinity'))
            """);
        foreach (var value in new object[] { log.City, log.Incarnation, Stopping }) stopped.Parameters.AddWithValue(value);
        return new(await stopped.ExecuteScalarAsync(cancellation) is true ? LedgerRefused.SigningStopped : LedgerRefused.NotYetSigned);
    }
}
