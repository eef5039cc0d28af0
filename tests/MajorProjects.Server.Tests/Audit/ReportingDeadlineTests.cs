using MajorProjects.Domain.Values;
using MajorProjects.Server.Audit;
using Microsoft.Extensions.Configuration;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>The day by which a month is reported, and the days near it.</summary>
public class ReportingDeadlineTests
{
    [Theory]
    [InlineData(5, "2024-01", "2024-02-05")]
    [InlineData(31, "2024-01", "2024-02-29")]
    [InlineData(5, "2024Q4", "2025-01-05")]
    [InlineData(1, "2024", "2025-01-01")]
    public void what_is_due_of_a_period_is_due_in_the_month_after_it(int day, string period, string due) =>
        new ReportingDeadline(day).For(Period.Parse(period)).ShouldBe(DateOnly.Parse(due, null));

    [Fact]
    public void the_days_near_a_deadline_are_its_own_and_those_before_it() =>
        new ReportingDeadline(5).DaysNear(2, new(2024, 2, 4), new(2024, 4, 3)).ShouldBe(
        [
            (new(2024, 2, 4), new(2024, 2, 5)), (new(2024, 2, 5), new(2024, 2, 5)),
            (new(2024, 3, 3), new(2024, 3, 5)), (new(2024, 3, 4), new(2024, 3, 5)), (new(2024, 3, 5), new(2024, 3, 5)),
            (new(2024, 4, 3), new(2024, 4, 5)),
        ]);

    [Fact]
    public void no_day_is_near_two_deadlines_and_none_is_far_from_its_own() =>
        Gen.Select(Gen.Int[1, 31], Gen.Int[0, ReportingDeadline.MostDaysBefore], Gen.Int[0, 9000], Gen.Int[0, 400]).Sample((day, before, start, length) =>
        {
            var (from, deadline) = (new DateOnly(2000, 1, 1).AddDays(start), new ReportingDeadline(day));
            var near = deadline.DaysNear(before, from, from.AddDays(length)).ToList();

            near.Select(n => n.Day).ShouldBeInOrder();
            near.Select(n => n.Day).ShouldBeUnique();
            near.ShouldAllBe(n => n.Deadline.DayNumber - n.Day.DayNumber >= 0 && n.Deadline.DayNumber - n.Day.DayNumber <= before && from <= n.Day && n.Day <= from.AddDays(length));
            near.ShouldAllBe(n => n.Deadline == deadline.In(YearMonth.Of(n.Deadline)));
            // Every deadline within the range is among them.
            near.Where(n => n.Day == n.Deadline).Select(n => n.Day).ShouldBe(Enumerable.Range(0, length + 1).Select(n => from.AddDays(n)).Where(d => d == deadline.In(YearMonth.Of(d))));
        }, iter: 300);

    [Theory]
    [InlineData(null, 5)]
    [InlineData("10", 10)]
    public void it_is_the_setting_or_the_fifth(string? set, int day) => ReportingDeadline.Of(Configured(set)).Day.ShouldBe(day);

    [Theory]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("5th")]
    public void a_setting_that_is_no_day_of_a_month_ends_the_start(string set) =>
        Should.Throw<FormatException>(() => ReportingDeadline.Of(Configured(set))).Message.ShouldContain($"Audit__Deadline={set}");

    private static IConfiguration Configured(string? set) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Audit:Deadline"] = set }).Build();
}
