using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>A look at the store: how far each city's log reaches, and which transactions were under way.</summary>
/// <param name="Oldest">No transaction before this one was under way that may record a fact.</param>
/// <param name="Next">Every transaction that had begun to write comes before this one.</param>
/// <param name="Heads">The last position of each city's log.</param>
/// <param name="Sequenced">The last position of it that has its leaf in the city's ledger.</param>
internal sealed record Look(ulong Oldest, ulong Next, IReadOnlyDictionary<string, long> Heads, IReadOnlyDictionary<string, long> Sequenced)
{
    /// <summary>Nothing is settled yet.</summary>
    public static Look Nowhere { get; } = new(0, 0, new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));

    /// <summary>
    /// What a transaction that writes for long and records no fact says first, so that nothing waits for it to end. One that recorded a fact all the same would be noticed as late.
    /// </summary>
    public const string StandAside = $"select pg_advisory_xact_lock_shared({AsideClass}, {AsideKey})";

    private const string AsideClass = "7302", AsideKey = "1";

    public static async Task<Look> TakeAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"""
            select coalesce((select x from pg_snapshot_xip(s.now) x where x::xid not in (
                                 select w.transactionid from pg_locks w join pg_locks a using (pid)
                                 where w.locktype = 'transactionid' and w.granted and w.mode = 'ExclusiveLock'
                                       and a.locktype = 'advisory' and a.granted and a.classid = {AsideClass} and a.objid = {AsideKey} and a.objsubid = 2)
                             order by x limit 1), pg_snapshot_xmax(s.now)),
                   pg_snapshot_xmax(s.now), c.code, h.seq_id,
                   (select max(l.seq) from ledger_leaf l where l.city = c.code and l.incarnation = (select max(i.incarnation) from ledger_log i where i.city = c.code))
            from (select pg_current_snapshot() as now) s
            left join city c on true
            left join lateral (select e.seq_id from mt_events e where e.tenant_id = c.code order by e.seq_id desc limit 1) h on true
            """);
        var rows = await select.ReadAsync(row => (Oldest: row.GetFieldValue<ulong>(0), Next: row.GetFieldValue<ulong>(1), City: row.TextOrNull(2), Head: row.ValueOrNull<long>(3), Sequenced: row.ValueOrNull<long>(4)), cancellation);
        return new(
            rows[0].Oldest, rows[0].Next,
            rows.Where(r => r is { City: not null, Head: not null }).ToDictionary(r => r.City!, r => r.Head!.Value, StringComparer.Ordinal),
            rows.Where(r => r is { City: not null, Sequenced: not null }).ToDictionary(r => r.City!, r => r.Sequenced!.Value, StringComparer.Ordinal));
    }
}

/// <summary>
/// How far the logs are settled: below a settled position no fact can come to light any more. Positions are given out before facts are committed, so
/// a later one may be seen before an earlier one. But who was given a position below one that is seen had begun to write by then: once
/// every transaction of that moment has ended, what is there up to the position is all that will ever be there.
/// </summary>
internal sealed record Settlement(Look Settled, Look Pending)
{
    public static Settlement Nothing { get; } = new(Look.Nowhere, Look.Nowhere);

    /// <summary>What is settled after another look.</summary>
    public Settlement After(Look look) => look.Oldest >= Pending.Next ? new(Pending, look) : this;
}
