using System.Security.Cryptography;
using System.Text.Json;
using Marten;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Projects;

/// <summary>
/// A caller's name for one request (<c>Idempotency-Key</c>). The answer is kept in the transaction that the request writes in, so a
/// request repeated after a lost answer, a crash or a broken connection is answered as the first and writes nothing. Kept are what was
/// recorded and what a rule refused; a refusal that may pass (another was first, a version is stale) is not.
/// </summary>
public sealed record IdempotencyKey(string City, string Caller, string Key, byte[] RequestHash)
{
    private const int Longest = 200;

    /// <summary>The request's key, or null where it has none.</summary>
    /// <exception cref="RefusedException">the key is too long.</exception>
    public static IdempotencyKey? Of(HttpRequest request, Caller caller, ReadOnlySpan<byte> body)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0) return null;
        if (key.Length > Longest || caller.Subject.Length > Longest)
            throw new RefusedException(Refusal.Malformed("Idempotency-Key", new($"最多 {Longest} 个字符。", $"At most {Longest} characters.")));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body);
        return new(caller.City.Code.ToString(), caller.Subject, key, hash.GetHashAndReset());
    }

    /// <summary>The key of one project's part of a request.</summary>
    public IdempotencyKey For(string project, ReadOnlySpan<byte> part) => this with
    {
        Key = $"{Key}/{Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(project)))}",
        RequestHash = SHA256.HashData(part),
    };

    /// <summary>Takes the key for a request that is answered part by part.</summary>
    /// <returns>Whether it is this request's: false where another has it.</returns>
    internal async Task<bool> TakeAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var take = database.CreateCommand("""
            insert into idempotent_answer (city, caller, key, request_sha256, answer, answered_at) values ($1, $2, $3, $4, 'null', $5)
            on conflict (city, caller, key) do update set answered_at = idempotent_answer.answered_at
            returning request_sha256
            """);
        foreach (var value in new object[] { City, Caller, Key, RequestHash, now.UtcDateTime }) take.Parameters.AddWithValue(value);
        return ((byte[])(await take.ExecuteScalarAsync(cancellation))!).AsSpan().SequenceEqual(RequestHash);
    }

    internal async Task<Recorded?> FindAnswerAsync(IQuerySession session, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand(
            "select request_sha256, answer from idempotent_answer where city = $1 and caller = $2 and key = $3");
        foreach (var value in new[] { City, Caller, Key }) select.Parameters.AddWithValue(value);
        await using var reader = await session.ExecuteReaderAsync(select, cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(RequestHash)
            ? JsonSerializer.Deserialize<Recorded>(reader.GetString(1), Json.Stored)! with { Repeated = true }
            : Recorded.Refused(Refused.IdempotencyKeyReused);
    }

    /// <summary>Whether a write failed because another request had taken its key.</summary>
    internal static bool IsTaken(Exception? e) => e switch
    {
        null => false,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        _ => IsTaken(e.InnerException),
    };

    internal NpgsqlCommand Keep(Recorded answer, DateTimeOffset now) => new(
        "insert into idempotent_answer (city, caller, key, request_sha256, answer, answered_at) values ($1, $2, $3, $4, $5, $6)")
    {
        Parameters =
        {
            new() { Value = City },
            new() { Value = Caller },
            new() { Value = Key },
            new() { Value = RequestHash },
            new() { Value = JsonSerializer.Serialize(answer, Json.Stored), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = now.UtcDateTime },
        },
    };
}
