using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What <c>GET /batches</c> can be asked, and what not.</summary>
public class BatchesParametersTests(CityOfOneProject city) : IClassFixture<CityOfOneProject>
{
    [Theory]
    [InlineData("month", "2024-10", "2025-01", "2024-10 2024-11 2024-12 2025-01")]
    [InlineData("quarter", "2024Q3", "2025Q1", "2024Q3 2024Q4 2025Q1")]
    [InlineData("half", "2023H2", "2024H2", "2023H2 2024H1 2024H2")]
    [InlineData("year", "2023", "2025", "2023 2024 2025")]
    [InlineData("plan", "2016-2020", "2026-2030", "2016-2020 2021-2025 2026-2030")]
    [InlineData("year", "2024", "2024", "2024")]
    public async Task every_period_of_the_range_has_a_row_zeros_included(string by, string from, string to, string periods)
    {
        var answer = await city.Client.BatchesAsync($"?by={by}&from={from}&to={to}");
        answer.Rows.Select(r => $"{r.Period}").ShouldBe(periods.Split(' '));
        answer.Rows.Count(r => r.Signed.Count == 1).ShouldBe(1);
        (answer.Totals.Signed, answer.Totals.Started).ShouldBe((new(1, 120_000.5m), new(1, 120_000.5m)));
    }

    [Fact]
    public async Task the_answer_has_the_names_of_the_contract()
    {
        var answer = (await city.Client.GetAsync("/batches", "?by=quarter&from=2024Q3&to=2024Q4&asOf=2024-12-31&knownAt=2099-01-01T00:00:00Z")).Json;
        var expected = JsonNode.Parse($$"""
            {
              "asOf": "2024-12-31", "knownAt": "2099-01-01T00:00:00Z", "position": {{answer["position"]}}, "confirmed": false, "ruleVersion": 1,
              "rows": [
                { "period": "2024Q3", "signed": { "count": 0, "investmentWan": 0 }, "started": { "count": 0, "investmentWan": 0 }, "commissioned": { "count": 0, "investmentWan": 0 } },
                { "period": "2024Q4", "signed": { "count": 1, "investmentWan": 120000.5 }, "started": { "count": 1, "investmentWan": 120000.5 }, "commissioned": { "count": 0, "investmentWan": 0 } }
              ],
              "totals": { "signed": { "count": 1, "investmentWan": 120000.5 }, "started": { "count": 1, "investmentWan": 120000.5 }, "commissioned": { "count": 0, "investmentWan": 0 } }
            }
            """);
        JsonNode.DeepEquals(answer, expected).ShouldBeTrue(answer.ToJsonString());
    }

    [Theory]
    [InlineData("", "2019 2020 2021 2022 2023 2024")]
    [InlineData("&by=year&from=2022", "2022 2023 2024")]
    [InlineData("&by=year&to=2020", "2019 2020")]
    [InlineData("&by=half&from=2024H1", "2024H1 2024H2")]
    [InlineData("&by=plan", "2016-2020 2021-2025")]
    public async Task a_range_left_open_runs_from_five_years_before_to_where_asOf_lies(string query, string periods)
    {
        var answer = await city.Client.BatchesAsync($"?asOf=2024-11-30{query}");
        answer.Rows.Select(r => $"{r.Period}").ShouldBe(periods.Split(' '));
    }

    [Fact]
    public async Task by_month_a_range_left_open_begins_with_a_january()
    {
        var answer = await city.Client.BatchesAsync("?by=month&asOf=2024-11-30");
        (answer.Rows.Count, $"{answer.Rows[0].Period}", $"{answer.Rows[^1].Period}").ShouldBe((71, "2019-01", "2024-11"));
    }

    [Theory]
    [InlineData("by=week", "by")]
    [InlineData("by=trailing", "by")]
    [InlineData("by=0", "by")]
    [InlineData("by=Month", "by")]
    [InlineData("by=month&from=2024Q1", "from")]
    [InlineData("by=quarter&from=2024Q1&to=2024", "to")]
    [InlineData("by=year&from=2024-13", "from")]
    [InlineData("by=quarter&from=2024Q5", "from")]
    [InlineData("by=plan&from=2020-2024", "from")]
    [InlineData("by=year&from=trailing90@2024-11-26", "from")]
    [InlineData("by=month&from=2024-12&to=2024-11", "to")]
    [InlineData("by=month&from=1900-01&to=2024-11", "to")]
    [InlineData("by=year&from=", "from")]
    [InlineData("class=Annual", "class")]
    [InlineData("sector=private", "sector")]
    [InlineData("region=14052", "region")]
    [InlineData("regions=140521", "regions")]
    public async Task a_question_that_is_none_is_refused(string query, string field)
    {
        var refused = await city.Client.GetAsync("/batches", $"?{query}");
        (refused.Status, refused.Code).ShouldBe((400, "malformed"), refused.Text);
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("region=140521", "unknownRegion")]
    [InlineData("industry=gold", "unknownIndustry")]
    public async Task a_filter_by_what_the_city_does_not_have_is_refused(string query, string code)
    {
        var refused = await city.Client.GetAsync("/batches", $"?{query}");
        (refused.Status, refused.Code).ShouldBe((422, code), refused.Text);
    }

    [Theory]
    [InlineData("trailing36", 1)]
    [InlineData("trailing35", 0)]
    [InlineData("trailing90", 1)]
    [InlineData("trailing90@2024-11-25", 0)]
    [InlineData("trailing90@2024-11-26", 1)]
    [InlineData("2024-11", 1)]
    [InlineData("2024Q4", 1)]
    [InlineData("2024H1", 0)]
    [InlineData("2024", 1)]
    [InlineData("2021-2025", 1)]
    public async Task a_cell_can_be_of_any_period_and_of_the_days_that_end_at_asOf(string period, int count)
    {
        var list = await city.Client.BatchAsync("signed", period, "?asOf=2024-12-31");
        (list.Count, list.Projects.Count).ShouldBe((count, count));
        $"{list.Period}".ShouldBe(period.StartsWith("trailing", StringComparison.Ordinal) && !period.Contains('@', StringComparison.Ordinal) ? $"{period}@2024-12-31" : period);
    }

    [Theory]
    [InlineData("/batches/registered/2024", "kind")]
    [InlineData("/batches/Signed/2024", "kind")]
    [InlineData("/batches/signed/2024-99", "period")]
    [InlineData("/batches/signed/trailing", "period")]
    [InlineData("/batches/signed/trailing0", "period")]
    [InlineData("/batches/signed/trailing3661", "period")]
    [InlineData("/batches/signed/trailing-1", "period")]
    public async Task a_cell_that_is_none_is_refused(string path, string field)
    {
        var refused = await city.Client.GetAsync(path, query: null);
        (refused.Status, refused.Code).ShouldBe((400, "malformed"), refused.Text);
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("0002-01-01")]
    [InlineData("9985-12-31")]
    public async Task at_the_ends_of_the_calendar_there_are_periods_too_and_each_has_its_list(string asOf)
    {
        foreach (var by in new[] { "month", "quarter", "half", "year", "plan" })
        {
            var last = (await city.Client.BatchesAsync($"?by={by}&asOf={asOf}")).Rows[^1];
            (await city.Client.BatchAsync("signed", $"{last.Period}", $"?asOf={asOf}")).Count.ShouldBe(last.Signed.Count);
        }
    }

    [Theory]
    [InlineData("0001-12-31")]
    [InlineData("9986-01-01")]
    [InlineData("9998-12-31")]
    public async Task a_day_beyond_all_periods_is_refused(string asOf)
    {
        foreach (var by in new[] { "month", "plan" })
        {
            var refused = await city.Client.GetAsync("/batches", $"?by={by}&asOf={asOf}");
            (refused.Status, refused.Code).ShouldBe((400, "malformed"), refused.Text);
            refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["asOf"]);
        }
    }
}

/// <summary>A city with one project, signed on 2024-11-26 and started on 2024-12-01.</summary>
public sealed class CityOfOneProject(TestPostgres postgres) : IAsyncLifetime
{
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        Client = server.Client($"{city.Code}");
        await Client.PostAsync("/projects", new
        {
            name = "唯一的项目", region = $"{city.Code}", library = "municipal", @class = "annual", industry = "coal", sector = "competitive",
            totalInvestmentWan = 120_000.50m, localCode = "P-1",
        });
        await Client.PostAsync("/projects/P-1/facts", new { type = "contractSigned", occurredOn = "2024-11-26" });
        await Client.PostAsync("/projects/P-1/facts", new { type = "constructionStarted", occurredOn = "2024-12-01" });
        await Client.CaughtUpAsync();
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
