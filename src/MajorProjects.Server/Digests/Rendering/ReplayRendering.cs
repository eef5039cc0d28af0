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
        var progress = await session.ProgressAsync(digest.Id, cancellation);
        if (!progress.HasFailed) throw new RefusedException(DigestRefused.NotFailed(progress.RenderedAt is null ? DigestState.Issued : DigestState.Rendered));
        var now = clock.GetUtcNow();
        await session.RecordAsync(transaction, caller.City, digest.Id, new DigestReplayed(null), now, cancellation);
        await key.KeepAsync(connection, transaction, digest.Id, now, cancellation);
        await transaction.CommitAsync(cancellation);
        work.Wake();
        return digest with { State = DigestState.Issued };
    }
}
