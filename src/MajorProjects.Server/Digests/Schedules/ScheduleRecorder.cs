using System.Security.Cryptography;
using System.Text;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>Keeps the schedules of digests, each in a stream of its own in the city's log.</summary>
internal sealed class ScheduleRecorder(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Has a schedule be as it says from now on; one that says so already is left alone.</summary>
    /// <param name="caller">Who sets it, in which city.</param>
    /// <param name="schedule">What it says.</param>
    /// <param name="key">Makes a repeated request be answered as the first.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    public Task<Recorded> SetAsync(Caller caller, DigestSchedule schedule, IdempotencyKey? key, CancellationToken cancellation) =>
        RecordAsync(caller, schedule.Key, key, standing => standing switch
        {
            _ when !caller.Covers(schedule) => (null, schedule.Scope.Region is null ? Refused.OfWholeCity : Refused.OutOfScope),
            { } other when !other.IsFor(caller) => (null, Refused.OutOfScope),
            { HasEnded: false, Schedule: var same } when same == schedule => (null, null),
            _ => (new DigestScheduleSet(schedule), null),
        }, cancellation);

    /// <summary>Ends a schedule.</summary>
    /// <param name="caller">Who ends it, in which city.</param>
    /// <param name="schedule">Its key.</param>
    /// <param name="reason">Why.</param>
    /// <param name="key">Makes a repeated request be answered as the first.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    public Task<Recorded> EndAsync(Caller caller, string schedule, string reason, IdempotencyKey? key, CancellationToken cancellation) =>
        RecordAsync(caller, schedule, key, standing => standing switch
        {
            null => (null, ScheduleRefused.Unknown(schedule)),
            _ when !standing.IsFor(caller) => (null, ScheduleRefused.Unknown(schedule)),
            { HasEnded: true } => (null, ScheduleRefused.AlreadyEnded(schedule)),
            _ => (new DigestScheduleEnded(reason), null),
        }, cancellation);

    // The same schedule has the same stream wherever it is set from, so it cannot be there twice.
    internal static Guid StreamOf(City city, string key) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"schedule/{city.Code}/{key}")).AsSpan(0, 16));

    // To be decided is what is recorded of the schedule as it stands: an event, a refusal, or nothing.
    private async Task<Recorded> RecordAsync(
        Caller caller, string schedule, IdempotencyKey? key, Func<StoredSchedule?, (object? Event, Refusal? Refusal)> decide, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(caller, schedule, key, decide, cancellation);
        }
        catch (Exception e) when (key is not null && IdempotencyKey.IsTaken(e))
        {
            // Another request of that key was first: its answer is this one's too, where it is the same request.
            await using var session = store.QuerySession($"{caller.City.Code}");
            return await key.FindAnswerAsync(session, cancellation) ?? Recorded.Refused(Refused.ConcurrentWrite);
        }
    }

    private async Task<Recorded> WriteAsync(
        Caller caller, string schedule, IdempotencyKey? key, Func<StoredSchedule?, (object? Event, Refusal? Refusal)> decide, CancellationToken cancellation)
    {
        var stream = StreamOf(caller.City, schedule);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Whoever sets the same schedule at the same time comes after: he sees what this one wrote, and burns no position of the log.
        await DigestStreams.TakeTurnAsync(connection, transaction, stream, cancellation);
        await using var session = store.SessionOf(caller, transaction);
        if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;

        var standing = await connection.ScheduleAsync(caller.City, schedule, cancellation);
        var (happened, refusal) = decide(standing);
        var version = (standing?.Last.Version ?? 0) + (happened is null ? 0 : 1);
        var recorded = refusal is null ? new Recorded(stream, version, Stage.Planned, happened is null ? [] : [version], null) : Recorded.Refused(refusal);
        // That there is none yet, or that somebody may not, may pass.
        if (key is not null && recorded.Refusal?.Kind is not (RefusalKind.Unknown or RefusalKind.Forbidden))
        {
            await using var keep = key.Keep(recorded, clock.GetUtcNow());
            keep.Connection = connection;
            keep.Transaction = transaction;
            await keep.ExecuteNonQueryAsync(cancellation);
        }
        if (happened is not null)
        {
            if (version == 1) session.Events.StartStream<DigestSchedule>(stream, happened);
            else session.Events.Append(stream, version, happened);
            await session.SaveChangesAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return recorded;
    }
}
