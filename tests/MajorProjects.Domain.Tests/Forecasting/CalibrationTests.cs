using MajorProjects.Domain.Forecasting;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Forecasting;

/// <summary>How the forecasts of 2024 are judged, which were made from twenty waits of 2022 and 2023 that took 60 to 155 days.</summary>
public class CalibrationTests
{
    // 65 days: one in ten; 145 days: nine in ten.
    private static readonly (Wait Then, Wait Now)[] History =
        [.. Enumerable.Range(0, 20).Select(n => new Wait("coal", Day("2022-12-01"), Day("2022-12-01").AddDays(60 + 5 * n))).Select(w => (w, w))];

    [Theory]
    [InlineData("2024-12-31", 2024)]
    [InlineData("2024-12-30", 2023)]
    [InlineData("2025-01-01", 2024)]
    public void a_year_is_over_with_its_last_day(string asOf, int year)
    {
        Calibration.LastClosedYear(Day(asOf)).ShouldBe(year);
        Calibration.LearntBy(year).ShouldBe(new DateOnly(year - 1, 12, 31));
    }

    // Signed on 10 December 2023 and waited 21 days: February to May 2024.
    [Theory]
    [InlineData("2024-01-31", 0)]
    [InlineData("2024-02-01", 1)]
    [InlineData("2024-05-31", 1)]
    [InlineData("2024-06-01", 0)]
    public void a_step_is_inside_when_its_month_is(string on, int inside) =>
        Judge(Waiting("2023-12-10", reached: on)).ShouldBe(new(2024, Actuals: 1, inside, NotForecast: 0, Overdue: 0));

    [Fact]
    public void a_wait_that_began_within_the_year_is_forecast_as_of_its_first_day()
    {
        Judge(Begun("2024-07-01", reached: "2024-09-04")).ShouldBe(new(2024, 1, 1, 0, 0));
        Judge(Begun("2024-07-01", reached: "2024-07-01")).ShouldBe(new(2024, 1, 0, 0, 0));
    }

    [Fact]
    public void what_did_not_come_within_the_year_is_no_actual_and_overdue_only_when_the_interval_is_past()
    {
        Judge(Begun("2024-07-01", reached: null)).ShouldBe(new(2024, 0, 0, 0, Overdue: 1));
        Judge(Begun("2024-07-01", reached: "2025-02-01")).ShouldBe(new(2024, 0, 0, 0, Overdue: 1));
        Judge(Begun("2024-09-01", reached: null)).ShouldBe(new(2024, 0, 0, 0, Overdue: 0));
        Judge(Begun("2024-07-01", reached: null, left: "2024-11-30")).ShouldBe(new(2024, 0, 0, 0, Overdue: 0));
        Judge(Begun("2024-07-01", reached: null, left: "2024-12-01")).ShouldBe(new(2024, 0, 0, 0, Overdue: 1));
    }

    [Fact]
    public void what_had_come_before_the_year_or_began_after_it_is_not_judged() =>
        Judge(Waiting("2023-12-10", reached: null) with { Then = new("coal", Day("2023-12-10"), LeftOn: Day("2023-12-20")) }, Begun("2025-01-01", "2025-03-01"))
            .ShouldBe(new(2024, 0, 0, 0, 0));

    [Fact]
    public void a_wait_of_which_it_turned_out_that_the_step_is_not_on_record_is_not_judged()
    {
        var (project, then) = (Guid.CreateVersion7(), new Wait("coal", Day("2023-12-10")));
        Calibration.Of(2024, History.Select(w => w.Then).Append(then).ToDictionary(w => w == then ? project : Guid.CreateVersion7()), new Dictionary<Guid, Wait>())
            .ShouldBe(new(2024, 0, 0, 0, 0));
    }

    [Fact]
    public void with_too_little_history_then_nothing_was_forecast_and_there_is_no_share()
    {
        var calibration = Of([.. History.Skip(1), Waiting("2023-12-10", "2024-03-01")]);
        calibration.ShouldBe(new(2024, 0, 0, NotForecast: 1, 0));
        calibration.Share.ShouldBeNull();
    }

    [Fact]
    public void what_came_within_the_year_teaches_its_forecasts_nothing()
    {
        // Learnt from too, the many that came at once would have made the one that took its time a miss.
        var quick = Enumerable.Repeat(Begun("2024-02-01", reached: "2024-02-01"), 500);
        var slow = Waiting("2023-12-10", reached: "2024-05-01");
        Judge([slow, .. quick]).ShouldBe(new(2024, Actuals: 501, Inside: 1, 0, 0));
    }

    [Theory]
    [InlineData(3, 2, 66.67)]
    [InlineData(8, 1, 12.5)]
    [InlineData(32, 1, 3.13)] // 3.125
    [InlineData(4, 4, 100)]
    public void the_share_is_in_percent_to_two_decimals_with_halves_up(int actuals, int inside, double percent) =>
        new Calibration(2024, actuals, inside, 0, 0).Share.ShouldBe((decimal)percent);

    private static Calibration Judge(params (Wait? Then, Wait Now)[] waits) => Of([.. History, .. waits]);

    private static Calibration Of((Wait? Then, Wait Now)[] waits)
    {
        var projects = waits.Select(w => (Id: Guid.CreateVersion7(), w.Then, w.Now)).ToList();
        return Calibration.Of(
            2024, projects.Where(p => p.Then is not null).ToDictionary(p => p.Id, p => p.Then!), projects.ToDictionary(p => p.Id, p => p.Now));
    }

    private static (Wait? Then, Wait Now) Waiting(string since, string? reached) => (new("coal", Day(since)), new("coal", Day(since), Optional(reached)));

    private static (Wait? Then, Wait Now) Begun(string since, string? reached, string? left = null) => (null, new("coal", Day(since), Optional(reached), Optional(left)));

    private static DateOnly? Optional(string? day) => day is null ? null : Day(day);
}
