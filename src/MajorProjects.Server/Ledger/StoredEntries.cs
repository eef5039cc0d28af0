using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>The facts of the store as entries of the ledger: from the rows themselves, as anybody with access to them would read them.</summary>
internal static class StoredEntries
{
    // A tombstone holds a place in the sequence, and no fact.
    private const string Select = """
        select e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.headers ->> 'role', e.data
        from mt_events e where e.tenant_id = $1 and e.type <> 'tombstone'
        """;

    /// <summary>Those after a position and up to another, in order.</summary>
    public static NpgsqlCommand Between(NpgsqlConnection connection, string city, long after, long upTo) => new($"{Select} and e.seq_id > $2 and e.seq_id <= $3 order by e.seq_id", connection)
    {
        CommandTimeout = 0,
        Parameters = { new() { Value = city }, new() { Value = after }, new() { Value = upTo } },
    };

    /// <summary>Those at these positions, in order.</summary>
    public static NpgsqlCommand At(NpgsqlConnection connection, string city, long[] positions) => new($"{Select} and e.seq_id = any($2) order by e.seq_id", connection)
    {
        Parameters = { new() { Value = city }, new() { Value = positions } },
    };

    /// <summary>The position, the id and the project of a row, whatever else is in it.</summary>
    public static (long Seq, Guid EventId, Guid Project) Place(NpgsqlDataReader row) => (row.GetInt64(0), row.GetGuid(1), row.GetGuid(2));

    public static LedgerEntry Read(NpgsqlDataReader row, string city) => LedgerEntry.Of(
        city, row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
        row.TextOrNull(6), row.TextOrNull(7), row.GetFieldValue<ReadOnlyMemory<byte>>(8));
}
