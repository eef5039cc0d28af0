using System.Text.Json;
using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>One log of a city's facts: the only one, or the latest after restores from backups.</summary>
/// <param name="City">The six-digit code.</param>
/// <param name="Incarnation">Which, from 1.</param>
/// <param name="Origin">Its name in checkpoints.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="Previous">The last signed checkpoint of the log that it continues.</param>
/// <param name="Reason">Why that one ended.</param>
/// <param name="BegunBy">Who said so.</param>
internal sealed record LedgerLog(string City, int Incarnation, string Origin, DateTimeOffset BegunAt, string? Previous = null, string? Reason = null, string? BegunBy = null)
{
    private const string Columns = "city, incarnation, origin, begun_at, previous, reason, begun_by";

    private const string Insert = $"insert into ledger_log ({Columns}) values ($1, $2, $3, $4, $5, $6, $7)";

    /// <summary>Its first entry, which ties it to the log that it continues; null for the first log of a city.</summary>
    public LedgerEntry? Link => Previous is null ? null : LedgerEntry.Of(
        City, seq: 0, Guid.Empty, Guid.Empty, Incarnation, LedgerEntry.Continued, BegunAt, BegunBy, role: null,
        JsonSerializer.SerializeToUtf8Bytes(new { previous = Previous, reason = Reason }, Json.Stored));

    /// <summary>What the log that it continues had come to; null where it says nothing that can be read.</summary>
    public Checkpoint? Ended
    {
        get
        {
            try
            {
                return Previous is null ? null : Checkpoint.Of(SignedNote.Parse(Previous));
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    public static string OriginOf(string deployment, string city, int incarnation) => incarnation == 1 ? $"{deployment}/{city}" : $"{deployment}/{city}/i{incarnation}";

    /// <summary>The logs that a city has had, in order.</summary>
    public static async Task<IReadOnlyList<LedgerLog>> AllAsync(NpgsqlDataSource database, string city, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select {Columns} from ledger_log where city = $1 order by incarnation");
        select.Parameters.AddWithValue(city);
        return await select.ReadAsync(
            row => new LedgerLog(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6)),
            cancellation);
    }

    /// <summary>The log that a city's facts enter now; null before the first.</summary>
    public static async Task<LedgerLog?> CurrentAsync(NpgsqlDataSource database, string city, CancellationToken cancellation) =>
        await AllAsync(database, city, cancellation) is [.., var last] ? last : null;

    /// <summary>Begins the first log of a city, unless somebody else just did.</summary>
    public async Task BeginAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var insert = database.CreateCommand($"{Insert} on conflict do nothing");
        AddTo(insert.Parameters);
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Begins a log that continues another: with its first leaf and the checkpoint over that, all or nothing.</summary>
    public async Task BeginAsync(NpgsqlDataSource database, Hash link, SignedCheckpoint begun, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var log = new NpgsqlBatchCommand(Insert);
        AddTo(log.Parameters);
        batch.BatchCommands.Add(log);
        Add("""
            insert into ledger_leaf (city, incarnation, leaf, seq, event_id, project, version, hash)
            values ($1, $2, 0, 0, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', $2, $3)
            """, City, Incarnation, link.ToArray());
        Add("insert into ledger_checkpoint (city, incarnation, size, note, signed_at) values ($1, $2, $3, $4, $5)", City, Incarnation, begun.Size, begun.Note.ToString(), begun.SignedAt.UtcDateTime);
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.AddWithValue(value);
            batch.BatchCommands.Add(command);
        }
    }

    private void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var value in new object?[] { City, Incarnation, Origin, BegunAt.UtcDateTime, Previous, Reason, BegunBy }) parameters.AddWithValue(value ?? DBNull.Value);
    }
}
