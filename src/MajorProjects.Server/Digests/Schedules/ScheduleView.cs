using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>When a schedule's digest goes out next.</summary>
/// <param name="DueAt">The instant.</param>
/// <param name="Period">About which days.</param>
/// <param name="Moved">Whether a day off moved it.</param>
/// <param name="CalendarUnpublished">Whether that went by the weekends alone, as the holidays of the year are not announced yet: they may move it still.</param>
public sealed record NextRun(DateTimeOffset DueAt, Period Period, bool Moved, bool CalendarUnpublished)
{
    internal static NextRun? Of(DueDigest? next) =>
        next is null ? null : new(next.Occurrence.DueAt, next.Occurrence.Period, next.Occurrence.Moved, next.Occurrence.CalendarUnpublished);
}

/// <summary>A digest of a schedule that was issued.</summary>
/// <param name="Digest">Its id.</param>
/// <param name="Period">About which days.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Late">Whether that was late.</param>
public sealed record ScheduleIssue(Guid Digest, Period Period, DateTimeOffset? DueAt, DateTimeOffset IssuedAt, bool Late)
{
    internal const string Columns = "schedule, digest, period, due_at, issued_at, late";

    internal static (string Schedule, ScheduleIssue Issue) Of(NpgsqlDataReader row) => (row.GetString(0), new(
        row.GetGuid(1), Period.Parse(row.GetString(2)), row.ValueOrNull<DateTimeOffset>(3)?.ToUniversalTime(), row.GetFieldValue<DateTimeOffset>(4).ToUniversalTime(), row.GetBoolean(5)));
}

/// <summary>A schedule as it holds.</summary>
/// <param name="Schedule">What it says; e-mail addresses only to whoever may set it.</param>
/// <param name="Version">How much has been recorded of it.</param>
/// <param name="SetAt">Since when it says so.</param>
/// <param name="SetBy">Who had it say so.</param>
/// <param name="Ended">Whether it has ended.</param>
/// <param name="NextRun">When it goes out next; null where it does not within nine years.</param>
/// <param name="LastIssue">The digest of it that was issued last.</param>
public sealed record ScheduleView(DigestSchedule Schedule, int Version, DateTimeOffset SetAt, string? SetBy, bool Ended, NextRun? NextRun, ScheduleIssue? LastIssue)
{
    internal static ScheduleView Of(StoredSchedule stored, ScheduleIssue? last, Caller caller, HolidayCalendar calendar, DateTimeOffset now)
    {
        var set = stored.Records.Last(r => r.Schedule is not null);
        return new(
            stored.Schedule.For(caller), stored.Last.Version, set.RecordedAt, set.RecordedBy, stored.HasEnded, NextRun.Of(stored.Course(calendar).Next(now)), last);
    }
}

internal static class SchedulesShown
{
    private const string Hidden = "***";

    /// <summary>As somebody may see it: where people's mail goes is for those who set it.</summary>
    public static DigestSchedule For(this DigestSchedule schedule, Caller caller) => caller.Refuses(Operation.ManageDigests) is null ? schedule : schedule with
    {
        Recipients = [.. schedule.Recipients.Select(to => to.Channel is Channel.Mail ? to with { To = Hidden } : to)],
    };
}
