using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Schedules;

/// <summary>A time at which a digest of a schedule goes out.</summary>
/// <param name="Period">About which days: the last period that was over before the nominal day. A move changes nothing of it.</param>
/// <param name="NominalAt">When it would take place by the cron alone, UTC.</param>
/// <param name="DueAt">When it is due after the rule for days off, UTC.</param>
/// <param name="CalendarUnpublished">Whether that rule went by the weekends alone, as the holidays of the year were not known.</param>
public sealed record Occurrence(Period Period, DateTimeOffset NominalAt, DateTimeOffset DueAt, bool CalendarUnpublished)
{
    /// <summary>How long after it was due it may be issued without being late.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Whether a day off moved it.</summary>
    public bool Moved => DueAt != NominalAt;

    /// <summary>Whether it is late (补发) where it is issued at an instant.</summary>
    public bool IsLate(DateTimeOffset issuedAt) => issuedAt - DueAt > Grace;
}

/// <summary>An occurrence with the schedule as it held then.</summary>
public sealed record DueDigest(DigestSchedule Schedule, Occurrence Occurrence);
