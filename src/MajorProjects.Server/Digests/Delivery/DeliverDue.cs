using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>Makes of a digest what goes out by a channel; the same whenever it is made.</summary>
internal delegate Task<DigestLetter> MakeLetter(City city, Guid digest, Channel channel, CancellationToken cancellation);

/// <summary>
/// Delivers what is due. A digest is issued once and each recipient is reached at least once: who is killed between a receiver's yes and its being
/// recorded leaves the delivery as it was, and it goes out again under the same id.
/// </summary>
internal sealed class DeliverDue(
    IDocumentStore store, NpgsqlDataSource database, Cities cities, IEnumerable<IDigestChannel> channels, MakeLetter letters, TimeProvider clock, ILogger<DeliverDue> logger)
{
    private const int Batch = 100;

    /// <summary>Each has a connection for as long as its receiver takes.</summary>
    private const int AtOnce = 4;

    /// <summary>After so long no further try is begun: receivers that do not answer hold up no digest that becomes due meanwhile.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Channel, IDigestChannel> channels = channels.ToDictionary(channel => channel.Channel);

    /// <summary>Tries what is due by now, each once; what another server is at is left to it, and what there is no time for to the next check.</summary>
    /// <param name="city">Only of this city; null: of all.</param>
    /// <param name="cancellation">Ends the work; what goes on is recorded as far as it came.</param>
    /// <returns>How many tries were made.</returns>
    public async Task<int> RunAsync(RegionCode? city, CancellationToken cancellation)
    {
        var tries = 0;
        var began = clock.GetTimestamp();
        for (var more = true; more && IsTime();)
        {
            var before = tries;
            await Parallel.ForEachAsync(
                await DueAsync(city, cancellation), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (key, stopping) =>
                {
                    if (IsTime() && await TryAsync(key, stopping)) Interlocked.Increment(ref tries);
                });
            // Whatever was tried is due no more; what was not, somebody else has.
            more = tries > before;
        }
        return tries;

        bool IsTime() => clock.GetElapsedTime(began) < Longest;
    }

    // A delivery waits for its digest's documents.
    private async Task<List<DeliveryKey>> DueAsync(RegionCode? city, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("""
            select w.city, w.digest, w.delivery from digest_delivery w
            join digest d on d.city = w.city and d.digest = w.digest
            where w.next_attempt_at <= $1 and ($2::text is null or w.city = $2) and d.rendered_at is not null
            order by w.next_attempt_at, w.digest, w.delivery limit $3
            """);
        select.Parameters.AddWithValue(clock.GetUtcNow().UtcDateTime);
        select.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = city?.ToString() });
        select.Parameters.AddWithValue(Batch);
        return await select.ReadAsync(row => new DeliveryKey(row.GetString(0), row.GetGuid(1), row.GetGuid(2)), cancellation);
    }

    /// <returns>Whether it was tried: by nobody else, and recorded.</returns>
    private async Task<bool> TryAsync(DeliveryKey key, CancellationToken stopping)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(stopping);
            // Of this connection, so that it is free again however this server ends.
            if (!await LockAsync(connection, "pg_try_advisory_lock", key, stopping)) return false;
            try
            {
                return await ReadAsync(connection, key, stopping) is { } waiting && await TryAsync(connection, key, waiting, stopping);
            }
            finally
            {
                await LockAsync(connection, "pg_advisory_unlock", key, CancellationToken.None);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // Nothing was recorded, so it is due again at the next check; the trouble of one is not that of the others.
            logger.NotRecorded(key.Delivery, Problems.IsAway(e) ? null : e);
            return false;
        }
    }

    private async Task<bool> TryAsync(NpgsqlConnection connection, DeliveryKey key, WaitingDelivery waiting, CancellationToken stopping)
    {
        var city = (await cities.FindAsync(RegionCode.Parse(key.City), stopping))!;
        var attempt = waiting.Attempts + 1;
        var failed = await SendAsync(city, key, waiting.Recipient, attempt, stopping);
        var at = clock.GetUtcNow();
        var retryAt = failed is null ? null : RetryRule.Next(attempt, failed.IsPermanent, at);
        // What happened is recorded even while the server stops.
        await RecordAsync(connection, city, key, attempt, failed?.Message, at, retryAt, CancellationToken.None);
        if (failed is null) logger.Delivered(key.Delivery, waiting.Recipient.Channel, attempt);
        else if (retryAt is { } again) logger.Failed(key.Delivery, waiting.Recipient.Channel, attempt, again);
        else logger.Dead(key.Delivery, waiting.Recipient.Channel, attempt);
        return true;
    }

    /// <returns>Why it was not delivered, or null.</returns>
    private async Task<NotDeliveredException?> SendAsync(City city, DeliveryKey key, Recipient recipient, int attempt, CancellationToken stopping)
    {
        try
        {
            var letter = await letters(city, key.Digest, recipient.Channel, stopping);
            await channels[recipient.Channel].DeliverAsync(new(key.Delivery, attempt, recipient, letter), stopping);
            return null;
        }
        catch (NotDeliveredException e)
        {
            return e;
        }
        catch (FormUnavailableException e)
        {
            return new(e.Refusal.Detail, inner: e);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested && !Problems.IsAway(e))
        {
            logger.Unexpected(key.Delivery, e);
            return new(new("系统内部错误，请查看服务器日志。", "Something went wrong in the system; see the server's log."), inner: e);
        }
    }

    private async Task RecordAsync(
        NpgsqlConnection connection, City city, DeliveryKey key, int attempt, string? error, DateTimeOffset at, DateTimeOffset? retryAt, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DigestStreams.TakeTurnAsync(connection, transaction, key.Digest, cancellation);
        await using var session = store.SessionOf(Caller.System("digests", "通报投递", city), transaction);
        object became = error is null ? new DigestDelivered(key.Delivery, attempt) : new DigestDeliveryFailed(key.Delivery, attempt, error, retryAt);
        await session.RecordAsync(transaction, city, key.Digest, became, at, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    // Once more under the lock: another server may have been at it in between.
    private async Task<WaitingDelivery?> ReadAsync(NpgsqlConnection connection, DeliveryKey key, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand(
            "select channel, recipient, name, attempts from digest_delivery where city = $1 and digest = $2 and delivery = $3 and next_attempt_at <= $4", connection);
        select.Parameters.AddWithValue(key.City);
        select.Parameters.AddWithValue(key.Digest);
        select.Parameters.AddWithValue(key.Delivery);
        select.Parameters.AddWithValue(clock.GetUtcNow().UtcDateTime);
        return (await select.ReadAsync(
            row => new WaitingDelivery(new(Enum.Parse<Channel>(row.GetString(0), ignoreCase: true), row.GetString(1), row.TextOrNull(2)), row.GetInt32(3)), cancellation)).FirstOrDefault();
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, string function, DeliveryKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {function}(hashtextextended($1, 0))", connection);
        command.Parameters.AddWithValue($"delivery/{key.Delivery}");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private sealed record DeliveryKey(string City, Guid Digest, Guid Delivery);

    private sealed record WaitingDelivery(Recipient Recipient, int Attempts);
}

internal static partial class DeliverDueLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "通报已送达 / delivered: {Delivery}, {Channel}, attempt {Attempt}")]
    public static partial void Delivered(this ILogger logger, Guid delivery, Channel channel, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "通报未送达，稍后再试 / not delivered, tried again at {Again:O}: {Delivery}, {Channel}, attempt {Attempt}")]
    public static partial void Failed(this ILogger logger, Guid delivery, Channel channel, int attempt, DateTimeOffset again);

    [LoggerMessage(Level = LogLevel.Error, Message = "通报未送达，不再自动重试，请处理后重发 / a dead letter, to be replayed by somebody: {Delivery}, {Channel}, attempt {Attempt}")]
    public static partial void Dead(this ILogger logger, Guid delivery, Channel channel, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "通报投递出错 / delivering went wrong: {Delivery}")]
    public static partial void Unexpected(this ILogger logger, Guid delivery, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "通报投递未能登记，稍后再试 / a delivery could not be recorded and is tried again: {Delivery}")]
    public static partial void NotRecorded(this ILogger logger, Guid delivery, Exception? exception);
}
