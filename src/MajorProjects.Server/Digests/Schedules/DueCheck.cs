using System.Collections.Concurrent;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>
/// Issues what the schedules of all cities have due. What was missed, as nobody was there or something failed, is due until it is issued: each check
/// finds it by the schedules themselves, and whatever dies in between leaves nothing undone or doubled.
/// </summary>
public sealed class DueCheck
{
    private readonly Cities cities;
    private readonly NpgsqlDataSource database;
    private readonly DigestIssuer issuer;
    private readonly HolidayCalendar calendar;
    private readonly TimeProvider clock;
    private readonly ILogger<DueCheck> logger;

    // Until when everything of a schedule, as of that version, is known to be issued; it spares asking again for what was found.
    private readonly ConcurrentDictionary<(Guid Schedule, int Version), DateTimeOffset> done = [];
    private readonly ConcurrentDictionary<Guid, Trouble> troubles = [];
    private readonly ConcurrentDictionary<string, bool> failing = new(StringComparer.Ordinal);

    internal DueCheck(Cities cities, NpgsqlDataSource database, DigestIssuer issuer, HolidayCalendar calendar, TimeProvider clock, ILogger<DueCheck> logger)
    {
        (this.cities, this.database, this.issuer) = (cities, database, issuer);
        (this.calendar, this.clock, this.logger) = (calendar, clock, logger);
    }

    /// <summary>Issues what is due of every city; what one city fails at is not the others' trouble.</summary>
    public Task RunAsync(CancellationToken cancellation) => TryAsync("*", async () =>
    {
        foreach (var code in await cities.AllAsync(cancellation))
            await TryAsync($"{code}", async () => await CheckAsync((await cities.FindAsync(code, cancellation))!, cancellation));
    });

    private async Task TryAsync(string city, Func<Task> work)
    {
        try
        {
            await work();
            failing.TryRemove(city, out _);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One line tells of each trouble.
            if (failing.TryAdd(city, true)) logger.CityFailed(city, Problems.IsAway(e) ? null : e);
        }
    }

    private async Task CheckAsync(City city, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var schedules = await database.SchedulesAsync(city, cancellation);
        var due = schedules.ToDictionary(s => s, s => s.Course(calendar).Between(done.GetValueOrDefault(Known(s), DateTimeOffset.MinValue), now).ToList());
        if (due.Values.Any(d => d.Count > 0))
        {
            // Another node that is at it will issue what this one would; where it dies, its lock dies with it.
            await using var mine = await database.OpenConnectionAsync(cancellation);
            if (!await LockAsync(mine, "select pg_try_advisory_lock(hashtextextended($1, 0))", city, cancellation)) return;
            try
            {
                foreach (var (schedule, digests) in due)
                    if (await IssueAsync(city, digests, cancellation)) done[Known(schedule)] = now;
            }
            finally
            {
                await LockAsync(mine, "select pg_advisory_unlock(hashtextextended($1, 0))", city, CancellationToken.None);
            }
        }
        else
        {
            foreach (var schedule in schedules) done[Known(schedule)] = now;
        }
    }

    /// <summary>Issues what is due of one schedule, the earlier first, as each tells what was corrected since the one before.</summary>
    /// <returns>Whether nothing is left.</returns>
    private async Task<bool> IssueAsync(City city, List<DueDigest> digests, CancellationToken cancellation)
    {
        foreach (var due in digests)
        {
            var order = Order(city, due, clock.GetUtcNow());
            if (troubles.TryGetValue(order.Id, out var trouble) && trouble.TryAgainAt > clock.GetUtcNow()) return false;
            // What was wrong in the records when it was due stays so for ever: it is mended in what is known now.
            if (trouble is { IsOfRecords: true }) order = order with { KnownAt = clock.GetUtcNow().ToStored(), Late = true };
            try
            {
                if (await issuer.IssueAsync(Caller.System("digests", "定时通报", city), order, cancellation)) logger.Issued(city.Code, due.Schedule.Key, due.Occurrence.Period, order.Late);
                troubles.TryRemove(order.Id, out _);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                troubles[order.Id] = Trouble.After(trouble, clock.GetUtcNow(), e is ScheduleBrokenException);
                if (trouble is null) logger.Failed(city.Code, due.Schedule.Key, due.Occurrence.Period, Problems.IsAway(e) ? null : e);
                return false;
            }
        }
        return true;
    }

    private static DigestOrder Order(City city, DueDigest due, DateTimeOffset now) => new(
        DigestOrder.IdOf(city, due.Schedule.Key, due.Occurrence.Period), due.Schedule.Kind, due.Schedule.Scope, due.Occurrence.Period)
    {
        Schedule = due.Schedule.Key,
        DueAt = due.Occurrence.DueAt,
        Late = due.Occurrence.IsLate(now),
        Recipients = due.Schedule.Recipients,
        Attachments = due.Schedule.Attachments,
    };

    private static (Guid, int) Known(StoredSchedule schedule) => (schedule.Last.Stream, schedule.Last.Version);

    private static async Task<bool> LockAsync(NpgsqlConnection connection, string sql, City city, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue($"digests due/{city.Code}");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>How often issuing a digest has failed in a row, and when it is tried again: soon at first, and after a while every ten minutes; and whether the records are at fault.</summary>
    private sealed record Trouble(int Failures, DateTimeOffset TryAgainAt, bool IsOfRecords)
    {
        public static Trouble After(Trouble? before, DateTimeOffset now, bool isOfRecords)
        {
            var failures = (before?.Failures ?? 0) + 1;
            // A moment less than whole minutes, since that is how often there is a check.
            return new(failures, now.AddMinutes(Math.Min(failures, 10)).AddSeconds(-5), isOfRecords);
        }
    }
}

internal static partial class DueCheckLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "通报已印发 / digest issued: {City} {Schedule} {Period}, late: {Late}")]
    public static partial void Issued(this ILogger logger, RegionCode city, string schedule, Period period, bool late);

    [LoggerMessage(Level = LogLevel.Error, Message = "通报未能印发，将继续重试 / a digest could not be issued and is tried again: {City} {Schedule} {Period}")]
    public static partial void Failed(this ILogger logger, RegionCode city, string schedule, Period period, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "通报到期检查未完成，稍后再试 / the check for due digests is tried again: {City}")]
    public static partial void CityFailed(this ILogger logger, string city, Exception? exception);
}
