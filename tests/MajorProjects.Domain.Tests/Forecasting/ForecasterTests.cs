using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Forecasting;

public class ForecasterTests
{
    private static readonly DateOnly AsOf = Day("2024-12-31");

    [Fact]
    public void of_enough_waits_the_median_and_four_in_five_are_told_by_the_month()
    {
        // Ten days apart: two had ended after 20 days, ten after 100, eighteen after 180.
        var forecaster = Learn(Ended("coal", Enumerable.Range(1, 20).Select(n => n * 10)));

        forecaster.For(Waiting("coal", Day("2024-12-31"))).ShouldBe(new Forecast.Likely(
            Earliest: YearMonth.Parse("2025-01"), Median: YearMonth.Parse("2025-04"), Latest: YearMonth.Parse("2025-06"), AtRisk: 20, ForecastBasis.City));
    }

    [Fact]
    public void of_one_wait_too_few_nothing_is_told_and_it_is_said_why()
    {
        var waits = Ended("coal", Enumerable.Range(1, 19).Select(n => n * 10)).Concat(Enumerable.Repeat(Waiting("coal", Day("2024-01-01")), 100));

        var none = Learn(waits).For(Waiting("coal", AsOf)).ShouldBeOfType<Forecast.Insufficient>();

        none.Why.ShouldBeBilingual();
        none.Why.Zh.ShouldContain("19");
    }

    [Fact]
    public void an_industry_with_enough_of_its_own_is_told_from_them_and_one_with_one_less_from_the_city()
    {
        var city = Ended("transport", Enumerable.Repeat(300, 100)).ToList();

        Median([.. city, .. Ended("coal", Enumerable.Repeat(40, 30))], "coal").ShouldBe((ForecastBasis.Industry, 30, YearMonth.Parse("2025-02")));
        Median([.. city, .. Ended("coal", Enumerable.Repeat(40, 29))], "coal").ShouldBe((ForecastBasis.City, 129, YearMonth.Parse("2025-10")));
        Median([.. city, .. Ended("coal", Enumerable.Repeat(40, 30))], "water").ShouldBe((ForecastBasis.City, 130, YearMonth.Parse("2025-10")));
    }

    [Fact]
    public void where_an_industry_tells_nothing_of_so_long_a_wait_the_city_may()
    {
        Wait[] waits = [.. Ended("coal", Enumerable.Repeat(40, 30)), .. Ended("transport", Enumerable.Repeat(300, 100))];

        var likely = Learn(waits).For(Waiting("coal", AsOf.AddDays(-40))).ShouldBeOfType<Forecast.Likely>();

        (likely.Basis, likely.AtRisk, likely.Median).ShouldBe((ForecastBasis.City, 100, YearMonth.Parse("2025-09")));
    }

    [Fact]
    public void of_a_wait_longer_than_nearly_all_that_were_seen_nothing_is_told()
    {
        var forecaster = Learn([.. Ended("coal", Enumerable.Repeat(40, 100)), .. Ended("coal", Enumerable.Repeat(300, 10))]);

        forecaster.For(Waiting("coal", AsOf.AddDays(-299))).ShouldBeOfType<Forecast.Likely>().AtRisk.ShouldBe(10);
        var none = forecaster.For(Waiting("coal", AsOf.AddDays(-300))).ShouldBeOfType<Forecast.Insufficient>();
        none.AtRisk.ShouldBe(0);
        none.Why.ShouldBeBilingual();
        none.Why.Zh.ShouldContain("300");
        Learn([.. Ended("coal", Enumerable.Repeat(40, 100)), .. Ended("coal", Enumerable.Repeat(300, 9))])
            .For(Waiting("coal", AsOf.AddDays(-299))).ShouldBeOfType<Forecast.Insufficient>().AtRisk.ShouldBe(9);
    }

    [Fact]
    public void where_fewer_than_half_of_the_waits_were_seen_to_end_nothing_is_told()
    {
        var forecaster = Learn([.. Ended("coal", Enumerable.Repeat(40, 30)), .. Enumerable.Repeat(Waiting("coal", AsOf.AddDays(-100)), 31)]);

        forecaster.For(Waiting("coal", AsOf)).ShouldBeOfType<Forecast.Insufficient>().Why.ShouldBeBilingual();
    }

    [Fact]
    public void where_fewer_than_nine_in_ten_were_seen_to_end_the_interval_is_open()
    {
        var forecaster = Learn([.. Ended("coal", Enumerable.Repeat(40, 30)), .. Enumerable.Repeat(Waiting("coal", AsOf.AddDays(-100)), 20)]);

        var likely = forecaster.For(Waiting("coal", AsOf)).ShouldBeOfType<Forecast.Likely>();

        likely.Latest.ShouldBeNull();
        likely.Holds(Day("2099-01-01")).ShouldBeTrue();
        likely.Holds(Day("2025-01-31")).ShouldBeFalse();
    }

    [Fact]
    public void a_wait_that_begins_after_what_was_learnt_may_end_at_once()
    {
        var forecaster = Learn(Ended("coal", Enumerable.Repeat(0, 20).Concat(Enumerable.Repeat(100, 10))));

        forecaster.For(Waiting("coal", Day("2025-03-05"))).ShouldBeOfType<Forecast.Likely>().Median.ShouldBe(YearMonth.Parse("2025-03"));
        forecaster.For(Waiting("coal", AsOf)).ShouldBeOfType<Forecast.Likely>().Median.ShouldBe(YearMonth.Parse("2025-04"));
    }

    [Fact]
    public void what_is_told_of_a_project_that_waits_does_not_lie_in_the_past() =>
        Gen.Select(Gen.Int[0, 400].Array[20, 60], Gen.Bool.Array[60], Gen.Int[0, 450]).Sample((days, came, age) =>
        {
            var waits = days.Select((d, i) => new Wait("coal", AsOf.AddDays(-d), came[i] ? AsOf : null));
            if (Learn(waits).For(Waiting("coal", AsOf.AddDays(-age))) is not Forecast.Likely likely) return;
            YearMonth.Of(AsOf).ShouldBeLessThanOrEqualTo(likely.Earliest);
            likely.Earliest.ShouldBeLessThanOrEqualTo(likely.Median);
            if (likely.Latest is { } latest) likely.Median.ShouldBeLessThanOrEqualTo(latest);
        });

    private static Forecaster Learn(IEnumerable<Wait> waits) => Forecaster.Learn([.. waits], AsOf);

    private static Wait Waiting(string industry, DateOnly since) => new(industry, since);

    private static IEnumerable<Wait> Ended(string industry, IEnumerable<int> days) =>
        days.Select(d => new Wait(industry, Day("2022-01-01"), ReachedOn: Day("2022-01-01").AddDays(d)));

    private static (ForecastBasis, int, YearMonth) Median(Wait[] waits, string industry)
    {
        var likely = Learn(waits).For(Waiting(industry, AsOf)).ShouldBeOfType<Forecast.Likely>();
        return (likely.Basis, likely.AtRisk, likely.Median);
    }
}
