using System.Text.Json.Nodes;
using MajorProjects.Server.Access;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Access;

/// <summary>A county sees and writes its own: a token with a region is answered as if the other regions' projects were not there.</summary>
public sealed class CountyScopeTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly OwnCity own = new(postgres);
    private string mine = "", theirs = "", municipal = "";

    private string Other => own.City.Regions.Keys.Order(StringComparer.Ordinal).Last();

    public async ValueTask InitializeAsync()
    {
        await own.InitializeAsync();
        mine = await WorksAsync(own.County);
        theirs = await WorksAsync(Other);
        municipal = await WorksAsync(own.Code);
        await own.Client.CaughtUpAsync();
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();

    [Theory]
    [InlineData("/projects")]
    [InlineData("/batches?by=year&from=2023&to=2025")]
    [InlineData("/batches/signed/2024")]
    [InlineData("/cohorts?by=year&from=2023&to=2025")]
    [InlineData("/backlog")]
    [InlineData("/rates/signedCount?period=2024&list=true")]
    [InlineData("/rates/startRateOfSigned?period=2024&list=true")]
    [InlineData("/delays")]
    [InlineData("/backdated?days=1")]
    [InlineData("/rounds")]
    [InlineData("/duplicates")]
    [InlineData("/reviews")]
    [InlineData("/forecast")]
    [InlineData("/compare?asOf=2023-12-31&asOf2=2024-12-31")]
    [InlineData("/explain?metric=signedCount&period=2024&asOf=2023-12-31&asOf2=2024-12-31")]
    [InlineData("/explain?metric=slipDays&period=2024")]
    public Task a_view_shows_a_county_what_it_shows_the_city_of_that_county(string path) => ShowsItsOwnAsync(Role.Reporter, path);

    [Fact]
    public async Task an_audit_view_shows_a_county_what_it_shows_the_city_of_that_county()
    {
        foreach (var view in new[]
        {
            "backdated?days=1", "nearDeadline?days=27", "nearDeadline?days=27&deadline=20", "corrections", "changedFigures?by=year&from=2023&to=2025", "untouched", "neverStarted", "sharedParties",
        })
            await ShowsItsOwnAsync(Role.Auditor, $"/audit/{view}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/facts")]
    [InlineData("/evidence")]
    public async Task of_a_project_elsewhere_a_county_does_not_learn_that_it_exists(string part)
    {
        using var county = Of(Role.Reviewer, own.County);

        (await county.GetAsync($"/projects/{mine}{part}", "")).Status.ShouldBe(200);
        foreach (var project in new[] { theirs, municipal, await IdAsync(theirs) })
        {
            var refused = await county.GetAsync($"/projects/{project}{part}", "");
            refused.ShouldBeRefused(404, "unknownProject");
            refused.Text.Replace(project, "X", StringComparison.Ordinal)
                .ShouldBe((await county.GetAsync($"/projects/NOTHING{part}", "")).Text.Replace("NOTHING", "X", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task a_county_writes_its_own_and_nothing_elsewhere()
    {
        using var county = Of(Role.Reporter, own.County);
        var before = await own.CountFactsAsync();

        (await county.PostAsync($"/projects/{theirs}/facts", Facts.Started("2024-05-01"))).ShouldBeRefused(404, "unknownProject");
        (await county.PostAsync("/projects", own.Project(("region", Other)))).ShouldBeRefused(403, "outOfScope");
        (await county.PostAsync("/projects", own.Project(("region", own.Code)))).ShouldBeRefused(403, "outOfScope");
        (await county.PostAsync($"/projects/{mine}/facts", Moved(own.County, Other))).ShouldBeRefused(403, "outOfScope");
        (await own.CountFactsAsync()).ShouldBe(before);

        (await county.PostAsync("/projects", own.Project(("region", own.County)))).Status.ShouldBe(201);
        (await county.PostAsync($"/projects/{mine}/facts", Facts.Started("2024-05-01"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task lines_of_an_import_that_concern_other_counties_are_refused_without_their_ids()
    {
        using var county = Of(Role.Reporter, own.County);
        var started = (string project) => $$"""{"project":"{{project}}","type":"constructionStarted","occurredOn":"2024-05-01"}""";

        var answer = await county.PostTextAsync("/facts", $"{started(mine)}\n{started(theirs)}\n", "application/x-ndjson");

        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        lines.Select(l => (int)l["status"]!).ShouldBe([201, 404]);
        ((string)lines[1]["problem"]!["code"]!).ShouldBe("unknownProject");
        answer.Text.ShouldNotContain(await IdAsync(theirs));
    }

    [Fact]
    public async Task nothing_is_told_of_another_county_not_even_of_the_past()
    {
        using var county = Of(Role.Reporter, own.County);
        var (code, before) = (own.NewCode(), await own.CountFactsAsync());
        var registered = OwnCity.ProjectIn(own.Code, code, ("region", Other), ("localCode", null));
        (registered["type"], registered["project"]) = ("projectRegistered", code);
        var moved = System.Text.Json.JsonSerializer.SerializeToNode(Moved(Other, own.County), Json.Stored)!;
        moved["project"] = code;

        var lines = (await county.PostTextAsync("/facts", $"{registered.ToJsonString()}\n{moved.ToJsonString()}\n", "application/x-ndjson")).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (int)JsonNode.Parse(l)!["status"]!).ToList();

        lines.ShouldBe([403, 424], ignoreOrder: true);
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task what_a_project_looks_like_in_another_county_is_for_the_officers_of_the_city()
    {
        using var county = Of(Role.Reporter, own.County);
        var project = own.Project(("region", own.County), ("name", "跨县疑似重复热电联产一期"));
        (await own.Client.PostAsync("/projects", own.Project(("region", Other), ("name", "跨县疑似重复热电联产一期")))).Status.ShouldBe(201);

        var answer = await county.PostAsync("/projects", project);

        answer.Status.ShouldBe(201, answer.Text);
        answer.Json["suspected"]!.AsArray().ShouldBeEmpty();
        var seen = await county.GetAsync($"/projects/{(string)project["localCode"]!}/facts", "");
        var (fact, whole) = (seen.Json["facts"]![1]!, (await own.FactsAsync((string)project["localCode"]!))[1]!);
        ((string)fact["type"]!, fact["data"]!["of"], fact["data"]!["similarity"]).ShouldBe(("duplicateSuspected", null, null));
        var other = (string)whole["data"]!["of"]!;
        seen.Text.ShouldNotContain(other);
        (await county.GetAsync("/duplicates?fresh=true", "")).Text.ShouldNotContain(other);
        (await own.GetAsync("/duplicates?fresh=true")).Text.ShouldContain(other);
    }

    [Fact]
    public async Task a_project_that_moves_is_the_other_countys_from_then_on()
    {
        using var county = Of(Role.Reporter, own.County);
        using var elsewhere = Of(Role.Reporter, Other);
        var project = await WorksAsync(own.County);

        (await own.RecordAsync(project, Moved(own.County, Other))).Status.ShouldBe(201);

        (await county.GetAsync($"/projects/{project}", "")).ShouldBeRefused(404, "unknownProject");
        (await elsewhere.GetAsync($"/projects/{project}", "")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task what_concerns_all_counties_is_not_for_one()
    {
        using var county = Of(Role.Reporter, own.County);
        using var leader = Of(Role.Leader);

        (await county.GetAsync("/rounds/2024-1", "")).ShouldBeRefused(403, "outOfScope");
        (await leader.GetAsync("/rounds/2024-1", "")).ShouldBeRefused(404, "unknownRound");
        using var auditor = Of(Role.Auditor, own.County);
        (await auditor.GetAsync("/audit/rounds", "")).ShouldBeRefused(403, "outOfScope");
        (await leader.GetAsync("/audit/rounds", "")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_region_of_another_city_covers_nothing_here()
    {
        var city = await own.Server.NewCityAsync();
        using var elsewhere = own.Server.Client([Role.Reporter], [own.Code, city.Code.ToString()], [city.Regions.Keys.First()]);
        using var nonsense = Of(Role.Reporter, "nowhere");

        (await elsewhere.GetAsync($"/projects?city={own.Code}", "")).ShouldBeRefused(403, "outOfScope");
        (await elsewhere.GetAsync($"/projects?city={city.Code}", "")).Status.ShouldBe(200);
        (await nonsense.GetAsync("/projects", "")).ShouldBeRefused(403, "outOfScope");
    }

    // Of everything that a view may tell of: signed, put off, suspected to repeat its neighbour, of the same owner as that, and voided.
    private async Task<string> WorksAsync(string region)
    {
        var (project, neighbour) = (
            await own.RegisterAsync(("region", region), ("sector", "public"), ("plannedStart", "2024-10"), ("owner", $"{region}投资公司")),
            await own.RegisterAsync(("region", region), ("owner", $"{region}投资公司")));
        await own.RecordAllAsync(project, Facts.Signed(),
            new { type = "projectDelayed", occurredOn = "2024-04-01", milestone = "start", to = "2025-03", reason = "land" },
            new { type = "duplicateSuspected", occurredOn = "2024-04-01", of = await IdAsync(neighbour), grounds = "reported" },
            Facts.Started("2024-05-01"), Facts.Voided(5));
        return project;
    }

    private async Task ShowsItsOwnAsync(Role role, string path)
    {
        using var county = Of(role, own.County);
        using var both = Of(Role.Leader, own.County, own.Code);
        var at = $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}position={await own.CountFactsAsync()}";

        var seen = await county.GetAsync(path + at, "");

        seen.Status.ShouldBe(200, seen.Text);
        Plain(seen).ShouldBe(Plain(await own.GetAsync($"{path}{at}&region={own.County}")));
        Plain(seen).ShouldBe(Plain(await county.GetAsync($"{path}{at}&region={own.County}", "")));
        var elsewhere = await IdAsync(theirs);
        seen.Text.ShouldNotContain(elsewhere);
        (await both.GetAsync(path + at, "")).Text.ShouldNotContain(elsewhere);
        (await county.GetAsync($"{path}{at}&region={Other}", "")).ShouldBeRefused(403, "outOfScope");
    }

    private async Task<string> IdAsync(string project) => (string)(await own.GetAsync($"/projects/{project}")).Json["project"]!["id"]!;

    private HttpClient Of(Role role, params string[] regions) => own.Server.Client([role], [own.Code], regions);

    private static object Moved(string from, string to) => new
    {
        type = "detailsRevised", occurredOn = "2024-03-02", reason = "区划调整",
        changes = new[] { new { attribute = "region", old = from, @new = to } },
    };

    // The instant of the question is in the answer.
    private static string Plain(Answer answer)
    {
        var json = answer.Json;
        foreach (var point in new[] { json, json["first"], json["second"] }.OfType<JsonObject>()) point.Remove("knownAt");
        return json.ToJsonString();
    }
}
