using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>Figures that were published, each from projects that make it: what the metrics were checked against. Each keeps to an industry of its own.</summary>
public class PublishedFiguresTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Theory]
    [InlineData("coal", 40, 68, 58.82)]
    [InlineData("power", 442, 542, 81.55)]
    public async Task of_those_signed_so_many_have_started(string industry, int started, int signed, double rate)
    {
        var registration = Competitive with { Industry = industry };
        await own.TellAsync([
            .. Works.Many(started, registration, Signing("2024-03-01"), Start("2025-05-01")),
            .. Works.Many(signed - started, registration, Signing("2024-12-31")),
            .. Works.Many(3, registration, Signing("2025-01-01"), Start("2025-01-01"))]);

        await ShouldBeAsync("startRateOfSigned", $"period=2024&asOf=2025-12-31&industry={industry}", started, signed, rate);
        await ShouldBeAsync("startRateOfSigned", $"period=2024&asOf=2025-04-30&industry={industry}", 0, signed, 0);
        // The same by cohort.
        var cohort = (await own.Client.ReadAsync<Cohorts>($"/cohorts?by=year&from=2024&to=2024&asOf=2025-12-31&industry={industry}")).Rows[0];
        cohort.Started.ShouldBe(new(started, signed, (decimal)rate));
    }

    [Fact]
    public async Task of_those_planned_for_the_year_206_of_255_have_started()
    {
        var planned = Registration with { Industry = "steelCasting", PlannedStart = Plan("2024-08") };
        await own.TellAsync([
            .. Works.Many(206, planned, Start("2024-07-01")), .. Works.Many(49, planned),
            // Neither of the year before, nor of the next, nor what had begun before the year, nor what has left the library.
            new(planned with { PlannedStart = Plan("2023-12") }), new(planned with { PlannedStart = Plan("2025-01") }, Start("2024-12-01")),
            new(planned, Start("2023-12-31")), new(planned, Withdrawal("2024-05-01"))]);

        await ShouldBeAsync("startRateOfYearPlan", "period=2024&asOf=2024-12-31&industry=steelCasting", 206, 255, 80.78);
        // By the end of July none of them was due.
        await ShouldBeAsync("startRateOfPlanToDate", "period=2024&asOf=2024-07-31&industry=steelCasting", 0, 0, null);
        await ShouldBeAsync("startRateOfPlanToDate", "period=2024&asOf=2024-08-01&industry=steelCasting", 206, 255, 80.78);
    }

    [Fact]
    public async Task of_152_works_that_go_on_148_have_resumed()
    {
        var under = Registration with { Industry = "newEnergy" };
        await own.TellAsync([
            .. Works.Many(100, under, Start("2023-05-01")),
            .. Works.Many(48, under, Start("2023-05-01"), Suspension("2023-11-15"), Resumption("2024-02-20")),
            .. Works.Many(4, under, Start("2023-05-01"), Suspension("2023-11-15")),
            new(under, Start("2022-05-01"), Commissioning("2023-12-31")), new(under, Start("2024-01-01"))]);

        await ShouldBeAsync("resumeRate", "period=2024&asOf=2024-03-31&industry=newEnergy", 148, 152, 97.37);
        await ShouldBeAsync("resumeRate", "period=2024&asOf=2024-01-31&industry=newEnergy", 100, 152, 65.79);
    }

    [Fact]
    public async Task started_135_and_resumed_223_of_484()
    {
        var planned = Registration with { Industry = "transport", PlannedStart = Plan("2024-06") };
        await own.TellAsync([
            .. Works.Many(135, planned, Start("2024-04-01")), .. Works.Many(60, planned),
            .. Works.Many(223, planned with { PlannedStart = Plan("2022-06") }, Start("2022-06-01")),
            .. Works.Many(66, planned with { PlannedStart = Plan("2022-06") }, Start("2022-06-01"), Suspension("2024-01-10"))]);

        await ShouldBeAsync("startAndResumeRate", "period=2024&asOf=2024-06-30&industry=transport", 135 + 223, 484, 73.97);
    }

    [Fact]
    public async Task of_57_started_17_and_of_218_signed_118_are_in_use()
    {
        var (started, signed) = (Registration with { Industry = "materials" }, Competitive with { Industry = "pharma" });
        await own.TellAsync([
            .. Works.Many(17, started, Start("2023-02-01"), Commissioning("2024-03-01")), .. Works.Many(40, started, Start("2023-12-31")),
            .. Works.Many(118, signed, Signing("2021-05-01"), Start("2022-02-01"), Commissioning("2024-03-01")),
            .. Works.Many(60, signed, Signing("2025-12-31"), Start("2025-12-31")), .. Works.Many(40, signed, Signing("2023-01-01"))]);

        await ShouldBeAsync("commissionRateOfStarted", "period=2023&asOf=2024-12-31&industry=materials", 17, 57, 29.82);
        await ShouldBeAsync("commissionRateOfSigned", "period=2021-2025&asOf=2025-12-31&industry=pharma", 118, 218, 54.13);
    }

    [Fact]
    public async Task output_is_301_70_of_418_12_agreed()
    {
        Fact[] inUse = [Start("2021-01-01"), Commissioning("2022-01-01")];
        var agreed = Midway with { Industry = "equipment", AgreedOutputWan = new(2_000_000) };
        await own.TellAsync([
            new(agreed, [.. inUse, Output("2024-02-05", "2024-01", 1_000_000), Output("2024-03-05", "2024-02", 500_000.5m), Output("2025-01-05", "2024-12", 0.5m)]),
            new(agreed with { AgreedOutputWan = new(2_181_200) }, [.. inUse, Output("2024-02-05", "2024-01", 1_516_999), Output("2024-01-05", "2023-12", 777)]),
            // Without an agreement on output, or not in use yet, it is in neither.
            new(agreed with { AgreedOutputWan = null }, [.. inUse, Output("2024-02-05", "2024-01", 5)]), new(agreed, Start("2024-01-01"))]);

        await ShouldBeAsync("capacityRate", "period=2024&asOf=2025-01-31&industry=equipment", 3_017_000, 4_181_200, 72.16);
    }

    [Fact]
    public async Task of_63_27_planned_for_the_year_77_57_was_invested()
    {
        var building = Registration with { Industry = "logistics" };
        await own.TellAsync([
            new(building, Start("2023-01-01"), YearPlan("2024-01-10", 2024, 999), YearPlan("2024-02-10", 2024, 332_700), Done("2024-02-05", "2024-01", 400_000), Done("2024-07-05", "2024-06", 75_700)),
            new(building, Start("2023-01-01"), YearPlan("2023-12-20", 2024, 300_000), Done("2024-02-05", "2024-01", 300_000), Done("2024-01-05", "2023-12", 9)),
            new(building, Start("2023-01-01"), YearPlan("2024-01-10", 2025, 5), Done("2024-02-05", "2024-01", 7))]);

        await ShouldBeAsync("investmentRateOfYearPlan", "period=2024&asOf=2024-12-31&industry=logistics", 775_700, 632_700, 122.60);
        // Up to June half of the year's plan was due.
        await ShouldBeAsync("investmentRateToDate", "period=2024&asOf=2024-06-30&industry=logistics", 700_000, 316_350, 221.27);
    }

    [Theory]
    [InlineData("2024-10-01", 10, 83.33)]
    [InlineData("2024-10-31", 10, 83.33)]
    [InlineData("2024-01-01", 1, 8.33)]
    [InlineData("2023-12-31", 0, 0.0)]
    [InlineData("2025-03-01", 12, 100.0)]
    public Task of_the_year_so_many_months_have_gone(string asOf, int months, double rate) =>
        ShouldBeAsync("timeProgress", $"period=2024&asOf={asOf}", months, 12, rate);

    [Fact]
    public async Task planned_to_date_74_less_5_late_and_3_early_are_72_that_started()
    {
        var planned = Registration with { Industry = "tourism" };
        await own.TellAsync([
            .. Works.Many(69, planned with { PlannedStart = Plan("2024-09") }, Start("2024-09-30")),
            .. Works.Many(5, planned with { PlannedStart = Plan("2024-03") }),
            .. Works.Many(3, planned with { PlannedStart = Plan("2024-10") }, Start("2024-09-30")),
            .. Works.Many(20, planned with { PlannedStart = PlannedDate.On(Day("2024-12-31")) })]);

        var rate = await ShouldBeAsync("startRateOfYearPlan", "period=2024&asOf=2024-09-30&industry=tourism", 72, 97, 74.23);
        rate.Schedule.ShouldBe(new(Planned: 97, PlannedToDate: 74, Late: 5, Early: 3, Actual: 72));
    }

    [Fact]
    public async Task in_Jincheng_13_were_signed_16_started_and_14_put_to_use_which_are_43()
    {
        var registration = Midway with { Industry = "agriculture" };
        await own.TellAsync([
            .. Works.Many(13, registration, Signing("2024-11-26")), .. Works.Many(16, registration, Start("2024-11-26")),
            .. Works.Many(14, registration, Start("2022-03-01"), Commissioning("2024-11-26"))]);

        var month = (await own.Client.BatchesAsync("?by=month&from=2024-11&to=2024-11&asOf=2024-11-30&industry=agriculture")).Totals;
        (month.Signed.Count, month.Started.Count, month.Commissioned.Count).ShouldBe((13, 16, 14));
        (month.Signed + month.Started + month.Commissioned).Count.ShouldBe(43);
    }

    [Fact]
    public async Task in_Jincheng_19_of_57_11_and_17_of_43_55_and_12_of_52_23_are_48_of_152_89()
    {
        var registration = Midway with { Industry = "education" };
        await own.TellAsync([
            .. Of(19, 571_100, Signing("2023-12-01")), .. Of(17, 435_500, Start("2023-12-01")), .. Of(12, 522_300, Start("2022-03-01"), Commissioning("2023-12-01"))]);

        var month = (await own.Client.BatchesAsync("?by=month&from=2023-12&to=2023-12&asOf=2023-12-31&industry=education")).Totals;
        new[] { month.Signed, month.Started, month.Commissioned, month.Signed + month.Started + month.Commissioned }
            .Select(cell => $"{cell.Count}/{new Wan(cell.InvestmentWan).ToYi()}").ShouldBe(["19/57.11", "17/43.55", "12/52.23", "48/152.89"]);
        (await RateAsync("startedInvestment", "period=2023-12&asOf=2023-12-31&industry=education")).Value.ShouldBe(435_500);

        // One is of unlike size, so that they make the sum to the fen.
        IEnumerable<Works> Of(int count, decimal sum, params Fact[] facts)
        {
            var each = decimal.Round(sum / count, 2);
            return [.. Works.Many(count - 1, registration with { TotalInvestmentWan = new(each) }, facts), new(registration with { TotalInvestmentWan = new(sum - each * (count - 1)) }, facts)];
        }
    }

    [Theory]
    [InlineData("startRateOfSigned")]
    [InlineData("startRateOfYearPlan")]
    [InlineData("startRateOfPlanToDate")]
    [InlineData("resumeRate")]
    [InlineData("startAndResumeRate")]
    [InlineData("commissionRateOfStarted")]
    [InlineData("commissionRateOfSigned")]
    [InlineData("capacityRate")]
    [InlineData("investmentRateOfYearPlan")]
    [InlineData("investmentRateToDate")]
    [InlineData("reserveConversion")]
    [InlineData("earlyLateMonths")]
    [InlineData("slipDays")]
    public async Task of_nothing_there_is_no_rate(string metric)
    {
        var rate = await RateAsync(metric, "period=2024&industry=finance&list=true");
        (rate.Numerator, rate.Denominator, rate.Rate, rate.Value).ShouldBe((0, 0, null, null));
        rate.Projects!.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("health", "2026-07-01", "2026-07-30", 0)]
    [InlineData("culture", "2026-07-31", "2026-08-01", 1)]
    [InlineData("water", "2026-01-01", "2025-12-31", -1)]
    [InlineData("ecology", "2026-07", "2026-07-01", 0)]
    [InlineData("safety", "2026-07", "2024-06-30", -25)]
    public async Task early_and_late_are_by_year_and_month_alone(string industry, string planned, string actual, int months)
    {
        await own.TellAsync(new Works(Registration with { Industry = industry, PlannedStart = Plan(planned) }, Start(actual)));

        var rate = await RateAsync("earlyLateMonths", $"period={actual[..4]}&asOf=2026-10-31&industry={industry}");
        (rate.Numerator, rate.Denominator, rate.Value, rate.Milestone).ShouldBe((months, 1, months, PlannedMilestone.Start));
    }

    [Fact]
    public async Task the_days_put_off_are_from_the_first_plan_to_the_present_one_however_often_it_was_moved()
    {
        var registration = Registration with { Industry = "municipal", PlannedStart = PlannedDate.On(Day("2024-03-01")) };
        await own.TellAsync(
            new Works(registration, Delay("2024-02-01", PlannedMilestone.Start, "2024-04-01"), Delay("2024-03-01", PlannedMilestone.Start, "2024-05-10")),
            new Works(registration, Delay("2024-02-01", PlannedMilestone.Start, "2024-03-11")));

        var rate = await RateAsync("slipDays", "period=2024&asOf=2024-12-31&industry=municipal&list=true");
        (rate.Numerator, rate.Denominator, rate.Value).ShouldBe((70 + 10, 2, 40));
        var delays = await own.Client.ReadAsync<DelaysAnswer>("/delays?period=2024&asOf=2024-12-31&industry=municipal");
        delays.Totals.ShouldBe(new("*", Count: 3, Projects: 2, MedianSlipDays: 31, MaxSlipDays: 70));
    }

    [Theory]
    [InlineData("/rates/startRate", "metric")]
    [InlineData("/rates/StartRateOfSigned", "metric")]
    [InlineData("/rates/startRateOfSigned?period=2024-13", "period")]
    [InlineData("/rates/startRateOfSigned?period=last", "period")]
    [InlineData("/rates/startRateOfYearPlan?period=2024Q1", "period")]
    [InlineData("/rates/timeProgress?period=2021-2025", "period")]
    [InlineData("/rates/slipDays?milestone=trial", "milestone")]
    [InlineData("/rates/startRateOfSigned?milestone=start", "milestone")]
    [InlineData("/rates/startRateOfSigned?list=yes", "list")]
    [InlineData("/delays?period=2024-99", "period")]
    [InlineData("/backdated?days=-1", "days")]
    [InlineData("/cohorts?by=week", "by")]
    [InlineData("/compare?limit=0", "limit")]
    [InlineData("/compare?asOf2=yesterday", "asOf2")]
    [InlineData("/compare?position2=999999", "position2")]
    [InlineData("/projects?light=amber", "light")]
    [InlineData("/projects?delay=late", "delay")]
    [InlineData("/projects?parent=P-1", "parent")]
    [InlineData("/projects?stage=done", "stage")]
    public async Task a_question_that_is_none_is_refused_by_the_name_of_its_field(string path, string field)
    {
        var refused = await own.GetAsync(path);
        (refused.Status, refused.Code).ShouldBe((400, "malformed"), refused.Text);
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    private Task<RateAnswer> RateAsync(string metric, string query) => own.Client.ReadAsync<RateAnswer>($"/rates/{metric}?{query}");

    private async Task<RateAnswer> ShouldBeAsync(string metric, string query, decimal numerator, decimal denominator, double? rate)
    {
        var answer = await RateAsync(metric, query);
        (answer.Numerator, answer.Denominator, answer.Rate).ShouldBe((numerator, denominator, (decimal?)rate), query);
        return answer;
    }

    private static ProgressReported Output(string on, string month, decimal wan) => Progress(on, month) with { OutputWan = new(wan) };

    private static ProgressReported Done(string on, string month, decimal wan) => Progress(on, month) with { CompletedWan = new(wan) };
}
