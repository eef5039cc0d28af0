using System.Diagnostics;
using System.Security.Cryptography;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.RollingViews;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>Issues digests: each once, whoever tries and however often.</summary>
internal sealed class DigestIssuer(IDocumentStore store, NpgsqlDataSource database, DigestComposer composer, Viewpoints viewpoints, TimeProvider clock)
{
    /// <summary>Issues what is ordered, unless it was before.</summary>
    /// <param name="caller">Who issues it, in which city.</param>
    /// <param name="order">What.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    /// <returns>Whether it is this attempt that issued it.</returns>
    public async Task<bool> IssueAsync(Caller caller, DigestOrder order, CancellationToken cancellation)
    {
        if (await IsIssuedAsync(caller.City, order.Id, cancellation)) return false;
        var pins = await PinAsync(caller.City, order, fresh: true, cancellation);
        var content = (await composer.ComposeAsync(caller.City, pins, cancellation)).ToBytes();
        return await RecordAsync(caller, order, pins, content, cancellation);
    }

    /// <summary>What a digest would say, as far as the views have come; nothing is issued.</summary>
    public async Task<DigestContent> PreviewAsync(City city, DigestOrder order, CancellationToken cancellation) =>
        await composer.ComposeAsync(city, await PinAsync(city, order, fresh: false, cancellation), cancellation);

    public async Task<bool> IsIssuedAsync(City city, Guid digest, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select exists (select from digest where city = $1 and digest = $2)");
        select.Parameters.AddWithValue($"{city.Code}");
        select.Parameters.AddWithValue(digest);
        return (bool)(await select.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<DigestPins> PinAsync(City city, DigestOrder order, bool fresh, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var asOf = order.Period.Last < Clock.DayOf(now) ? order.Period.Last : Clock.DayOf(now);
        var viewpoint = await viewpoints.ResolveAsync(city, new()
        {
            AsOf = $"{asOf:yyyy-MM-dd}",
            KnownAt = (order.KnownAt ?? order.DueAt) is { } instant ? $"{instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}" : null,
            Fresh = fresh && (order.KnownAt ?? order.DueAt) is null ? "true" : null,
        }, cancellation);
        viewpoint = viewpoint with { KnownAt = viewpoint.KnownAt.ToStored() };
        return new(
            order.Kind, order.Scope, order.Period, order.Round, viewpoint,
            await LastAsync(city, order, viewpoint, cancellation), await CheckpointAsync(city, viewpoint.KnownAt, cancellation));
    }

    /// <summary>The digest before it of the same schedule; of one that is issued by hand, of its kind and scope.</summary>
    private async Task<LastDigest?> LastAsync(City city, DigestOrder order, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("""
            select digest, period, as_of, position, round from digest
            where city = @city and kind = @kind and region is not distinct from @region and industry is not distinct from @industry
                  and schedule is not distinct from @schedule and as_of < @asOf and position <= @position
            order by as_of desc, issued_at desc limit 1
            """);
        select.Parameters.AddWithValue("city", $"{city.Code}");
        select.Parameters.AddWithValue("kind", order.Kind.ToKey());
        select.Parameters.AddWithValue("region", NpgsqlTypes.NpgsqlDbType.Text, (object?)order.Scope.Region ?? DBNull.Value);
        select.Parameters.AddWithValue("industry", NpgsqlTypes.NpgsqlDbType.Text, (object?)order.Scope.Industry ?? DBNull.Value);
        select.Parameters.AddWithValue("schedule", NpgsqlTypes.NpgsqlDbType.Text, (object?)order.Schedule ?? DBNull.Value);
        select.Parameters.AddWithValue("asOf", viewpoint.AsOf);
        select.Parameters.AddWithValue("position", viewpoint.Position);
        return (await select.ReadAsync(
            row => new LastDigest(row.GetGuid(0), Domain.Values.Period.Parse(row.GetString(1)), row.GetFieldValue<DateOnly>(2), row.GetInt64(3), row.TextOrNull(4)), cancellation)).FirstOrDefault();
    }

    private async Task<CheckpointSection?> CheckpointAsync(City city, DateTimeOffset knownAt, CancellationToken cancellation)
    {
        if (await LedgerLog.CurrentAsync(database, $"{city.Code}", cancellation) is not { } log) return null;
        var signed = await SignedCheckpoint.LastAsync(database, log, knownAt, cancellation);
        return signed is null || SignedCheckpoint.TryRead(signed.Note) is not { } checkpoint
            ? null
            : new(checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToString(), signed.SignedAt.ToUniversalTime());
    }

    private async Task<bool> RecordAsync(Caller caller, DigestOrder order, DigestPins pins, byte[] content, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Whoever issues the same at the same time comes after: he sees that it is issued, and burns no position of the log.
        await DigestStreams.TakeTurnAsync(connection, transaction, order.Id, cancellation);
        if (await IsIssuedAsync(caller.City, order.Id, cancellation)) return false;

        var issued = new DigestIssued(
            order.Schedule, pins.Kind, pins.Scope, pins.Period, pins.Round, pins.Viewpoint.AsOf, pins.Viewpoint.KnownAt, pins.Viewpoint.Position, pins.Last, pins.Checkpoint,
            Convert.ToHexStringLower(SHA256.HashData(content)), clock.GetUtcNow().ToStored(), order.DueAt, order.Late,
            [.. order.Recipients.Select(to => new DigestDelivery(DigestOrder.DeliveryOf(order.Id, to), to)).DistinctBy(d => d.Id)], [.. order.Attachments]);
        await using var session = store.SessionOf(caller, transaction);
        session.Events.StartStream<Digest>(order.Id, issued);
        await session.SaveChangesAsync(cancellation);
        await DigestRows.InsertAsync(connection, transaction, caller.City, order.Id, issued, caller.Subject, content, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }
}
