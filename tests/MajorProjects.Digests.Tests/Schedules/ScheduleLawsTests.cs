using MajorProjects.Digests.Schedules;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Schedules;

/// <summary>What holds of any schedule, of whatever cron, zone and rule, set and ended and set again at whatever instants.</summary>
public class ScheduleLawsTests
{
    private static readonly DateTimeOffset Begin = new(2023, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly HolidayCalendar Calendar = HolidayCalendar.Shipped;

    private static readonly Gen<string> Cron = Gen.Select(
        Gen.OneOf(Gen.Int[0, 59].Select(m => $"{m}"), Gen.Const("0,30"), Gen.Const("*/20")),
        Gen.OneOf(Gen.Int[0, 23].Select(h => $"{h}"), Gen.Const("8-18/5")),
        Gen.OneOf(Gen.Const("* * *"), Gen.Int[1, 28].Select(d => $"{d} * *"), Gen.Int[0, 6].Select(d => $"* * {d}"), Gen.Int[1, 28].Select(d => $"{d} */3 *"), Gen.Const("L * *"), Gen.Const("* * 1,4"), Gen.Const("1 10 *")),
        (minute, hour, days) => $"{minute} {hour} {days}");

    private static readonly Gen<DigestSchedule> Schedule = Gen.Select(
        OneOf(DigestKind.Weekly, DigestKind.Monthly, DigestKind.Quarterly, DigestKind.Yearly), Cron,
        OneOf("Asia/Shanghai", "UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"),
        OneOf(Enum.GetValues<DaysOffRule>()),
        (kind, cron, zone, rule) => new DigestSchedule { Key = "a", Name = "甲", Kind = kind, Cron = cron, TimeZone = zone, DaysOff = rule });

    // Minutes, so that instants fall together with occurrences too.
    private static Gen<DateTimeOffset> Instant(int days = 1100) => Gen.Int[0, days * 24 * 60].Select(minutes => Begin.AddMinutes(minutes));

    private static readonly Gen<List<(DigestSchedule?, DateTimeOffset)>> Recorded = Gen.Select(Schedule.Array[1, 4], Instant().Array[4], Gen.Int[0, 9].Array[4], (schedules, instants, ended) =>
        schedules.Zip(instants.Order(), ended).Select(r => (r.Third == 0 ? null : r.First, r.Second)).ToList());

    [Fact]
    public void however_the_time_is_cut_between_checks_nothing_is_lost_or_doubled() => Gen.Select(Recorded, Instant().Array[0, 12]).Sample((recorded, cuts) =>
    {
        var course = ScheduleCourse.Of(recorded, Calendar);
        var (from, to) = (Begin, Begin.AddDays(1200));
        DateTimeOffset[] all = [from, .. cuts.Order(), to];

        var inPieces = all.Zip(all.Skip(1)).SelectMany(piece => course.Between(piece.First, piece.Second));

        inPieces.ShouldBe(course.Between(from, to));
    }, iter: 100);

    [Fact]
    public void of_each_period_there_is_at_most_one_after_it_is_over_and_the_next_is_always_the_first_that_comes() => Gen.Select(Recorded, Instant()).Sample((recorded, now) =>
    {
        var course = ScheduleCourse.Of(recorded, Calendar);
        var due = course.DueBy(Begin.AddDays(1300)).ToList();

        due.Select(d => d.Occurrence.Period).ShouldBeUnique();
        due.Select(d => d.Occurrence.DueAt).ShouldBe(due.Select(d => d.Occurrence.DueAt).Order());
        due.ShouldAllBe(d => Day(d.Occurrence.DueAt, d) > d.Occurrence.Period.Last && d.Schedule.Kind.LastBefore(Day(d.Occurrence.NominalAt, d)) == d.Occurrence.Period);
        // Beyond that day nothing was looked for.
        if (due.FirstOrDefault(d => d.Occurrence.DueAt > now) is { } next) course.Next(now).ShouldBe(next);
    }, iter: 100);

    [Fact]
    public void what_a_day_off_moves_lands_on_a_working_day_at_the_same_time_and_nothing_is_in_between() => Gen.Select(Schedule, Instant(30)).Sample((schedule, setAt) =>
    {
        foreach (var due in ScheduleCourse.Of([(schedule, setAt)], Calendar).DueBy(Begin.AddDays(1100)))
        {
            var (nominal, on, o) = (Day(due.Occurrence.NominalAt, due), Day(due.Occurrence.DueAt, due), due.Occurrence);
            o.Moved.ShouldBe(schedule.DaysOff != DaysOffRule.Run && Calendar.IsOff(nominal));
            o.CalendarUnpublished.ShouldBeFalse();
            if (schedule.DaysOff == DaysOffRule.Run) continue;
            Calendar.IsOff(on).ShouldBeFalse();
            if (!o.Moved) continue;
            schedule.DaysOff.ShouldNotBe(DaysOffRule.Skip);
            (on > nominal).ShouldBe(schedule.DaysOff == DaysOffRule.NextWorkday || Calendar.PreviousWorkday(nominal) <= o.Period.Last);
            for (var day = on < nominal ? on.AddDays(1) : nominal; day < (on < nominal ? nominal : on); day = day.AddDays(1)) Calendar.IsOff(day).ShouldBeTrue();
            // A clock that was put forward at that time shows a later one.
            (Time(o.DueAt, due) - Time(o.NominalAt, due)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(1));
        }
    }, iter: 100);

    [Fact]
    public void the_occurrences_are_those_that_a_clock_would_find_minute_by_minute()
    {
        var simple = Gen.Select(Gen.Int[0, 59], Gen.Int[0, 23], Gen.OneOf(Gen.Const(-1), Gen.Int[1, 28]), Gen.OneOf(Gen.Const(-1), Gen.Int[0, 6]));
        Gen.Select(simple, Schedule, Instant(300)).Sample((fields, any, setAt) =>
        {
            var (minute, hour, day, weekday) = DayOrWeekday(fields);
            var schedule = any with { TimeZone = "Asia/Shanghai", Cron = $"{minute} {hour} {(day < 0 ? "*" : day)} * {(weekday < 0 ? "*" : weekday)}" };
            var until = setAt.AddDays(400);
            var expected = new List<(Period, DateTimeOffset)>();
            for (var date = DateOnly.FromDateTime(setAt.Date).AddDays(-40); date < DateOnly.FromDateTime(until.Date).AddDays(40); date = date.AddDays(1))
            {
                if ((day >= 0 && date.Day != day) || (weekday >= 0 && (int)date.DayOfWeek != weekday)) continue;
                var period = schedule.Kind.LastBefore(date);
                var on = date;
                if (schedule.DaysOff != DaysOffRule.Run && Calendar.IsOff(date))
                {
                    if (schedule.DaysOff == DaysOffRule.Skip) continue;
                    if (schedule.DaysOff == DaysOffRule.PreviousWorkday)
                        while (Calendar.IsOff(on)) on = on.AddDays(-1);
                    if (on <= period.Last || schedule.DaysOff == DaysOffRule.NextWorkday)
                        for (on = date; Calendar.IsOff(on);) on = on.AddDays(1);
                }
                var due = new DateTimeOffset(on.ToDateTime(new(hour, minute)), TimeSpan.FromHours(8));
                if (due > setAt && expected.All(e => e.Item1 != period)) expected.Add((period, due));
            }
            ScheduleCourse.Of([(schedule, setAt)], Calendar).DueBy(until).Select(d => (d.Occurrence.Period, d.Occurrence.DueAt))
                .ShouldBe(expected.Where(e => e.Item2 <= until).OrderBy(e => e.Item2).ThenBy(e => e.Item1.First));
        }, iter: 100);

        // Where cron has both a day of the month and one of the week, this one takes what is both, others what is either.
        static (int, int, int, int) DayOrWeekday((int Minute, int Hour, int Day, int Weekday) f) => f.Day >= 0 ? (f.Minute, f.Hour, f.Day, -1) : f;
    }

    [Fact]
    public void a_year_of_checks_with_outages_issues_every_digest_once_and_marks_the_late_ones() => Gen.Select(Schedule.Array[1, 6], Gen.Int[1, 90].Array[40, 60], Gen.Int[0, 400]).Sample((schedules, outages, pause) =>
    {
        var year = Begin.AddDays(366);
        var courses = schedules.Select(s => ScheduleCourse.Of([(s, Begin)], Calendar)).ToList();
        var issued = new Dictionary<(int, Period), (DateTimeOffset Due, DateTimeOffset At, bool Late)>();
        // A check each minute would take long here: it comes every ten minutes, and between two outages of some hours each there is a pause.
        var now = Begin;
        for (var n = 0; now < year; n++)
        {
            var before = now;
            now = n % 50 == 49 ? now.AddHours(outages[n / 50 % outages.Length]).AddMinutes(pause) : now.AddMinutes(10);
            if (now > year) now = year;
            // Whoever starts anew looks from the beginning, less what was issued; whoever goes on, from his last check.
            var from = n % 50 == 0 ? DateTimeOffset.MinValue : before;
            for (var i = 0; i < courses.Count; i++)
                foreach (var due in courses[i].Between(from, now).Where(d => !issued.ContainsKey((i, d.Occurrence.Period))))
                    issued.Add((i, due.Occurrence.Period), (due.Occurrence.DueAt, now, due.Occurrence.IsLate(now)));
        }

        for (var i = 0; i < courses.Count; i++)
        {
            courses[i].DueBy(year).Select(d => (d.Occurrence.Period, d.Occurrence.DueAt))
                .ShouldBe(issued.Where(d => d.Key.Item1 == i).OrderBy(d => d.Value.Due).ThenBy(d => d.Key.Item2.First).Select(d => (d.Key.Item2, d.Value.Due)));
        }
        issued.Values.ShouldAllBe(d => d.Due <= d.At && d.Late == (d.At - d.Due > TimeSpan.FromMinutes(15)));
    }, iter: 3);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DateOnly Day(DateTimeOffset instant, DueDigest of) => DateOnly.FromDateTime(Local(instant, of));

    private static TimeSpan Time(DateTimeOffset instant, DueDigest of) => Local(instant, of).TimeOfDay;

    private static DateTime Local(DateTimeOffset instant, DueDigest of) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(of.Schedule.TimeZone)).DateTime;
}
