using System.Text.Json.Nodes;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Forecasting;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Forecasting;

/// <summary>When the next step of a project is to be expected; each test in a city of its own, since all of a city is learnt from.</summary>
public sealed class ForecastTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly OwnCity own = new(postgres);

    public ValueTask InitializeAsync() => own.InitializeAsync();

    public ValueTask DisposeAsync() => own.DisposeAsync();

    [Fact]
    public async Task with_too_little_history_nothing_is_guessed_and_it_is_said_so()
    {
        await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays.Skip(1)).With(Facts.Signed("2024-12-31")).RecordAsync();

        var answer = await AskAsync("?milestone=start&asOf=2024-12-31");

        answer.History["start"].ShouldBe(new(Events: 19, Censored: 1, Enough: false));
        var project = answer.Projects.ShouldHaveSingleItem();
        (project.Median, project.Earliest, project.Latest, project.Basis, project.Insufficient).ShouldBe((null, null, null, null, true));
        Refusals.IsChinese(project.Detail!).ShouldBeTrue();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/forecast?milestone=start&asOf=2024-12-31", UriKind.Relative));
        request.Headers.AcceptLanguage.ParseAdd("en");
        var english = await Answer.OfAsync(await own.Client.SendAsync(request, TestContext.Current.CancellationToken));
        Refusals.IsChinese((string)english.Json["projects"]![0]!["detail"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task an_empty_city_has_no_history_and_nothing_that_waits()
    {
        var answer = await AskAsync("?asOf=2024-12-31");

        answer.Projects.ShouldBeEmpty();
        answer.History.Keys.ShouldBe(["start", "commissioning"]);
        answer.History.Values.ShouldAllBe(h => h == new ForecastHistory(0, 0, false));
        answer.Calibration.Values.ShouldAllBe(c => c == new Calibration(2024, 0, 0, 0, 0) && c.Share == null);
    }

    [Fact]
    public async Task the_answer_has_the_names_of_the_contract_and_the_median_and_interval_that_the_history_has()
    {
        var position = await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays)
            .With([("name", "等待开工的项目"), ("plannedStart", "2025-02")], Facts.Signed("2024-12-31")).RecordAsync();

        var answer = (await own.GetAsync("/forecast?milestone=start&asOf=2024-12-31&knownAt=2099-01-01T00:00:00Z")).Json;

        var expected = JsonNode.Parse($$"""
            {
              "asOf": "2024-12-31", "knownAt": "2099-01-01T00:00:00Z", "position": {{position}}, "confirmed": false, "ruleVersion": 1,
              "history": { "start": { "events": 20, "censored": 1, "enough": true } },
              "calibration": { "start": { "year": 2024, "actuals": 0, "inside": 0, "notForecast": 0, "overdue": 0, "share": null } },
              "projects": [{
                "id": "{{answer["projects"]![0]!["id"]}}", "name": "等待开工的项目", "region": "{{own.Code}}", "industry": "coalbedMethane", "milestone": "start",
                "since": "2024-12-31", "waitedDays": 0, "planned": "2025-02", "suspended": false,
                "median": "2025-04", "earliest": "2025-01", "latest": "2025-06", "numberAtRisk": 20, "basis": "city", "insufficient": false, "detail": null
              }]
            }
            """);
        JsonNode.DeepEquals(answer, expected).ShouldBeTrue(answer.ToJsonString());
    }

    [Fact]
    public async Task a_withdrawn_project_is_censored_where_it_left_and_not_listed()
    {
        // Of 40, nine had started when twenty left on the 95th day: .775 still waited. Of the eleven left, ten wait beyond the 100th day,
        // seven beyond the 130th: .775·7/11 = .493. Taken out altogether the twenty would make it the 100th, kept waiting the 200th.
        var cohort = new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays).With(Facts.Signed("2024-12-31"));
        for (var n = 0; n < 20; n++) cohort.With(Facts.Signed("2023-01-01"), Facts.Withdrawn(Cohort.Later("2023-01-01", 95)));
        await cohort.RecordAsync();

        var answer = await AskAsync("?milestone=start&asOf=2024-12-31");

        answer.History["start"].ShouldBe(new(20, 21, true));
        $"{answer.Projects.ShouldHaveSingleItem().Median}".ShouldBe(Cohort.Later("2024-12-31", 130)[..7]);
    }

    [Fact]
    public async Task a_restored_project_waits_on_from_the_day_of_its_signing_and_a_suspended_one_is_told_to_be()
    {
        var cohort = new Cohort(own)
            .With([("name", "恢复的项目")], Facts.Signed("2024-01-01"), Facts.Withdrawn("2024-03-01"), Facts.Restored("2024-06-01"))
            .With([("name", "停工的项目")], Facts.Signed("2024-01-01"), Facts.Started("2024-02-01"), Facts.Suspended("2024-06-01"))
            .With([("name", "复工的项目")], Facts.Signed("2024-01-01"), Facts.Started("2024-02-01"), Facts.Suspended("2024-06-01"), Facts.Resumed("2024-07-01"));
        await cohort.RecordAsync();

        var answer = await AskAsync("?asOf=2024-12-31");

        answer.Projects.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => (p.Name, p.Milestone, $"{p.Since:yyyy-MM-dd}", p.WaitedDays, p.Suspended)).ShouldBe(
        [
            ("停工的项目", ForecastMilestone.Commissioning, "2024-02-01", 334, true),
            ("复工的项目", ForecastMilestone.Commissioning, "2024-02-01", 334, false),
            ("恢复的项目", ForecastMilestone.Start, "2024-01-01", 365, false),
        ]);
        (await AskAsync("?asOf=2024-05-31&milestone=start")).Projects.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_project_waits_for_nothing_whose_step_before_is_not_on_record_or_was_but_a_framework()
    {
        var framework = new { type = "contractSigned", occurredOn = "2024-01-01", agreement = "framework" };
        await new Cohort(own)
            .With(framework)
            .With([("sector", "public"), ("priorStepsUnrecorded", true)], Facts.Commissioned("2024-06-01"))
            .With([("priorStepsUnrecorded", true)], Facts.Signed("2024-01-01"), Facts.Suspended("2024-06-01"))
            .RecordAsync();

        var answer = await AskAsync("?asOf=2024-12-31");

        answer.Projects.ShouldBeEmpty();
        answer.History.Values.ShouldAllBe(h => h == new ForecastHistory(0, 0, false));
    }

    [Fact]
    public async Task of_a_started_project_the_commissioning_is_expected_from_how_long_the_works_of_its_industry_took()
    {
        var cohort = new Cohort(own);
        for (var n = 0; n < 30; n++)
        {
            cohort.With([("industry", "coal")], Facts.Signed("2022-05-01"), Facts.Started("2022-06-01"), Facts.Commissioned("2022-09-09"));
            cohort.With([("industry", "power")], Facts.Signed("2022-05-01"), Facts.Started("2022-06-01"), Facts.Commissioned("2023-12-23"));
        }
        foreach (var industry in new[] { "coal", "power", "water" })
            cohort.With([("industry", industry), ("plannedCommissioning", "2025-10-15")], Facts.Signed("2024-12-31"), Facts.Started("2024-12-31"));
        await cohort.RecordAsync();

        var answer = await AskAsync("?milestone=commissioning&asOf=2024-12-31");

        answer.History.ShouldHaveSingleItem().ShouldBe(new("commissioning", new(60, 3, true)));
        answer.Projects.Select(p => (p.Industry, p.Basis, $"{p.Median}", $"{p.Latest}", p.NumberAtRisk, $"{p.Planned}")).ShouldBe(
        [
            ("coal", ForecastBasis.Industry, Cohort.Later("2024-12-31", 100)[..7], Cohort.Later("2024-12-31", 100)[..7], 30, "2025-10-15"),
            ("water", ForecastBasis.City, Cohort.Later("2024-12-31", 100)[..7], Cohort.Later("2024-12-31", 570)[..7], 60, "2025-10-15"),
            ("power", ForecastBasis.Industry, Cohort.Later("2024-12-31", 570)[..7], Cohort.Later("2024-12-31", 570)[..7], 30, "2025-10-15"),
        ]);
    }

    [Fact]
    public async Task a_day_and_a_position_in_the_past_give_the_forecast_as_it_was()
    {
        var position = await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays).With(Facts.Signed("2023-07-19")).RecordAsync();
        var (day, then) = ("2023-07-20", await AskAsync("?milestone=start&asOf=2023-07-20"));
        // Twenty more became known afterwards, of which one had started by that day.
        await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays.Select(d => Cohort.Later(d, 190))).RecordAsync();

        // The last of the twenty starts on that very day.
        then.History["start"].ShouldBe(new(20, 1, true));
        (await AskAsync("?milestone=start&asOf=2023-07-19")).History["start"].ShouldBe(new(19, 22, false));
        (await AskAsync($"?milestone=start&asOf=2023-07-19&position={position}")).History["start"].ShouldBe(new(19, 2, false));
        var pinned = await AskAsync($"?milestone=start&asOf={day}&position={position}");
        pinned.Projects.ShouldBe(then.Projects);
        (pinned.Position, pinned.AsOf).ShouldBe((position, new(2023, 7, 20)));
        var known = await AskAsync($"?milestone=start&asOf={day}");
        known.History["start"].ShouldBe(new(21, 20, true));
        known.Projects.Count.ShouldBe(20);
    }

    [Fact]
    public async Task a_start_that_was_voided_is_waited_for_again_and_at_its_position_was_not()
    {
        await own.RegisterAsync(("localCode", "V"));
        await own.RecordAllAsync("V", Facts.Signed("2024-03-01"), Facts.Started("2024-04-01"));
        var position = await own.Client.CaughtUpAsync();
        await own.RecordAllAsync("V", Facts.Voided(3));
        await own.Client.CaughtUpAsync();

        (await AskAsync("?milestone=start")).History["start"].ShouldBe(new(0, 1, false));
        (await AskAsync($"?milestone=start&position={position}")).History["start"].ShouldBe(new(1, 0, false));
    }

    [Fact]
    public async Task filters_choose_projects_and_the_whole_city_is_learnt_from()
    {
        await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays)
            .With([("name", "甲"), ("region", own.County), ("industry", "coal")], Facts.Signed("2024-12-01"))
            .With([("name", "乙"), ("class", "key")], Facts.Signed("2024-12-01"))
            .With([("name", "丙"), ("sector", "public")], Facts.Signed("2024-12-01"))
            .RecordAsync();

        foreach (var (filter, name) in new[] { ($"region={own.County}", "甲"), ("industry=coal", "甲"), ("class=key", "乙"), ("sector=public", "丙") })
        {
            var answer = await AskAsync($"?asOf=2024-12-31&{filter}");
            answer.Projects.ShouldHaveSingleItem(filter).Name.ShouldBe(name);
            answer.Projects[0].Basis.ShouldBe(ForecastBasis.City);
            answer.History["start"].ShouldBe(new(20, 3, true));
        }
        (await AskAsync("?asOf=2024-12-31&milestone=start")).Projects.Select(p => p.Name).ShouldBe(["甲", "乙", "丙"], ignoreOrder: true);
        (await AskAsync("?asOf=2024-12-31&industry=water")).Projects.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_forecasts_of_the_last_closed_year_are_judged_by_what_came_in_it()
    {
        // Made on 31 December 2023 from twenty waits of 10 to 200 days: of one begun on the day before, January to June 2024.
        var cohort = new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays);
        cohort.Starting("2023-12-30", ["2024-01-31", "2024-06-30", "2024-07-01", "2024-09-01", "2025-02-01"]);
        // Begun within the year: from 21 March to 28 August.
        cohort.Starting("2024-03-01", ["2024-03-01", "2024-08-31"]).With(Facts.Signed("2024-03-01"));
        await cohort.RecordAsync();

        var calibration = (await AskAsync("?milestone=start&asOf=2025-06-30")).Calibration["start"];

        // Inside: January, June, March and August. Outside: July and September. Overdue: the one of February 2025, and the one never started.
        calibration.ShouldBe(new(2024, Actuals: 6, Inside: 4, NotForecast: 0, Overdue: 2));
        calibration.Share.ShouldBe(66.67m);
        (await AskAsync("?milestone=start&asOf=2024-12-31")).Calibration["start"].ShouldBe(calibration);
        (await AskAsync("?milestone=start&asOf=2024-12-30")).Calibration["start"].ShouldBe(new(2023, 0, 0, NotForecast: 20, 0));
    }

    [Fact]
    public async Task only_what_was_in_the_library_when_the_closed_year_began_was_forecast_then()
    {
        await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays)
            .With(Facts.Signed("2023-12-01"), Facts.Withdrawn("2023-12-20"), Facts.Restored("2024-02-01"), Facts.Started("2024-03-01"))
            .RecordAsync();
        (await AskAsync("?milestone=start&asOf=2024-12-31")).Calibration["start"].ShouldBe(new(2024, 0, 0, 0, 0));

        // It was forecast to start from January to May; in December it left.
        await new Cohort(own).With(Facts.Signed("2023-12-01"), Facts.Withdrawn("2024-12-01")).RecordAsync();
        (await AskAsync("?milestone=start&asOf=2024-12-31")).Calibration["start"].ShouldBe(new(2024, 0, 0, 0, Overdue: 1));
    }

    [Fact]
    public async Task what_happened_within_the_closed_year_teaches_its_forecasts_nothing()
    {
        // All of the year took one day, and all before it a hundred: learnt from, they would be forecast rightly.
        await new Cohort(own).Starting("2023-01-01", Enumerable.Repeat("2023-04-11", 20)).Starting("2024-03-01", Enumerable.Repeat("2024-03-02", 200)).RecordAsync();

        (await AskAsync("?milestone=start&asOf=2024-12-31")).Calibration["start"].ShouldBe(new(2024, Actuals: 200, Inside: 0, 0, 0));
    }

    [Theory]
    [InlineData("milestone=signing", "milestone")]
    [InlineData("milestone=Start", "milestone")]
    [InlineData("milestone=", "milestone")]
    [InlineData("asOf=2024-02-30", "asOf")]
    [InlineData("class=none", "class")]
    [InlineData("limit=5", "limit")]
    public async Task a_question_that_is_none_is_refused(string query, string field)
    {
        var refused = await own.GetAsync($"/forecast?{query}");

        refused.ShouldBeRefused(400, "malformed");
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("0002-01-01")]
    [InlineData("9985-12-31")]
    public async Task at_the_ends_of_the_calendar_there_is_an_answer_too(string asOf)
    {
        await new Cohort(own).Starting("2023-01-01", Cohort.EveryTenDays).With(Facts.Signed("2023-07-19")).RecordAsync();

        (await AskAsync($"?asOf={asOf}")).Projects.ShouldAllBe(p => p.Insufficient);
    }

    private Task<ForecastAnswer> AskAsync(string query) => own.Client.ReadAsync<ForecastAnswer>($"/forecast{query}");
}
