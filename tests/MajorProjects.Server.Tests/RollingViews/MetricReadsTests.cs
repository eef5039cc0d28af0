using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Tests;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What a metric says that it reads, and the facts behind a project's part in it: pure.</summary>
public class MetricReadsTests
{
    private static readonly Period Year = Period.Parse("2024");

    private static readonly DateOnly Day = A.Day("2024-12-31");

    [Fact]
    public void of_a_step_the_first_counts_and_of_a_state_the_last()
    {
        var history = A.History(A.Scheduled)
            .Add(new ConstructionStarted { OccurredOn = A.Day("2024-05-01") }).Add(new ConstructionStarted { OccurredOn = A.Day("2024-04-01") })
            .Add(new ProjectWithdrawn { OccurredOn = A.Day("2024-06-01"), Reason = ReasonCode.Market }).Add(new ProjectRestored { OccurredOn = A.Day("2024-07-01") })
            .Add(new ProjectWithdrawn { OccurredOn = A.Day("2024-08-01"), Reason = ReasonCode.Market }).Add(new ProjectRestored { OccurredOn = A.Day("2025-01-01") });

        Behind("startRateOfYearPlan", history).ShouldBe(["1 plannedStart=2024-09", "3 started=2024-04-01", "5 restored=2024-07-01", "6 withdrawn=2024-08-01"]);
    }

    [Fact]
    public void an_investment_is_what_was_filed_or_revised_last_and_each_increase_since()
    {
        var history = A.History(A.Registration with { TotalInvestmentWan = new(100) }).Add(new ContractSigned { OccurredOn = A.Day("2024-02-01") }).Add(Increase("2024-03-01", 5));

        Behind("signedInvestment", history).ShouldBe(["1 totalInvestmentWan=100", "2 signed=2024-02-01", "3 totalInvestmentWan=105"]);
        Behind("signedInvestment", history.Add(Revision("2024-04-01")).Add(Increase("2024-05-01", 7))).ShouldBe(
            ["2 signed=2024-02-01", "4 totalInvestmentWan=90", "5 totalInvestmentWan=97"]);
    }

    [Fact]
    public void each_month_is_its_latest_filing_and_a_plan_of_the_year_the_latest()
    {
        var history = A.History(A.Registration)
            .Add(new YearPlanSet { OccurredOn = A.Day("2024-01-05"), Year = 2024, InvestmentWan = new(50) }).Add(new YearPlanSet { OccurredOn = A.Day("2024-06-05"), Year = 2024, InvestmentWan = new(60) })
            .Add(Report("2024-03-01", 2, 1)).Add(Report("2024-04-01", 2, 3)).Add(Report("2024-05-01", 4, 9)).Add(Report("2024-01-10", 1, 7, year: 2023));

        Behind("investmentRateOfYearPlan", history).ShouldBe(["3 yearPlan=60", "5 2024-02=3", "6 2024-04=9"]);
    }

    [Fact]
    public void a_slip_is_the_plan_before_and_each_delay()
    {
        var history = A.History(A.Scheduled).Add(Delay("2024-03-01", "2024-11")).Add(Delay("2024-04-01", "2025-01"));

        Behind("slipDays", history, PlannedMilestone.Start).ShouldBe(
            ["1 plannedStart=2024-09", "2 delayed=2024-03-01", "2 plannedStart=2024-11", "3 delayed=2024-04-01", "3 plannedStart=2025-01"]);
        Behind("slipDays", history, PlannedMilestone.Signing).ShouldBe(["1 plannedSigning=2024-06"]);
    }

    [Fact]
    public void what_is_filtered_by_is_behind_it_and_what_was_taken_back_is_not()
    {
        var history = A.History(A.Registration).Add(new ConstructionStarted { OccurredOn = A.Day("2024-05-01") })
            .Add(new FactVoided { OccurredOn = A.Day("2024-06-01"), Version = 2, Reason = "误登" });

        MetricOf("startedCount").Reads.Behind(history, Day, Year, ["region"]).Select(Text).ShouldBe(["1 region=140521"]);
    }

    [Fact]
    public void every_metric_but_that_of_time_reads_something()
    {
        foreach (var metric in Metric.All)
            (metric.Reads is { Steps.Count: > 0 } or { Attributes.Count: > 0 } or { YearPlan: true }).ShouldBe(metric.Key != "timeProgress", metric.Key);
    }

    private static IEnumerable<string> Behind(string metric, History history, PlannedMilestone? step = null) =>
        MetricOf(metric, step).Reads.Behind(history, Day, Year, []).SelectMany(f => f.Gives.Select(g => $"{f.Version} {g.Key}={g.Value}"));

    private static string Text(FactBehind fact) => $"{fact.Version} {string.Join(' ', fact.Gives.Select(g => $"{g.Key}={g.Value}"))}";

    private static Metric MetricOf(string key, PlannedMilestone? step = null) => Metric.All.Single(m => m.Key == key && m.Step == step);

    private static InvestmentIncreased Increase(string day, int wan) => new() { OccurredOn = A.Day(day), IncrementWan = new(wan) };

    private static DetailsRevised Revision(string day) =>
        new() { OccurredOn = A.Day(day), Changes = [new("totalInvestmentWan", A.Value(105m), A.Value(90m))], Reason = "更正" };

    private static ProgressReported Report(string day, int month, int wan, int year = 2024) => new() { OccurredOn = A.Day(day), Month = new(year, month), CompletedWan = new(wan) };

    private static ProjectDelayed Delay(string day, string to) => new() { OccurredOn = A.Day(day), Milestone = PlannedMilestone.Start, To = A.Plan(to), Reason = ReasonCode.Land };
}
