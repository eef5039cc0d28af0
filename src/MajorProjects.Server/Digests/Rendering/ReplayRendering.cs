using System.ComponentModel;
using MajorProjects.Digests.Issuing;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Rendering;

/// <summary><c>POST /digests/{id}/replay</c>: has the documents of a digest made again, where they could not be made and are not tried by themselves any more.</summary>
internal static class ReplayRendering
{
    public static async Task<StoredDigest> Post(
        [Description("The digest's id.")] string id, HttpContext context, Caller caller, IDocumentStore store, NpgsqlDataSource database, TimeProvider clock, DigestClock work,
        CancellationToken cancellation)
    {
        var digest = await database.DigestAsync(caller, id, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DigestStreams.TakeTurnAsync(connection, transaction, digest.Id, cancellation);
        await using var session = store.SessionOf(caller, transaction);
        var key = IdempotencyKey.Of(context.Request, caller, []);
        if (await key.IsRepeatedAsync(session, cancellation)) return digest;
        await using var update = new NpgsqlCommand(
            "update digest set render_attempts = 0, render_at = $3 where city = $1 and digest = $2 and rendered_at is null and render_at is null", connection, transaction);
        foreach (var value in new object[] { $"{caller.City.Code}", digest.Id, clock.GetUtcNow().UtcDateTime }) update.Parameters.AddWithValue(value);
        if (await update.ExecuteNonQueryAsync(cancellation) == 0) throw new RefusedException(DigestRefused.NotFailed(digest.State));
        await using var revive = new NpgsqlCommand(
            "update digest_delivery set state = 'waiting', attempts = 0, next_attempt_at = $3, last_error = null where city = $1 and digest = $2 and state = 'dead'", connection, transaction);
        foreach (var value in new object[] { $"{caller.City.Code}", digest.Id, clock.GetUtcNow().UtcDateTime }) revive.Parameters.AddWithValue(value);
        await revive.ExecuteNonQueryAsync(cancellation);
        session.Events.Append(digest.Id, new DigestReplayed(null));
        await session.SaveChangesAsync(cancellation);
        await key.KeepAsync(connection, transaction, digest.Id, clock.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
        work.Wake();
        return digest with { State = DigestState.Issued };
    }
}
