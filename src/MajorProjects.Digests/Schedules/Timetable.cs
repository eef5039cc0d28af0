using Cronos;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Schedules;

/// <summary>When the digests of a schedule go out: at most one of each period, the first that takes place.</summary>
internal sealed class Timetable(DigestSchedule schedule, HolidayCalendar calendar)
{
    private readonly CronExpression cron = CronExpression.Parse(schedule.Cron, CronFormat.Standard);
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);

    public DigestSchedule Schedule => schedule;

    /// <summary>Those due after one instant and until another, the earlier first, where those due until <paramref name="begin"/> do not count.</summary>
    public IEnumerable<Occurrence> Between(DateTimeOffset begin, DateTimeOffset after, DateTimeOffset until)
    {
        // A move goes at most as far as a rest is long.
        var (first, last) = (DayOf(after).AddDays(-HolidayCalendar.LongestRest - 1), DayOf(until).AddDays(HolidayCalendar.LongestRest + 1));
        return Period.Range(schedule.Kind.LastBefore(first), schedule.Kind.LastBefore(last))
            .Select(period => About(period, begin)).OfType<Occurrence>()
            .Where(o => o.DueAt > after && o.DueAt <= until)
            .OrderBy(o => o.DueAt).ThenBy(o => o.Period.First);
    }

    /// <summary>The first about a period that is due after an instant; null where there is none.</summary>
    public Occurrence? About(Period period, DateTimeOffset begin)
    {
        var days = period.Next();
        return cron.GetOccurrences(InstantOf(days.First.ToDateTime(TimeOnly.MinValue)), InstantOf(days.Last.AddDays(1).ToDateTime(TimeOnly.MinValue)), zone)
            .Select(Place).FirstOrDefault(o => o?.DueAt > begin);
    }

    // Null: it is skipped.
    private Occurrence? Place(DateTimeOffset nominal)
    {
        var day = DayOf(nominal);
        var period = schedule.Kind.LastBefore(day);
        if (schedule.DaysOff is DaysOffRule.Run) return new(period, nominal.ToUniversalTime(), nominal.ToUniversalTime(), CalendarUnpublished: false);
        DateOnly? due = schedule.DaysOff switch
        {
            _ when !calendar.IsOff(day) => day,
            DaysOffRule.Skip => null,
            DaysOffRule.PreviousWorkday when calendar.PreviousWorkday(day) is var before && before > period.Last => before,
            _ => calendar.NextWorkday(day),
        };
        if (due is not { } on) return null;
        var dueAt = on == day ? nominal : InstantOf(on.ToDateTime(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(nominal, zone).DateTime)));
        return new(period, nominal.ToUniversalTime(), dueAt.ToUniversalTime(), CalendarUnpublished: !calendar.Knows(day.Year) || !calendar.Knows(on.Year));
    }

    private DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    // Where a change of the clock leaves a time out, the first after it; where it repeats one, the earlier.
    private DateTimeOffset InstantOf(DateTime local)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        return new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }
}
