using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>The oldest fact of a city that is not signed yet.</summary>
/// <param name="City">The six-digit code.</param>
/// <param name="Seq">Its position in the city's log.</param>
/// <param name="Project">Its project.</param>
/// <param name="Since">Since when it waits: since it was recorded, or, where that was before a restore, since its log was begun.</param>
internal sealed record Unsigned(string City, long Seq, Guid Project, DateTimeOffset Since);

/// <summary>Notices that signing has come to a stop, whatever the cause: a transaction that does not end, a refusal, a key that cannot be read.</summary>
internal sealed class SigningStalls(NpgsqlDataSource database, LedgerAlarms alarms, LedgerSettings settings, TimeProvider clock)
{
    // After the last position among the leaves that are signed: found at the end of the index, as late facts are few.
    private const string Oldest = """
        select c.code, e.seq_id, e.stream_id, greatest(e.timestamp, l.begun_at)
        from city c
        left join lateral (select i.incarnation, i.begun_at from ledger_log i where i.city = c.code order by i.incarnation desc limit 1) l on true
        left join lateral (select k.size from ledger_checkpoint k where k.city = c.code and k.incarnation = l.incarnation order by k.size desc limit 1) s on true
        cross join lateral (
            select e.seq_id, e.stream_id, e.timestamp from mt_events e
            where e.tenant_id = c.code and e.type <> 'tombstone' and e.seq_id > coalesce(
                      (select f.seq from ledger_leaf f where f.city = c.code and f.incarnation = l.incarnation and f.leaf < s.size order by f.seq desc limit 1), 0)
            order by e.seq_id limit 1) e
        """;

    // Who has just come first has to catch up.
    private readonly DateTimeOffset began = clock.GetUtcNow();

    /// <summary>The oldest fact of each city, or of one, that is not signed yet.</summary>
    public async Task<IReadOnlyList<Unsigned>> OldestAsync(CancellationToken cancellation, string? city = null)
    {
        await using var select = database.CreateCommand(city is null ? Oldest : $"{Oldest} where c.code = $1");
        if (city is not null) select.Parameters.AddWithValue(city);
        return await select.ReadAsync(row => new Unsigned(row.GetString(0), row.GetInt64(1), row.GetGuid(2), row.GetFieldValue<DateTimeOffset>(3)), cancellation);
    }

    /// <summary>Those that wait for longer than they may, with how long.</summary>
    public async Task<IReadOnlyList<(Unsigned Fact, TimeSpan Age)>> FindAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!settings.IsOn || now - began < settings.StalledAfter) return [];
        return [.. (await OldestAsync(cancellation)).Select(fact => (fact, now - fact.Since)).Where(f => f.Item2 > settings.StalledAfter)];
    }

    /// <summary>Raises an alarm of each stall, once: the fact that has waited longest is another in the next.</summary>
    public async Task RaiseAsync(CancellationToken cancellation)
    {
        foreach (var (fact, _) in await FindAsync(cancellation))
        {
            var log = await LedgerLog.CurrentAsync(database, fact.City, cancellation) ?? new(fact.City, 1, fact.City, fact.Since);
            await alarms.RaiseAsync(log, AlarmKind.Stalled, fact.Seq, null, fact.Project, cancellation);
        }
    }
}
