using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Projects;

public class RegisterProjectTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_project_is_registered_with_its_address_and_version()
    {
        var answer = await own.Client.PostAsync("/projects", own.Project());

        answer.Status.ShouldBe(201);
        var id = (Guid)answer.Json["project"]!;
        answer.Json["version"]!.GetValue<int>().ShouldBe(1);
        answer.Json["stage"]!.GetValue<string>().ShouldBe("planned");
        answer.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/projects/{id}");
    }

    [Fact]
    public async Task every_field_comes_back_by_id_and_by_either_code()
    {
        var national = $"2021-{own.Code}-48-01-012345";
        var project = own.Project(
            ("region", own.County), ("library", "county"), ("class", "key"), ("sector", "publicRevenue"), ("owner", "晋煤集团"),
            ("totalInvestmentWan", 123_456.789012m), ("nationalCode", national),
            ("site", new JsonObject { ["address"] = "寺庄镇", ["longitude"] = 112.92, ["latitude"] = 35.79 }), ("scale", "2×100万千瓦"),
            ("plannedSigning", "2024-02"), ("plannedStart", "2024-05-06"), ("plannedCommissioning", "2025-12"), ("plannedCompletion", "2026-01-31"),
            ("planColumn", 12), ("planSection", "7.4"), ("priorStepsUnrecorded", true), ("note", "补录"), ("evidence", "晋市发改〔2021〕5号"));
        var registered = await own.Client.PostAsync("/projects", project);

        foreach (var address in new[] { (string)registered.Json["project"]!, national, (string)project["localCode"]! })
        {
            var answer = await own.GetAsync($"/projects/{address}");
            answer.Status.ShouldBe(200, address);
            answer.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
            var shown = answer.Json["project"]!;
            foreach (var (field, value) in project)
                if (field is not ("note" or "evidence")) JsonNode.DeepEquals(shown[field], value).ShouldBeTrue($"{field}: {shown[field]}");
            shown["milestones"]!.AsObject().ShouldBeEmpty();
        }
        var fact = (await own.FactsAsync(national)).ShouldHaveSingleItem()!;
        ((string?)fact["evidence"]).ShouldBe("晋市发改〔2021〕5号");
        ((string?)fact["data"]!["note"]).ShouldBe("补录");
    }

    [Fact]
    public async Task what_is_not_known_is_null_and_the_day_is_today()
    {
        var code = await own.RegisterAsync(("totalInvestmentWan", null), ("registeredOn", null));

        var shown = (await own.GetAsync($"/projects/{code}")).Json["project"]!;

        shown["totalInvestmentWan"].ShouldBeNull();
        shown["owner"].ShouldBeNull();
        ((string?)shown["registeredOn"]).ShouldBe($"{TimeProvider.System.Today():yyyy-MM-dd}");
    }

    [Fact]
    public async Task a_local_code_belongs_to_one_project_of_the_city()
    {
        var local = await own.RegisterAsync();
        var before = await own.CountFactsAsync();

        var sameLocal = await own.Client.PostAsync("/projects", own.Project(("localCode", local)));

        sameLocal.ShouldBeRefused(409, "codeTaken");
        ((string)sameLocal.Json["detail"]!).ShouldContain(local);
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_national_code_goes_on_calling_the_project_that_had_it_first()
    {
        var national = $"2022-{own.Code}-48-01-000001";
        var first = await own.RegisterAsync(("nationalCode", national));

        var second = await own.Client.PostAsync("/projects", own.Project(("nationalCode", national)));

        second.Status.ShouldBe(201, second.Text);
        ((string?)(await own.GetAsync($"/projects/{national}")).Json["project"]!["localCode"]).ShouldBe(first);
    }

    [Fact]
    public async Task a_code_may_be_used_again_in_another_city()
    {
        var code = await own.RegisterAsync();
        var other = await own.Server.NewCityAsync();
        using var client = own.Server.Client($"{other.Code}");

        (await client.PostAsync("/projects", OwnCity.ProjectIn($"{other.Code}", code))).Status.ShouldBe(201);

        var here = await own.GetAsync($"/projects/{code}");
        var there = await client.GetAsync($"/projects/{code}", "");
        ((string?)there.Json["project"]!["id"]).ShouldNotBe((string?)here.Json["project"]!["id"]);
        (await client.GetAsync($"/projects/{here.Json["project"]!["id"]}", "")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("2021-110000-48-01-012345")]
    [InlineData("2021-48-01-012345")]
    [InlineData("not a code")]
    public async Task a_national_code_of_elsewhere_or_of_another_shape_is_refused(string code)
    {
        var answer = await own.Client.PostAsync("/projects", own.Project(("nationalCode", code)));

        answer.Status.ShouldBe(422);
        answer.Code.ShouldBe("badNationalCode");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("6F9619FF-8B86-D011-B42D-00CF4FC964FF")]
    [InlineData("2021-140500-48-01-012345")]
    public async Task a_local_code_that_could_be_taken_for_another_address_is_refused(string code)
    {
        var answer = await own.Client.PostAsync("/projects", own.Project(("localCode", code)));

        answer.Status.ShouldBe(400);
        answer.Json["errors"]!["localCode"].ShouldNotBeNull();
    }

    [Fact]
    public async Task a_code_that_a_revision_gives_must_be_free_and_the_one_that_is_not_is_named()
    {
        var (first, second) = (await own.RegisterAsync(), await own.RegisterAsync());

        var taken = await own.RecordAsync(second, Revised(second, first));

        taken.ShouldBeRefused(409, "codeTaken");
        taken.Text.ShouldContain(first);
        var free = own.NewCode();
        await own.RecordAllAsync(second, Revised(second, free), Revised(free, second));
        // Both go on calling it.
        (await own.GetAsync($"/projects/{free}")).Json["project"]!["id"]!.ToString().ShouldBe((await own.GetAsync($"/projects/{second}")).Json["project"]!["id"]!.ToString());

        static object Revised(string old, string @new) => new
        {
            type = "detailsRevised", occurredOn = "2024-02-01", reason = "重新编号", changes = new[] { new { attribute = "localCode", old, @new } },
        };
    }
}
