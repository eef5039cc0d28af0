using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What holds of every metric: it is what its definition says, and the projects listed behind it make it.</summary>
public class RateLawsTests(TestPostgres postgres)
{
    private const int Cities = 3;

    private static readonly string[] OfAnyPeriod =
    [
        "signedCount", "startedCount", "commissionedCount", "signedInvestment", "startedInvestment", "commissionedInvestment",
        "startRateOfSigned", "commissionRateOfStarted", "commissionRateOfSigned", "reserveConversion",
    ];

    private static readonly string[] OfAYear =
    [
        "startRateOfYearPlan", "startRateOfPlanToDate", "commissionRateOfYearPlan", "commissionRateOfPlanToDate", "resumeRate", "startAndResumeRate", "capacityRate", "investmentRateOfYearPlan", "investmentRateToDate",
        "timeProgress",
    ];

    private static readonly string[] OfAStep = ["earlyLateMonths", "slipDays"];

    [Fact]
    public async Task every_metric_is_tried()
    {
        var server = await postgres.Shared;
        using var client = server.Client("140500");
        // The refusal of one that does not exist names all that do.
        var refused = await client.GetAsync("/rates/none", query: null);
        foreach (var key in OfAnyPeriod.Concat(OfAYear).Concat(OfAStep)) refused.Text.ShouldContain(key);
        ((string)refused.Json["errors"]!["metric"]!).Split('、', '：', ',').Length.ShouldBe(OfAnyPeriod.Length + OfAYear.Length + OfAStep.Length + 1, refused.Text);
    }

    [Fact]
    public Task a_rate_is_what_its_definition_says_and_the_list_behind_it_makes_it() => CityLaws.HoldAsync(postgres, Cities, 12, async asked =>
    {
        var year = Period.Of(PeriodKind.Year, asked.Period.First);
        foreach (var key in OfAnyPeriod) await HoldsAsync(asked, key, asked.Period);
        foreach (var key in OfAYear) await HoldsAsync(asked, key, year);
        foreach (var key in OfAStep)
            foreach (var step in PlannedMilestones.All) await HoldsAsync(asked, key, asked.Period, step);
    });

    [Fact]
    public Task counts_and_investments_are_those_of_the_rolling_view() => CityLaws.HoldAsync(postgres, Cities, 15, async asked =>
    {
        var board = (await asked.Client.BatchesAsync($"?by={asked.Period.Kind.ToKey()}&from={asked.Period}&to={asked.Period}&{asked.Point}")).Totals;
        foreach (var (kind, cell) in new[] { ("signed", board.Signed), ("started", board.Started), ("commissioned", board.Commissioned) })
        {
            var count = await RateAsync(asked, $"{kind}Count", asked.Period);
            var investment = await RateAsync(asked, $"{kind}Investment", asked.Period);
            (count.Numerator, count.Value, investment.Numerator, investment.Value).ShouldBe((cell.Count, cell.Count, cell.InvestmentWan, cell.InvestmentWan), kind);
            (count.Denominator, count.Rate, investment.Denominator, investment.Rate).ShouldBe((null, null, null, null));
        }
    });

    [Fact]
    public Task planned_to_date_less_late_and_with_early_is_what_took_the_step() => CityLaws.HoldAsync(postgres, Cities, 25, async asked =>
    {
        var year = Period.Of(PeriodKind.Year, asked.AsOf);
        foreach (var metric in new[] { "startRateOfYearPlan", "commissionRateOfYearPlan" })
        {
            var schedule = (await RateAsync(asked, metric, year)).Schedule.ShouldNotBeNull();

            (schedule.PlannedToDate - schedule.Late + schedule.Early).ShouldBe(schedule.Actual);
            var planned = NewOf(asked.Counted, StepOf(metric), year).ToList();
            var due = planned.FindAll(p => p.Details.PlannedFor(StepOf(metric))!.Value.Due <= YearMonth.Of(asked.AsOf).Last);
            schedule.ShouldBe(new(planned.Count, due.Count, Late: due.Count(p => !Taken(p)), Early: planned.Except(due).Count(Taken), planned.Count(Taken)));

            bool Taken(FoldedProject project) => TakenBy(project, StepOf(metric), year);
        }
    });

    private static Task<RateAnswer> RateAsync(Asked asked, string metric, Period period, string more = "") =>
        asked.Client.ReadAsync<RateAnswer>($"/rates/{metric}?period={period}&{asked.Point}{more}");

    private static async Task HoldsAsync(Asked asked, string metric, Period period, PlannedMilestone? step = null)
    {
        var rate = await RateAsync(asked, metric, period, $"&list=true{(step is null ? "" : $"&milestone={step.Value.ToKey()}")}");
        var parts = Parts(metric, asked, period, step).OrderBy(p => p.Project.Details.Name, StringComparer.Ordinal).ToList();
        var what = $"{metric} {period} {step} {asked.Point}";

        (rate.Metric, rate.Period, rate.Milestone, rate.Position, rate.AsOf).ShouldBe((metric, period, step, asked.Position, asked.AsOf));
        if (metric == "timeProgress")
        {
            (rate.Numerator, rate.Denominator, rate.Projects!.Count).ShouldBe((Months(period, asked.AsOf), 12, 0), what);
            return;
        }
        rate.Projects!.Select(p => (p.Id, p.Name, p.Numerator, p.Denominator is { } d ? decimal.Round(d, 8) : (decimal?)null)).ShouldBe(
            parts.Select(p => (p.Project.Id, p.Project.Details.Name, p.Numerator, p.Denominator is { } d ? decimal.Round(d, 8) : (decimal?)null)), ignoreOrder: true, what);
        rate.Numerator.ShouldBe(rate.Projects!.Sum(p => p.Numerator), what);
        rate.Denominator.ShouldBe(metric.EndsWith("Count", StringComparison.Ordinal) || metric.EndsWith("Investment", StringComparison.Ordinal)
            ? null
            : rate.Projects!.Sum(p => p.Denominator!.Value), what);
        rate.Rate.ShouldBe(rate.Unit is Unit.Percent && rate.Denominator != 0
            ? decimal.Round(rate.Numerator * 100 / rate.Denominator!.Value, 2, MidpointRounding.AwayFromZero)
            : null, what);
        rate.Value.ShouldBe(rate switch
        {
            { Unit: Unit.Percent } => null,
            { Unit: Unit.Projects or Unit.Wan } => rate.Numerator,
            { Denominator: 0 } => null,
            _ => decimal.Round(rate.Numerator / rate.Denominator!.Value, 2, MidpointRounding.AwayFromZero),
        }, what);
    }

    /// <summary>The projects of a metric, as it is defined, with what each adds.</summary>
    private static IEnumerable<(FoldedProject Project, decimal Numerator, decimal? Denominator)> Parts(string metric, Asked asked, Period period, PlannedMilestone? step)
    {
        var projects = asked.Counted;
        return metric switch
        {
            "signedCount" => Of(p => Within(p.Signed), _ => 1, _ => null),
            "startedCount" => Of(p => Within(p.Started), _ => 1, _ => null),
            "commissionedCount" => Of(p => Within(p.Commissioned), _ => 1, _ => null),
            "signedInvestment" => Of(p => Within(p.Signed), p => p.InvestmentWan, _ => null),
            "startedInvestment" => Of(p => Within(p.Started), p => p.InvestmentWan, _ => null),
            "commissionedInvestment" => Of(p => Within(p.Commissioned), p => p.InvestmentWan, _ => null),
            "startRateOfSigned" => Of(p => Within(p.Signed), p => One(p.Started is not null), _ => 1),
            "commissionRateOfSigned" => Of(p => Within(p.Signed), p => One(p.Commissioned is not null), _ => 1),
            "commissionRateOfStarted" => Of(p => Within(p.Started), p => One(p.Commissioned is not null), _ => 1),
            "reserveConversion" => Of(p => Within(p.State.DayOf("reserved")), p => One(p.Signed is not null || p.Started is not null), _ => 1),
            "startRateOfYearPlan" or "commissionRateOfYearPlan" => NewOf(projects, StepOf(metric), period).Select(p => (p, One(TakenBy(p, StepOf(metric), period)), (decimal?)1)),
            "startRateOfPlanToDate" or "commissionRateOfPlanToDate" => NewOf(projects, StepOf(metric), period)
                .Where(p => p.Details.PlannedFor(StepOf(metric))!.Value.Due <= YearMonth.Of(asked.AsOf).Last)
                .Select(p => (p, One(TakenBy(p, StepOf(metric), period)), (decimal?)1)),
            "resumeRate" => Of(Continues, p => One(!p.State.IsSuspended), _ => 1),
            "startAndResumeRate" => NewOf(projects, PlannedMilestone.Start, period).Select(p => (p, One(TakenBy(p, PlannedMilestone.Start, period)), (decimal?)1))
                .Concat(Of(Continues, p => One(!p.State.IsSuspended), _ => 1)),
            "capacityRate" => Of(p => p.Commissioned <= period.Last && p.Details.AgreedOutputWan is not null,
                p => ReportsOf(p).Sum(r => r.OutputWan?.Amount ?? 0), p => p.Details.AgreedOutputWan!.Value.Amount),
            "investmentRateOfYearPlan" => Of(p => PlanOf(p) is not null, p => ReportsOf(p).Sum(r => r.CompletedWan?.Amount ?? 0), p => PlanOf(p)),
            "investmentRateToDate" => Of(p => PlanOf(p) is not null, p => ReportsOf(p).Sum(r => r.CompletedWan?.Amount ?? 0), p => PlanOf(p) * Months(period, asked.AsOf) / 12),
            "earlyLateMonths" => Of(p => Within(p.State.DayOf(step!.Value.TakenBy())) && p.Details.PlannedFor(step.Value) is not null,
                p => p.Details.PlannedFor(step!.Value)!.Value.MonthsLate(p.State.DayOf(step.Value.TakenBy())!.Value), _ => 1),
            "slipDays" => Of(p => p.Happened.Any(f => f.Fact is ProjectDelayed d && d.Milestone == step && period.Contains(d.OccurredOn)) && p.Details.PlannedFor(step!.Value) is not null,
                p => p.Details.PlannedFor(step!.Value)!.Value.Due.DayNumber - p.Details.BaselineFor(step.Value)!.Value.Due.DayNumber, _ => 1),
            "timeProgress" => [],
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, null),
        };

        IEnumerable<(FoldedProject, decimal, decimal?)> Of(Func<FoldedProject, bool> taken, Func<FoldedProject, decimal> numerator, Func<FoldedProject, decimal?> denominator) =>
            projects.Where(taken).Select(p => (p, numerator(p), denominator(p)));

        bool Within(DateOnly? day) => day is not null && period.Contains(day.Value);

        bool Continues(FoldedProject p) => !p.State.IsWithdrawn && p.Started < period.First && !(p.Commissioned < period.First) && !(p.Completed < period.First);

        IEnumerable<ProgressReported> ReportsOf(FoldedProject p) => p.Reports.Where(r => r.Month.Year == period.First.Year && r.Month.First <= asked.AsOf);

        decimal? PlanOf(FoldedProject p) => p.Happened.Where(f => f.Fact is YearPlanSet plan && plan.Year == period.First.Year)
            .OrderBy(f => f.Fact.OccurredOn).ThenBy(f => f.Version).Select(f => (decimal?)((YearPlanSet)f.Fact).InvestmentWan.Amount).LastOrDefault();
    }

    private static PlannedMilestone StepOf(string metric) => metric.StartsWith("start", StringComparison.Ordinal) ? PlannedMilestone.Start : PlannedMilestone.Commissioning;

    private static IEnumerable<FoldedProject> NewOf(IEnumerable<FoldedProject> projects, PlannedMilestone step, Period year) => projects.Where(p =>
        !p.State.IsWithdrawn && p.Details.PlannedFor(step) is { } planned && year.Contains(planned.Due) && !(p.State.DayOf(step.TakenBy()) < year.First));

    private static bool TakenBy(FoldedProject project, PlannedMilestone step, Period year) => project.State.DayOf(step.TakenBy()) <= year.Last;

    private static decimal One(bool is_) => is_ ? 1 : 0;

    private static int Months(Period year, DateOnly asOf) => Enumerable.Range(1, 12).Count(month => new DateOnly(year.First.Year, month, 1) <= asOf);
}
