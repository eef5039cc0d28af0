using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Tests.RollingViews;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>Figures opened into facts: small cities, told fact by fact.</summary>
public class ExplainTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const string Last = "asOf=2025-12-31";

    [Fact]
    public async Task a_figure_opens_into_the_projects_behind_it_and_the_facts_that_make_what_each_adds()
    {
        var projects = await own.TellAsync(
            new Works(Competitive with { Industry = "coal", Name = "甲矿", TotalInvestmentWan = new(100) }, Signing("2024-03-01"), Start("2024-06-01")),
            new Works(Competitive with { Industry = "coal", Name = "乙矿" }, Signing("2024-04-01")),
            new Works(Competitive with { Industry = "coal", Name = "丙矿" }));

        var answer = await ExplainAsync($"metric=startRateOfSigned&period=2024&industry=coal&{Last}");

        (answer.First.Numerator, answer.First.Denominator, answer.First.Rate, answer.First.Projects, answer.Title).ShouldBe((1, 2, 50, 2, "签约项目开工率"));
        (answer.Second, answer.Change).ShouldBe((null, null));
        answer.Projects.Select(p => (p.Id, p.Name, p.Numerator, p.Denominator)).ShouldBe([(projects[1], "乙矿", 0, 1), (projects[0], "甲矿", 1, 1)]);
        var facts = answer.Projects[1].Facts;
        facts.Select(f => (f.Version, f.Type, f.Title, f.OccurredOn, string.Join(' ', f.Gives.Select(g => $"{g.Key}={g.Value}")))).ShouldBe(
        [
            (1, "projectRegistered", "入库", Day("2024-01-02"), "industry=coal"), (2, "contractSigned", "签约", Day("2024-03-01"), "signed=2024-03-01"),
            (3, "constructionStarted", "开工", Day("2024-06-01"), "started=2024-06-01"),
        ]);
        facts.ShouldAllBe(f => f.Position > 0 && f.RecordedAt > DateTimeOffset.UnixEpoch);
        (await ExplainAsync($"metric=startRateOfSigned&period=2024&industry=coal&{Last}&limit=1")).Projects.ShouldHaveSingleItem().Name.ShouldBe("乙矿");
    }

    [Fact]
    public async Task what_was_voided_is_told_by_the_voiding()
    {
        var project = (await own.TellAsync(new Works(Registration with { Industry = "power" }, Start("2024-06-01"))))[0];
        var before = await own.Client.CaughtUpAsync();
        await own.TellMoreAsync(project, new FactVoided { OccurredOn = Day("2024-07-01"), Version = 2, Reason = "误登" });

        var change = await ChangeAsync("metric=startedCount&period=2024&industry=power", before);

        (change.Numerator, change.Denominator, change.Count, change.ByCalendar).ShouldBe((-1, null, 1, false));
        var difference = change.Differences.ShouldHaveSingleItem();
        (difference.Project, difference.First, difference.Second).ShouldBe((project, new(1, null), null));
        difference.Causes.Select(c => (c.Version, c.Type, c.SeenBySecond)).ShouldBe([(3, "factVoided", true)]);
    }

    [Fact]
    public async Task a_late_fact_is_told_with_when_it_was_recorded()
    {
        var project = (await own.TellAsync(new Works(Registration with { Industry = "water" })))[0];
        var before = await own.Client.CaughtUpAsync();
        await own.TellMoreAsync(project, Start("2024-02-01"), new ProjectReserved { OccurredOn = Day("2024-02-02") });

        var causes = (await ChangeAsync("metric=startedCount&period=2024&industry=water", before)).Differences.ShouldHaveSingleItem().Causes;

        // What was recorded beside it changes nothing of this figure.
        causes.Select(c => (c.Version, c.Type, c.OccurredOn)).ShouldBe([(2, "constructionStarted", Day("2024-02-01"))]);
        causes[0].Position.ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task a_revised_investment_and_an_increase_are_told_as_what_changed_the_amount()
    {
        var project = (await own.TellAsync(new Works(Registration with { Industry = "transport", TotalInvestmentWan = new(100) }, Signing("2024-02-01"))))[0];
        var before = await own.Client.CaughtUpAsync();
        await own.TellMoreAsync(project,
            new DetailsRevised { OccurredOn = Day("2024-01-02"), Changes = [new("totalInvestmentWan", Value(100m), Value(80m))], Reason = "更正" },
            new InvestmentIncreased { OccurredOn = Day("2024-05-01"), IncrementWan = new(5) },
            new DetailsRevised { OccurredOn = Day("2024-05-02"), Changes = [new("owner", null, Value("公司"))], Reason = "更正" });

        var change = await ChangeAsync("metric=signedInvestment&period=2024&industry=transport", before);

        change.Numerator.ShouldBe(-15);
        var difference = change.Differences.ShouldHaveSingleItem();
        (difference.First, difference.Second).ShouldBe((new(100, null), new(85, null)));
        difference.Causes.Select(c => (c.Version, c.Type)).ShouldBe([(3, "detailsRevised"), (4, "investmentIncreased")]);
    }

    [Fact]
    public async Task a_delay_is_told_as_what_took_a_project_out_of_the_years_plan()
    {
        var project = (await own.TellAsync(new Works(Registration with { Industry = "agriculture", PlannedStart = Plan("2024-10") })))[0];
        var before = await own.Client.CaughtUpAsync();
        await own.TellMoreAsync(project, new ProjectDelayed { OccurredOn = Day("2024-08-01"), Milestone = PlannedMilestone.Start, To = Plan("2025-03"), Reason = ReasonCode.Land });

        var change = await ChangeAsync("metric=startRateOfYearPlan&period=2024&industry=agriculture", before);
        var slip = await ExplainAsync($"metric=slipDays&period=2024&industry=agriculture&{Last}");

        (change.Numerator, change.Denominator).ShouldBe((0, -1));
        change.Differences.ShouldHaveSingleItem().Causes.Select(c => c.Type).ShouldBe(["projectDelayed"]);
        slip.Projects.ShouldHaveSingleItem().Facts.Select(f => string.Join(' ', f.Gives.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}={g.Value}"))).ShouldBe(
            ["industry=agriculture plannedStart=2024-10", "delayed=2024-08-01 plannedStart=2025-03"]);
    }

    [Fact]
    public async Task a_project_that_had_not_been_registered_by_the_one_day_is_told_by_its_registration()
    {
        await own.TellAsync(new Works(Registration with { OccurredOn = Day("2024-05-01"), Industry = "tourism", PlannedStart = Plan("2024-10") }));

        var change = (await ExplainAsync("metric=startRateOfYearPlan&period=2024&industry=tourism&asOf=2024-04-30&asOf2=2024-05-01")).Change!;

        (change.Denominator, change.ByCalendar).ShouldBe((1, false));
        change.Differences.ShouldHaveSingleItem().Causes.Select(c => (c.Version, c.Type, c.SeenBySecond)).ShouldBe([(1, "projectRegistered", true)]);
    }

    [Fact]
    public async Task what_falls_due_by_the_calendar_alone_is_said_to()
    {
        await own.TellAsync(new Works(Registration with { Industry = "education", PlannedStart = Plan("2024-10") }));

        var change = (await ExplainAsync("metric=startRateOfPlanToDate&period=2024&industry=education&asOf=2024-09-30&asOf2=2024-10-01")).Change!;

        (change.Denominator, change.ByCalendar).ShouldBe((1, true));
        change.Differences.ShouldHaveSingleItem().Causes.ShouldBeEmpty();
        (await ExplainAsync("metric=timeProgress&period=2024&asOf=2024-09-30&asOf2=2024-10-01")).Change!.ShouldSatisfyAllConditions(
            time => time.Numerator.ShouldBe(1), time => time.ByCalendar.ShouldBeTrue(), time => time.Count.ShouldBe(0));
    }

    [Fact]
    public async Task without_a_period_both_figures_are_of_the_year_of_the_first_and_trailing_days_end_at_each()
    {
        var years = await ExplainAsync("metric=signedCount&asOf=2023-12-31&asOf2=2024-12-31");
        var days = await ExplainAsync("metric=signedCount&period=trailing30&asOf=2023-12-31&asOf2=2024-12-31");

        (years.First.Period, years.Second!.Period, years.Change!.ByCalendar).ShouldBe((Period.Parse("2023"), Period.Parse("2023"), false));
        (days.First.Period.Last, days.Second!.Period.Last, days.Change!.ByCalendar).ShouldBe((Day("2023-12-31"), Day("2024-12-31"), true));
    }

    [Fact]
    public async Task what_is_no_metric_or_no_point_is_refused_by_its_name()
    {
        foreach (var (query, field) in new[]
        {
            ("", "metric"), ("metric=none", "metric"), ("metric=signedCount&milestone=start", "milestone"), ("metric=signedCount&limit=0", "limit"), ("metric=signedCount&period=x", "period"),
            ("metric=resumeRate&period=2024Q1", "period"), ("metric=signedCount&asOf2=x", "asOf2"), ("metric=signedCount&position2=999999", "position2"), ("metric=signedCount&list=true", "list"),
        })
        {
            var refused = await own.GetAsync($"/explain?{query}");
            refused.ShouldBeRefused(400, "malformed");
            refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field], query);
        }
    }

    private Task<ExplainAnswer> ExplainAsync(string query) => own.Client.ReadAsync<ExplainAnswer>($"/explain?{query}");

    private async Task<ExplainedChange> ChangeAsync(string query, long before) =>
        (await ExplainAsync($"{query}&{Last}&position={before}&asOf2=2025-12-31")).Change!;
}
