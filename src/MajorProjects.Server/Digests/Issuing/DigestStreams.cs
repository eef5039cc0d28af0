using System.Diagnostics;
using JasperFx.Events;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>How the streams of digests are written: one writer at a time, in the transaction that keeps the tables.</summary>
internal static class DigestStreams
{
    /// <summary>Waits until nobody else writes to a digest's stream; until the transaction ends nobody else does.</summary>
    public static async Task TakeTurnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid digest, CancellationToken cancellation)
    {
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction);
        turn.Parameters.AddWithValue($"digest/{digest}");
        await turn.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Whether a request was answered before, under its key.</summary>
    /// <exception cref="RefusedException">another request has the key.</exception>
    public static async Task<bool> IsRepeatedAsync(this IdempotencyKey? key, IQuerySession session, CancellationToken cancellation) =>
        key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier && (earlier.Refusal is null ? true : throw new RefusedException(earlier.Refusal));

    /// <summary>Keeps, within the transaction, that a request was answered, so that it is when it is sent again.</summary>
    public static async Task KeepAsync(this IdempotencyKey? key, NpgsqlConnection connection, NpgsqlTransaction transaction, Guid digest, DateTimeOffset now, CancellationToken cancellation)
    {
        if (key is null) return;
        await using var keep = key.Keep(new(digest, 0, Domain.Stage.Planned, [], Refusal: null), now);
        (keep.Connection, keep.Transaction) = (connection, transaction);
        await keep.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>A session within a transaction, whose events are marked with who records them.</summary>
    public static IDocumentSession SessionOf(this IDocumentStore store, Caller caller, NpgsqlTransaction transaction)
    {
        var options = Marten.Services.SessionOptions.ForTransaction(transaction);
        options.TenantId = $"{caller.City.Code}";
        var session = store.LightweightSession(options);
        session.LastModifiedBy = caller.Subject;
        session.CausationId = Activity.Current?.Id;
        if (caller.Name.Length > 0) session.SetHeader("name", caller.Name);
        if (caller.Roles.Count > 0) session.SetHeader("role", caller.RoleKeys);
        return session;
    }

    /// <summary>Records something more of a digest, and brings its rows to where that takes it; whoever calls has the turn.</summary>
    /// <param name="session">A session within the transaction.</param>
    /// <param name="transaction">The transaction; it is the caller's to commit.</param>
    /// <param name="city">The digest's city.</param>
    /// <param name="digest">Its id.</param>
    /// <param name="what">What is recorded.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task RecordAsync(
        this IDocumentSession session, NpgsqlTransaction transaction, City city, Guid digest, object what, DateTimeOffset at, CancellationToken cancellation)
    {
        var recorded = session.Events.BuildEvent(what);
        recorded.Timestamp = at;
        session.Events.Append(digest, recorded);
        await session.SaveChangesAsync(cancellation);
        await DigestRows.UpdateAsync(transaction.Connection!, transaction, city, digest, await session.ProgressAsync(digest, cancellation), cancellation);
    }

    /// <summary>How far a digest has come.</summary>
    public static async Task<DigestProgress> ProgressAsync(this IQuerySession session, Guid digest, CancellationToken cancellation) =>
        (await session.Events.FetchStreamAsync(digest, token: cancellation)).Progress();

    /// <summary>How far a digest has come, by all that is in its stream.</summary>
    public static DigestProgress Progress(this IReadOnlyList<IEvent> stream) =>
        stream.Aggregate(DigestProgress.Of(stream.Select(e => e.Data).OfType<DigestIssued>().First()), (progress, e) => progress.After(e.Data, e.Timestamp));
}
