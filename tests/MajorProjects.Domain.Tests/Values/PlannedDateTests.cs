using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Values;

public class PlannedDateTests
{
    private static readonly Gen<PlannedDate> Dates = Gen.OneOf(Laws.Days.Select(PlannedDate.On), Laws.Months.Select(PlannedDate.In));

    [Theory]
    [InlineData("2024-11", "2024-11-30")]
    [InlineData("2024-11-26", "2024-11-26")]
    [InlineData("9999-12", "9999-12-31")]
    public void a_month_is_due_on_its_last_day_and_a_day_on_itself(string text, string due)
    {
        PlannedDate.Parse(text).Due.ShouldBe(Day(due));
        PlannedDate.Parse(text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024Q4")]
    [InlineData("2024-13")]
    [InlineData("2024-02-30")]
    [InlineData("2024-11-26T00:00:00")]
    [InlineData("2024-1-26")]
    [InlineData("2024-11-26 ")]
    public void is_not_read_from_anything_else(string? text) => text.ShouldBeRefusedAs<PlannedDate>();

    [Fact]
    public void reads_back_as_written() => Dates.ShouldReadBackAsWritten();

    [Theory]
    [InlineData("2024-12", "2024-11", true)]
    [InlineData("2024-11", "2024-11", false)]
    [InlineData("2024-11-30", "2024-11", false)]
    [InlineData("2024-12-01", "2024-11", true)]
    [InlineData("2024-11", "2024-11-30", false)]
    [InlineData("2024-11", "2024-11-29", true)]
    [InlineData("2024-11-27", "2024-11-26", true)]
    [InlineData("2024-10", "2024-11-26", false)]
    public void is_later_when_it_is_due_later(string date, string than, bool later) =>
        PlannedDate.Parse(date).IsLaterThan(PlannedDate.Parse(than)).ShouldBe(later);

    [Fact]
    public void of_two_at_most_one_is_later() => Gen.Select(Dates, Dates).Sample((a, b) =>
    {
        (a.IsLaterThan(b) && b.IsLaterThan(a)).ShouldBeFalse();
        (a.IsLaterThan(b) || b.IsLaterThan(a)).ShouldBe(a.Due != b.Due);
    }, iter: 2_000);

    [Fact]
    public void a_month_and_its_last_day_are_not_the_same_plan() =>
        PlannedDate.Parse("2024-11").ShouldNotBe(PlannedDate.Parse("2024-11-30"));

    [Theory]
    [InlineData("2026-07-01", "2026-07-30", 0)]
    [InlineData("2026-07-31", "2026-07-01", 0)]
    [InlineData("2026-07", "2026-07-01", 0)]
    [InlineData("2026-07-31", "2026-08-01", 1)]
    [InlineData("2026-07", "2026-06-30", -1)]
    [InlineData("2026-12", "2027-01-01", 1)]
    [InlineData("2026-01-01", "2025-12-31", -1)]
    [InlineData("2025-03", "2026-11-15", 20)]
    [InlineData("2026-11", "2025-03-15", -20)]
    public void is_met_early_or_late_by_year_and_month_only(string planned, string actual, int months) =>
        PlannedDate.Parse(planned).MonthsLate(Day(actual)).ShouldBe(months);

    [Fact]
    public void the_day_in_a_plan_changes_nothing_in_how_late_it_is() => Gen.Select(Laws.Days, Laws.Days).Sample((planned, actual) =>
    {
        var late = PlannedDate.On(planned).MonthsLate(actual);

        PlannedDate.In(YearMonth.Of(planned)).MonthsLate(actual).ShouldBe(late);
        PlannedDate.On(actual).MonthsLate(planned).ShouldBe(-late);
        YearMonth.Of(planned).First.AddMonths(late).ShouldBe(YearMonth.Of(actual).First);
    }, iter: 2_000);
}
