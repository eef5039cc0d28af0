using System.ComponentModel;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary><c>POST /digests/{id}/deliveries/{delivery}/replay</c>: has a dead letter tried again, from the first try on, under the same id.</summary>
public static class ReplayDelivery
{
    public static async Task<DeliveryView> Post(
        [Description("The digest's id.")] string id, [Description("The delivery's id.")] string delivery, HttpContext context, Caller caller, IDocumentStore store, NpgsqlDataSource database, TimeProvider clock,
        DigestClock work, CancellationToken cancellation)
    {
        var digest = (await database.DigestAsync(caller, id, cancellation)).Id;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DigestStreams.TakeTurnAsync(connection, transaction, digest, cancellation);
        var found = Guid.TryParse(delivery, out var which) ? await ReadAsync(connection, caller, digest, which, cancellation) : null;
        if (found is null) throw new RefusedException(DeliveryRefused.UnknownDelivery(delivery));
        await using var session = store.SessionOf(caller, transaction);
        var key = IdempotencyKey.Of(context.Request, caller, []);
        if (await key.IsRepeatedAsync(session, cancellation)) return found;
        if ((await session.ProgressAsync(digest, cancellation)).HasFailed) throw new RefusedException(DeliveryRefused.NoDocuments);
        if (found.State != DeliveryState.Dead) throw new RefusedException(DeliveryRefused.NotDead(found.State));

        var now = clock.GetUtcNow();
        await session.RecordAsync(transaction, caller.City, digest, new DigestReplayed(which), now, cancellation);
        var replayed = await ReadAsync(connection, caller, digest, which, cancellation);
        await key.KeepAsync(connection, transaction, digest, now, cancellation);
        await transaction.CommitAsync(cancellation);
        work.Wake();
        return replayed!;
    }

    private static async Task<DeliveryView?> ReadAsync(NpgsqlConnection connection, Caller caller, Guid digest, Guid delivery, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand($"select {DeliveryView.Columns} from digest_delivery where city = $1 and digest = $2 and delivery = $3", connection);
        select.Parameters.AddWithValue($"{caller.City.Code}");
        select.Parameters.AddWithValue(digest);
        select.Parameters.AddWithValue(delivery);
        return (await select.ReadAsync(row => DeliveryView.Of(row, caller), cancellation)).SingleOrDefault();
    }
}
