namespace MajorProjects.Digests.Schedules;

/// <summary>
/// What a schedule has said since it began, or began again after it ended: each setting holds until the next, and each occurrence goes by the one
/// that held when it was due. What was due before the first is not due, nor is anything once it has ended.
/// </summary>
public sealed class ScheduleCourse
{
    // Far enough for the 29th of February over a century without one.
    private static readonly int[] Horizons = [40, 400, 3300];

    private readonly IReadOnlyList<Setting> settings;

    private ScheduleCourse(IReadOnlyList<Setting> settings) => this.settings = settings;

    /// <summary>As it holds; null where it has ended.</summary>
    public DigestSchedule? Current => settings.Count == 0 ? null : settings[^1].Timetable.Schedule;

    /// <param name="recorded">What was recorded of it, in order: the schedule, null for an end; and when.</param>
    /// <param name="calendar">Which days are worked.</param>
    public static ScheduleCourse Of(IEnumerable<(DigestSchedule? Schedule, DateTimeOffset At)> recorded, HolidayCalendar calendar)
    {
        var since = new List<Setting>();
        foreach (var (schedule, at) in recorded)
        {
            if (since.Count > 0) since[^1] = since[^1] with { Until = at };
            if (schedule is null) since.Clear();
            else since.Add(new(new(schedule, calendar), at, DateTimeOffset.MaxValue));
        }
        return new(since);
    }

    /// <summary>The digests due after one instant and until another, the earlier first; of each period at most one, whatever the instants.</summary>
    public IEnumerable<DueDigest> Between(DateTimeOffset after, DateTimeOffset until) => settings.SelectMany((setting, i) =>
    {
        var (from, to) = (after > setting.From ? after : setting.From, until < setting.Until ? until : setting.Until);
        return from >= to ? [] : setting.Timetable.Between(setting.From, from, to)
            .Where(o => !settings.Take(i).Any(earlier => earlier.Timetable.About(o.Period, earlier.From) is { } had && had.Period == o.Period && had.DueAt <= earlier.Until))
            .Select(o => new DueDigest(setting.Timetable.Schedule, o));
    });

    /// <summary>All that was due by now.</summary>
    public IEnumerable<DueDigest> DueBy(DateTimeOffset now) => Between(DateTimeOffset.MinValue, now);

    /// <summary>The first digest due after an instant; null where there is none within nine years.</summary>
    public DueDigest? Next(DateTimeOffset after) =>
        Horizons.Select(days => Between(after, after.AddDays(days)).FirstOrDefault()).FirstOrDefault(due => due is not null);

    private sealed record Setting(Timetable Timetable, DateTimeOffset From, DateTimeOffset Until);
}
