using System.Globalization;
using MajorProjects.Digests.Schedules;

namespace MajorProjects.Digests.Tests.Schedules;

public class OccurrenceTests
{
    private static readonly DigestSchedule Weekly = new() { Key = "weekly", Name = "周报", Kind = DigestKind.Weekly, Cron = "0 8 * * 1" };

    private static readonly DigestSchedule Monthly = Weekly with { Kind = DigestKind.Monthly, Cron = "30 8 1 * *" };

    [Fact]
    public void a_digest_is_about_the_last_period_that_was_over_before_its_day()
    {
        Due(Weekly, "2026-11-20", "2026-12-10").ShouldBe([("2026W47", "2026-11-23T08:00"), ("2026W48", "2026-11-30T08:00"), ("2026W49", "2026-12-07T08:00")]);
        Due(Weekly with { Cron = "0 20 * * 0" }, "2026-11-20", "2026-11-25").ShouldBe([("2026W46", "2026-11-22T20:00")], "on a Sunday the week is not over");
        Due(Monthly, "2026-10-02", "2026-12-02").ShouldBe([("2026-10", "2026-11-01T08:30"), ("2026-11", "2026-12-01T08:30")]);
        Due(Weekly with { Kind = DigestKind.Quarterly, Cron = "0 9 10 1,4,7,10 *" }, "2026-09-01", "2027-02-01").ShouldBe([("2026Q3", "2026-10-10T09:00"), ("2026Q4", "2027-01-10T09:00")]);
        Due(Weekly with { Kind = DigestKind.Yearly, Cron = "0 9 15 1 *" }, "2025-06-01", "2027-02-01").ShouldBe([("2025", "2026-01-15T09:00"), ("2026", "2027-01-15T09:00")]);
    }

    [Fact]
    public void of_several_in_one_period_the_first_that_takes_place_counts()
    {
        Due(Weekly with { Cron = "0 8,17 * * *" }, "2026-11-22T20:00", "2026-12-01").ShouldBe([("2026W47", "2026-11-23T08:00"), ("2026W48", "2026-11-30T08:00")]);
        // Set on a Wednesday, when that of Monday was over.
        Due(Weekly with { Cron = "0 8 * * 1,4" }, "2026-11-25", "2026-12-01").ShouldBe([("2026W47", "2026-11-26T08:00"), ("2026W48", "2026-11-30T08:00")]);
        Due(Monthly with { Cron = "0 8 1-7 * *", DaysOff = DaysOffRule.Skip }, "2026-09-30", "2026-11-30").ShouldBe([("2026-10", "2026-11-02T08:00")], "all of the first week of October is off");
    }

    [Theory]
    [InlineData(DaysOffRule.Run, "2026-10-01T08:30", "2026-11-01T08:30")]
    [InlineData(DaysOffRule.Skip)]
    [InlineData(DaysOffRule.NextWorkday, "2026-10-08T08:30", "2026-11-02T08:30")]
    public void a_day_off_is_kept_skipped_or_left_for_the_next_working_day_at_the_same_time(DaysOffRule rule, params string[] due)
    {
        var found = Between(Monthly with { DaysOff = rule }, "2026-09-20", "2026-11-20").ToList();

        found.Select(d => Shown(d.Occurrence)).ShouldBe(due.Select((at, i) => (i == 0 ? "2026-09" : "2026-10", at)));
        found.ShouldAllBe(d => d.Occurrence.Moved == (rule == DaysOffRule.NextWorkday));
        found.ShouldAllBe(d => TimeOf(d.Occurrence.NominalAt).Day == 1);
    }

    [Fact]
    public void a_working_saturday_is_no_day_off()
    {
        // 2026-10-10 is worked in exchange.
        Due(Weekly with { Cron = "0 8 * * 6", DaysOff = DaysOffRule.Skip }, "2026-09-30", "2026-10-30").ShouldBe([("2026W40", "2026-10-10T08:00")]);
    }

    [Fact]
    public void a_day_off_may_be_left_for_the_last_working_day_before_where_the_period_is_over_by_then()
    {
        var saturdays = Weekly with { Cron = "0 8 * * 6", DaysOff = DaysOffRule.PreviousWorkday };
        Due(saturdays, "2026-11-20T20:00", "2026-12-01").ShouldBe([("2026W47", "2026-11-27T08:00")]);
        // The 1st of October is off, and on the 30th of September its month was not over.
        Due(Monthly with { DaysOff = DaysOffRule.PreviousWorkday }, "2026-09-20", "2026-10-20").ShouldBe([("2026-09", "2026-10-08T08:30")]);
        Due(Monthly with { Cron = "30 8 3 * *", DaysOff = DaysOffRule.PreviousWorkday }, "2026-09-20", "2026-11-20").ShouldBe([("2026-09", "2026-10-08T08:30"), ("2026-10", "2026-11-03T08:30")]);
    }

    [Fact]
    public void two_that_move_to_one_day_keep_their_periods() =>
        // Both Mondays of 春节 2026 are off.
        Due(Weekly with { DaysOff = DaysOffRule.NextWorkday }, "2026-02-10", "2026-03-01").ShouldBe([("2026W07", "2026-02-24T08:00"), ("2026W08", "2026-02-24T08:00")]);

    [Fact]
    public void where_the_year_is_not_announced_weekends_alone_are_off_and_the_occurrence_says_so()
    {
        var moved = Monthly with { DaysOff = DaysOffRule.NextWorkday };

        var found = Between(moved, "2026-11-30", "2027-02-02").Select(d => d.Occurrence).ToList();

        found.Select(Shown).ShouldBe([("2026-11", "2026-12-01T08:30"), ("2026-12", "2027-01-01T08:30"), ("2027-01", "2027-02-01T08:30")]);
        found.Select(o => o.CalendarUnpublished).ShouldBe([false, true, true]);
        Between(Monthly, "2026-11-30", "2027-02-02").ShouldAllBe(d => !d.Occurrence.CalendarUnpublished, "who goes by no calendar misses none");
        var announced = HolidayCalendar.Shipped.With("day,kind,name\n2027-01-01,off,元旦\n", "f");
        Between(moved, "2026-12-30", "2027-01-30", announced).Select(d => (Shown(d.Occurrence), d.Occurrence.CalendarUnpublished)).ShouldBe([(("2026-12", "2027-01-04T08:30"), false)]);
    }

    [Fact]
    public void a_move_into_a_year_that_is_not_announced_says_so()
    {
        var restAtYearsEnd = HolidayCalendar.Shipped.With("day,kind,name\n" + string.Join('\n', Enumerable.Range(26, 6).Select(day => $"2026-12-{day},off,长假")), "f");
        var found = Between(Monthly with { Cron = "0 8 26 12 *", DaysOff = DaysOffRule.NextWorkday }, "2026-12-20", "2027-01-20", restAtYearsEnd).Single().Occurrence;
        (Shown(found), found.CalendarUnpublished).ShouldBe((("2026-11", "2027-01-01T08:00"), true));
    }

    [Fact]
    public void a_time_that_the_change_of_the_clock_leaves_out_is_the_first_after_it_and_one_that_it_repeats_comes_once()
    {
        var newYork = Weekly with { TimeZone = "America/New_York" };
        DueUtc(newYork with { Cron = "30 2 * * 0" }, "2026-03-02", "2026-03-09").ShouldBe(["2026-03-08T07:00"]);
        DueUtc(newYork with { Cron = "30 1 * * 0" }, "2026-10-26", "2026-11-02").ShouldBe(["2026-11-01T05:30"]);
        DueUtc(newYork with { Cron = "0 8 * * 1" }, "2026-03-01", "2026-03-10").ShouldBe(["2026-03-02T13:00", "2026-03-09T12:00"], "eight in the morning all year");
    }

    [Fact]
    public void a_move_to_a_day_whose_clock_leaves_the_time_out_or_repeats_it_comes_once_too()
    {
        // In Egypt summer time began at 0:00 on Friday the 24th of April 2026, and ends at 24:00 on Thursday the 29th of October.
        var cairo = Weekly with { TimeZone = "Africa/Cairo", DaysOff = DaysOffRule.PreviousWorkday };
        DueUtc(cairo with { Cron = "30 0 25 4 *" }, "2026-04-20", "2026-04-27").ShouldBe(["2026-04-23T22:00"]);
        DueUtc(cairo with { Cron = "30 23 31 10 *" }, "2026-10-26", "2026-11-02", HolidayCalendar.Shipped.With("day,kind,name\n2026-10-30,off,休", "f")).ShouldBe(["2026-10-29T20:30"]);
    }

    [Fact]
    public void what_was_due_before_a_schedule_was_set_is_not_due()
    {
        Due(Weekly, "2026-11-23T08:00", "2026-11-24").ShouldBeEmpty("due at the very instant at which it was set");
        Due(Weekly, "2026-11-23T07:59", "2026-11-24").ShouldBe([("2026W47", "2026-11-23T08:00")]);
        Course(Weekly, "2026-11-23T09:00").Between(At("2020-01-01"), At("2026-11-24")).ShouldBeEmpty();
    }

    [Fact]
    public void each_occurrence_goes_by_the_setting_that_held_when_it_was_due()
    {
        var course = ScheduleCourse.Of(
            [(Weekly, At("2026-11-01")), (Weekly with { Name = "新周报", Cron = "0 9 * * 1,4" }, At("2026-11-18")), (Weekly with { Name = "又一", Cron = "0 7 * * 1" }, At("2026-11-23T08:30"))],
            HolidayCalendar.Shipped);

        course.Current!.Name.ShouldBe("又一");
        course.DueBy(At("2026-12-01")).Select(d => (d.Schedule.Name, Shown(d.Occurrence).Period, Shown(d.Occurrence).At)).ShouldBe(
        [
            ("周报", "2026W44", "2026-11-02T08:00"), ("周报", "2026W45", "2026-11-09T08:00"), ("周报", "2026W46", "2026-11-16T08:00"),
            // Of the second setting the 19th is about a week that was had, and the 23rd at nine is after it.
            ("又一", "2026W48", "2026-11-30T07:00"),
        ]);
    }

    [Fact]
    public void an_ended_schedule_has_nothing_due_and_one_set_again_begins_anew()
    {
        (DigestSchedule?, DateTimeOffset)[] ended = [(Weekly, At("2026-11-01")), (null, At("2026-11-18"))];
        var course = ScheduleCourse.Of(ended, HolidayCalendar.Shipped);
        (course.Current, course.Next(At("2026-11-18"))).ShouldBe((null, null));
        course.DueBy(At("2026-12-01")).ShouldBeEmpty();

        var again = ScheduleCourse.Of([.. ended, (Weekly, At("2026-11-24"))], HolidayCalendar.Shipped);
        again.DueBy(At("2026-12-01")).Select(d => Shown(d.Occurrence)).ShouldBe([("2026W48", "2026-11-30T08:00")]);
    }

    [Fact]
    public void the_next_run_is_the_first_after_now_and_may_be_years_away_or_never()
    {
        Shown(Course(Weekly, "2026-11-01").Next(At("2026-11-24"))!.Occurrence).ShouldBe(("2026W48", "2026-11-30T08:00"));
        Shown(Course(Weekly, "2026-11-01").Next(At("2026-11-30T07:59"))!.Occurrence).ShouldBe(("2026W48", "2026-11-30T08:00"));
        Shown(Course(Weekly, "2026-11-01").Next(At("2026-11-30T08:00"))!.Occurrence).ShouldBe(("2026W49", "2026-12-07T08:00"));
        Shown(Course(Weekly with { Kind = DigestKind.Yearly, Cron = "0 8 29 2 *" }, "2026-11-01").Next(At("2026-11-24"))!.Occurrence).ShouldBe(("2027", "2028-02-29T08:00"));
        Shown(Course(Weekly with { Kind = DigestKind.Yearly, Cron = "0 8 29 2 *" }, "2096-03-01").Next(At("2096-03-01"))!.Occurrence).ShouldBe(("2103", "2104-02-29T08:00"));
        // The 1st of October is always a holiday where the holidays are known, which here they are for long.
        var known = HolidayCalendar.Shipped.With("day,kind,name\n" + string.Join('\n', Enumerable.Range(2027, 10).Select(y => $"{y}-10-01,off,国庆节")), "f");
        ScheduleCourse.Of([(Monthly with { Cron = "0 8 1 10 *", DaysOff = DaysOffRule.Skip }, At("2026-11-01"))], known).Next(At("2026-11-24")).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(15, false)]
    [InlineData(15.01, true)]
    [InlineData(60 * 24 * 400, true)]
    public void what_is_issued_more_than_a_quarter_of_an_hour_after_it_was_due_is_late(double minutes, bool late)
    {
        var occurrence = Course(Weekly, "2026-11-01").Next(At("2026-11-24"))!.Occurrence;
        occurrence.IsLate(occurrence.DueAt.AddMinutes(minutes)).ShouldBe(late);
    }

    private static IEnumerable<(string Period, string At)> Due(DigestSchedule schedule, string setAt, string until) => Between(schedule, setAt, until).Select(d => Shown(d.Occurrence));

    private static IEnumerable<string> DueUtc(DigestSchedule schedule, string setAt, string until, HolidayCalendar? calendar = null) =>
        Between(schedule, setAt, until, calendar).Select(d => d.Occurrence.DueAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));

    private static IEnumerable<DueDigest> Between(DigestSchedule schedule, string setAt, string until, HolidayCalendar? calendar = null) =>
        Course(schedule, setAt, calendar).DueBy(At(until));

    private static ScheduleCourse Course(DigestSchedule schedule, string setAt, HolidayCalendar? calendar = null) =>
        ScheduleCourse.Of([(schedule, At(setAt))], calendar ?? HolidayCalendar.Shipped);

    private static (string Period, string At) Shown(Occurrence occurrence) =>
        ($"{occurrence.Period}", TimeOf(occurrence.DueAt).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));

    private static DateTimeOffset TimeOf(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8));

    private static DateTimeOffset At(string local) => new(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
