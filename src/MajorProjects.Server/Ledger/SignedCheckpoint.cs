using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>A checkpoint as it was signed.</summary>
internal sealed record SignedCheckpoint(long Size, SignedNote Note, DateTimeOffset SignedAt)
{
    /// <summary>The last one of a log; null where there is none.</summary>
    public static async Task<SignedCheckpoint?> LastAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation) =>
        (await ListAsync(database, log, "order by size desc limit 1", cancellation)).FirstOrDefault();

    /// <summary>The last one that was signed by an instant; null where there is none.</summary>
    public static async Task<SignedCheckpoint?> LastAsync(NpgsqlDataSource database, LedgerLog log, DateTimeOffset by, CancellationToken cancellation) =>
        (await ListAsync(database, log, "and signed_at <= $3 order by size desc limit 1", cancellation, by.UtcDateTime)).FirstOrDefault();

    /// <summary>The one over the first entry alone, by which a log that continues another was begun; null where there is none.</summary>
    public static async Task<SignedCheckpoint?> BeginningAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation) =>
        (await ListAsync(database, log, "and size = 1", cancellation)).FirstOrDefault();

    /// <summary>Whether it is one of this log, signed by a key, and of the size that it is kept under.</summary>
    public bool IsOf(LedgerLog log, IReadOnlyList<VerifierKey> keys) => Note.IsSignedBy(keys) && TryRead(Note) is { } read && read.Origin == log.Origin && read.Size == Size;

    /// <summary>Those of a log, from the first.</summary>
    public static Task<List<SignedCheckpoint>> AllAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation) =>
        ListAsync(database, log, "order by size", cancellation);

    /// <summary>Keeps it in the database, from where it is served; what is kept there already stays.</summary>
    public async Task KeepAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation)
    {
        await using var insert = database.CreateCommand("insert into ledger_checkpoint (city, incarnation, size, note, signed_at) values ($1, $2, $3, $4, $5) on conflict do nothing");
        foreach (var value in new object[] { log.City, log.Incarnation, Size, Note.ToString(), SignedAt.UtcDateTime }) insert.Parameters.AddWithValue(value);
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<SignedCheckpoint>> ListAsync(NpgsqlDataSource database, LedgerLog log, string which, CancellationToken cancellation, params object[] more)
    {
        await using var select = database.CreateCommand($"select size, note, signed_at from ledger_checkpoint where city = $1 and incarnation = $2 {which}");
        select.Parameters.AddWithValue(log.City);
        select.Parameters.AddWithValue(log.Incarnation);
        foreach (var value in more) select.Parameters.AddWithValue(value);
        return await select.ReadAsync(row => new SignedCheckpoint(row.GetInt64(0), Read(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2)), cancellation);
    }

    /// <summary>What a note says, where it is a checkpoint.</summary>
    public static Checkpoint? TryRead(SignedNote note)
    {
        try
        {
            return Checkpoint.Of(note);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // What is no note is one that nobody signed.
    private static SignedNote Read(string note)
    {
        try
        {
            return SignedNote.Parse(note);
        }
        catch (FormatException)
        {
            return new(note, []);
        }
    }
}
