using MajorProjects.Digests.Schedules;

namespace MajorProjects.Digests.Tests.Schedules;

public class HolidayCalendarTests
{
    private static readonly HolidayCalendar Calendar = HolidayCalendar.Shipped;

    [Theory]
    [InlineData("2026-01-01", true, "元旦")]
    [InlineData("2026-01-04", false, "a Sunday worked in exchange")]
    [InlineData("2026-01-10", true, "a Saturday")]
    [InlineData("2026-02-14", false, "a Saturday worked in exchange")]
    [InlineData("2026-02-16", true, "春节")]
    [InlineData("2026-02-23", true, "the last day of 春节")]
    [InlineData("2026-02-24", false, "the day after")]
    [InlineData("2026-10-01", true, "国庆节")]
    [InlineData("2026-10-10", false, "a Saturday worked in exchange")]
    [InlineData("2025-10-08", true, "国庆节 and 中秋 in one")]
    [InlineData("2024-05-11", false, "a Saturday worked in exchange")]
    [InlineData("2020-01-31", true, "春节, made longer afterwards")]
    public void days_off_are_those_announced(string day, bool off, string why) => Calendar.IsOff(Day(day)).ShouldBe(off, why);

    [Fact]
    public void what_is_announced_of_each_year_is_whole()
    {
        foreach (var year in Enumerable.Range(2020, 7))
        {
            Calendar.Knows(year).ShouldBeTrue();
            // A year has eleven days of public holidays (thirteen since 2025) and 104 to 106 days at weekends; exchanged days change nothing of the sum.
            var off = Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Count(n => Calendar.IsOff(new DateOnly(year, 1, 1).AddDays(n)));
            off.ShouldBeInRange(114, 120, $"{year}");
        }
        Calendar.Knows(2019).ShouldBeFalse();
        Calendar.Knows(2027).ShouldBeFalse();
    }

    [Fact]
    public void of_a_year_that_is_not_announced_the_weekends_are_off()
    {
        Calendar.IsOff(new(2027, 1, 1)).ShouldBeFalse("a Friday, and nobody knows");
        Calendar.IsOff(new(2027, 1, 2)).ShouldBeTrue();
        Calendar.NextWorkday(new(2027, 1, 2)).ShouldBe(new(2027, 1, 4));
    }

    [Fact]
    public void the_next_and_the_last_working_day_are_beyond_the_whole_rest()
    {
        Calendar.NextWorkday(new(2026, 2, 16)).ShouldBe(new(2026, 2, 24));
        Calendar.PreviousWorkday(new(2026, 2, 16)).ShouldBe(new(2026, 2, 14), "a Saturday that is worked");
        Calendar.NextWorkday(new(2026, 2, 24)).ShouldBe(new(2026, 2, 25), "after, and not that day itself");
    }

    [Fact]
    public void a_file_tells_of_later_years_and_puts_single_days_right()
    {
        var later = Calendar.With("\ufeffday,kind,name\r\n2027-01-01,off,元旦\r\n2027-01-03,work,元旦\r\n2026-12-26,work,元旦\r\n\r\n2026-10-10,off,\r\n", "/etc/holidays.csv");

        later.Knows(2027).ShouldBeTrue();
        later.Knows(2028).ShouldBeFalse();
        later.IsOff(new(2027, 1, 1)).ShouldBeTrue();
        later.IsOff(new(2027, 1, 3)).ShouldBeFalse();
        later.IsOff(new(2026, 12, 26)).ShouldBeFalse();
        later.IsOff(new(2026, 10, 10)).ShouldBeTrue("as the file says, where the shipped one says otherwise");
        later.IsOff(new(2026, 10, 1)).ShouldBeTrue("as shipped");
        Calendar.Knows(2027).ShouldBeFalse("it is another calendar");
    }

    [Theory]
    [InlineData("", "第 1 行", "line 1")]
    [InlineData("date,kind,name\n", "第 1 行", "line 1")]
    [InlineData("day,kind,name\n2027-01-01,off,元旦\n2027-1-2,off,元旦", "第 3 行", "line 3")]
    [InlineData("day,kind,name\n2027-02-29,off,春节", "第 2 行", "line 2")]
    [InlineData("day,kind,name\n2027-01-01,holiday,元旦", "第 2 行", "line 2")]
    [InlineData("day,kind,name\n2027-01-01,off", "第 2 行", "line 2")]
    [InlineData("day,kind,name\n0001-01-01,off,元旦", "第 2 行", "line 2")]
    [InlineData("day,kind,name\n2027-01-01,off,元旦\n2027-01-01,work,元旦", "第 3 行", "line 3")]
    public void a_file_of_another_form_is_refused_with_the_line_that_is_wrong(string csv, string zh, string en)
    {
        var message = Should.Throw<FormatException>(() => Calendar.With(csv, "/etc/holidays.csv")).Message;

        message.ShouldStartWith("/etc/holidays.csv");
        message.ShouldContain(zh);
        message.ShouldContain(en);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void more_than_twenty_days_off_in_a_row_are_a_mistake(int days, bool isWrong)
    {
        // From a Saturday on, of which the file names neither the first two days nor any other weekend.
        var csv = "day,kind,name\n" + string.Join('\n', Enumerable.Range(0, days).Select(n => new DateOnly(2027, 3, 6).AddDays(n))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(day => $"{day:yyyy-MM-dd},off,长假"))
            + $"\n{new DateOnly(2027, 3, 6).AddDays(days):yyyy-MM-dd},work,长假\n";

        if (isWrong) Should.Throw<FormatException>(() => Calendar.With(csv, "f")).Message.ShouldContain("2027-03-06");
        else Calendar.With(csv, "f").NextWorkday(new(2027, 3, 6)).ShouldBe(new(2027, 3, 26));
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
