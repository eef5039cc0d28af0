using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Looks for facts without a leaf and leaves without a fact: what the sequencer, which only looks ahead, would not see.</summary>
internal sealed class LedgerWatch(NpgsqlDataSource database, Sequencer sequencer, LedgerAlarms alarms)
{
    /// <returns>How many of either there were.</returns>
    public async Task<int> LookAsync(string city, CancellationToken cancellation)
    {
        if (await LedgerLog.CurrentAsync(database, city, cancellation) is not { } log) return 0;
        var late = await sequencer.AppendLateAsync(log, cancellation);
        await using var find = database.CreateCommand("""
            select l.seq, l.leaf, l.project from ledger_leaf l
            where l.city = $1 and l.incarnation = $2 and not (l.leaf = 0 and l.seq = 0)
                  and not exists (select from mt_events e where e.tenant_id = $1 and e.seq_id = l.seq and e.type <> 'tombstone')
            order by l.leaf
            """);
        find.CommandTimeout = 0;
        find.Parameters.AddWithValue(log.City);
        find.Parameters.AddWithValue(log.Incarnation);
        var gone = await find.ReadAsync(row => (Seq: row.GetInt64(0), Leaf: row.GetInt64(1), Project: row.GetGuid(2)), cancellation);
        foreach (var (seq, leaf, project) in gone) await alarms.RaiseAsync(log, AlarmKind.Gone, seq, leaf, project, cancellation);
        return late + gone.Count;
    }
}
