using System.ComponentModel;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>What was recorded of a schedule once.</summary>
/// <param name="Version">Its place in what was recorded.</param>
/// <param name="Schedule">How it was set; null where it ended.</param>
/// <param name="Reason">Why it ended; null where it was set.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="RecordedBy">By whom.</param>
/// <param name="RecorderName">What he is called.</param>
/// <param name="Position">Its place in the city's log.</param>
public sealed record ScheduleEntry(
    int Version, DigestSchedule? Schedule, string? Reason, DateTimeOffset RecordedAt, string? RecordedBy, string? RecorderName, long Position);

/// <summary>An occurrence that was due and has not been issued.</summary>
/// <param name="DueAt">The instant at which it was due.</param>
/// <param name="Period">About which days it is.</param>
public sealed record OutstandingIssue(DateTimeOffset DueAt, Period Period);

/// <summary>A schedule, what was recorded of it, and what came of it.</summary>
/// <param name="Schedule">As it holds.</param>
/// <param name="History">What was recorded of it, the first first.</param>
/// <param name="Outstanding">What was due and has not been issued; it is tried again and again, and the server's log says why it fails.</param>
public sealed record ScheduleAnswer(ScheduleView Schedule, IReadOnlyList<ScheduleEntry> History, IReadOnlyList<OutstandingIssue> Outstanding);

/// <summary><c>GET /digests/schedules/{key}</c>: one schedule, ended or not, with its history.</summary>
internal static class GetSchedule
{
    private const string Issues = $"select {ScheduleIssue.Columns} from digest where city = $1 and schedule = $2 order by issued_at";

    public static async Task<ScheduleAnswer> Get(
        [Description("The schedule's key.")] string key, Caller caller, NpgsqlDataSource database, HolidayCalendar calendar, TimeProvider clock, CancellationToken cancellation)
    {
        if (await database.ScheduleAsync(caller.City, key, cancellation) is not { } stored || !stored.IsFor(caller)) throw new RefusedException(ScheduleRefused.Unknown(key));
        await using var select = database.CreateCommand(Issues);
        select.Parameters.AddWithValue($"{caller.City.Code}");
        select.Parameters.AddWithValue(key);
        var issues = (await select.ReadAsync(ScheduleIssue.Of, cancellation)).ConvertAll(i => i.Issue);
        var (now, issued) = (clock.GetUtcNow(), issues.Select(i => i.Period).ToHashSet());
        return new(
            ScheduleView.Of(stored, issues.LastOrDefault(), caller, calendar, now),
            // What it was while it concerned others is not for somebody of one county.
            [
                .. stored.Records.Where(r => r.Schedule is null || caller.Covers(r.Schedule))
                    .Select(r => new ScheduleEntry(r.Version, r.Schedule?.For(caller), r.Reason, r.RecordedAt, r.RecordedBy, r.RecorderName, r.Position)),
            ],
            [.. stored.Course(calendar).DueBy(now).Where(d => !issued.Contains(d.Occurrence.Period)).Select(d => new OutstandingIssue(d.Occurrence.DueAt, d.Occurrence.Period))]);
    }
}
