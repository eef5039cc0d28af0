using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Duplicates;

/// <summary>What is found as facts are recorded. Each test speaks of works that no other one does.</summary>
public class SuspicionTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task works_that_are_registered_again_under_a_slightly_different_name_are_suspected_and_taken_all_the_same()
    {
        var (first, _) = await RegisterAsync("阳城电厂三期");

        var (second, answer) = await RegisterAsync("阳城电厂第3期扩建工程");

        Suspected(answer).ShouldBe([first]);
        ((int)answer.Json["version"]!).ShouldBe(2);
        answer.Response.Headers.ETag!.Tag.ShouldBe("\"2\"");
        var facts = await own.FactsAsync($"{second}");
        facts.Select(f => (string)f!["type"]!).ShouldBe(["projectRegistered", "duplicateSuspected"]);
        var suspicion = facts[1]!;
        ((Guid)suspicion["data"]!["of"]!).ShouldBe(first);
        ((string?)suspicion["data"]!["grounds"]).ShouldBe("name");
        ((decimal)suspicion["data"]!["similarity"]!).ShouldBe(1);
        ((string?)suspicion["occurredOn"]).ShouldBe($"{TimeProvider.System.Today():yyyy-MM-dd}");
        (await own.FactsAsync($"{first}")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task other_phases_of_the_same_works_are_not_suspected()
    {
        await RegisterAsync("沁水煤电一体化");

        foreach (var phase in new[] { "沁水煤电一体化一期", "沁水煤电一体化二期", "沁水煤电一体化三期" })
            Suspected((await RegisterAsync(phase)).Answer).ShouldBeEmpty(phase);
    }

    [Fact]
    public async Task those_it_is_known_to_look_like_do_not_keep_out_another_one()
    {
        var alike = new List<Guid>();
        for (var i = 0; i < 4; i++) alike.Add((await RegisterAsync("沁河古堡群保护")).Id);
        var (fifth, answer) = await RegisterAsync("沁河古堡群保护");
        var known = Suspected(answer);
        known.Count.ShouldBe(3);

        var started = await own.RecordAsync($"{fifth}", Facts.Started());

        started.Status.ShouldBe(201, started.Text);
        Suspected(started).ShouldBe(alike.Except(known));
    }

    [Fact]
    public async Task the_same_national_code_is_taken_and_suspected()
    {
        var national = $"2021-{own.Code}-44-01-000007";
        var (first, _) = await RegisterAsync("白马寺森林公园", ("nationalCode", national));

        var (second, answer) = await RegisterAsync("煤层气液化调峰站", ("nationalCode", national));

        Suspected(answer).ShouldBe([first]);
        var suspicion = (await own.FactsAsync($"{second}"))[1]!["data"]!;
        ((string?)suspicion["grounds"]).ShouldBe("nationalCode");
        suspicion["similarity"].ShouldBeNull();
    }

    [Fact]
    public async Task a_part_of_a_project_is_not_suspected_to_repeat_it_nor_another_part()
    {
        var (whole, _) = await RegisterAsync("丹河湿地修复");

        Suspected((await RegisterAsync("丹河湿地修复", ("parent", $"{whole}"))).Answer).ShouldBeEmpty();
        Suspected((await RegisterAsync("丹河湿地修复", ("parent", $"{whole}"))).Answer).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_pair_is_suspected_once_whatever_is_recorded_of_either_of_the_two_and_however_it_is_decided()
    {
        var (first, _) = await RegisterAsync("炎帝陵景区提升");
        var (second, answer) = await RegisterAsync("炎帝陵景区提升项目");
        Suspected(answer).ShouldBe([first]);

        Suspected(await own.RecordAsync($"{first}", Facts.Started())).ShouldBeEmpty();
        await own.RecordAllAsync($"{second}", new { type = "duplicateDismissed", occurredOn = "2024-03-01", of = first, reason = "两处景区" });
        Suspected(await own.RecordAsync($"{second}", Facts.Started())).ShouldBeEmpty();
        Suspected(await own.RecordAsync($"{second}", Revised("name", "炎帝陵景区提升项目", "炎帝陵景区提升工程"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_project_that_gets_the_name_of_another_is_suspected_and_one_that_gets_anything_else_is_not()
    {
        var (first, _) = await RegisterAsync("企业信用信息平台");
        var (second, _) = await RegisterAsync("珏山旅游公路");

        Suspected(await own.RecordAsync($"{second}", Revised("scale", null, "12公里"))).ShouldBeEmpty();
        Suspected(await own.RecordAsync($"{second}", Revised("name", "珏山旅游公路", "企业信用信息平台"))).ShouldBe([first]);
    }

    [Fact]
    public async Task a_revision_that_is_voided_takes_back_what_a_project_is_compared_by()
    {
        var (first, _) = await RegisterAsync("历山舜王坪步道");
        await own.RecordAllAsync($"{first}", Revised("name", "历山舜王坪步道", "云丘山索道"), Facts.Voided(2));

        Suspected((await RegisterAsync("云丘山索道")).Answer).ShouldBeEmpty();
        Suspected((await RegisterAsync("历山舜王坪步道工程")).Answer).ShouldBe([first]);
    }

    [Fact]
    public async Task what_was_merged_stands_for_what_it_was_merged_into()
    {
        var (first, _) = await RegisterAsync("王莽岭游客中心");
        var (second, _) = await RegisterAsync("陵川县锡崖沟接待站");
        await own.RecordAllAsync($"{second}", Reported(first), new { type = "duplicateConfirmed", occurredOn = "2024-03-01", of = first });

        Suspected((await RegisterAsync("陵川县锡崖沟接待站项目")).Answer).ShouldBe([first]);
    }

    [Fact]
    public async Task a_project_that_left_the_library_is_suspected_when_it_comes_back_as_another()
    {
        var (first, _) = await RegisterAsync("皇城相府数字展馆");
        await own.RecordAllAsync($"{first}", Facts.Withdrawn());

        Suspected((await RegisterAsync("皇城相府数字展馆项目")).Answer).ShouldBe([first]);
    }

    [Fact]
    public async Task an_import_tells_on_the_last_line_of_a_project_what_it_looks_like()
    {
        var (first, _) = await RegisterAsync("程颢书院修缮");
        var line = $$"""{"project":"I-1","occurredOn":"2024-01-02",""";

        var answer = await own.Client.PostTextAsync("/facts", $$"""
            {{line}}"type":"projectRegistered","name":"程颢书院修缮工程","region":"{{own.Code}}","library":"county","class":"annual","industry":"culture","sector":"public"}
            {{line}}"type":"constructionStarted"}
            """, "application/x-ndjson");

        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        lines.Select(l => (int)l["version"]!).ShouldBe([1, 2]);
        lines.Select(l => l["suspected"]!.AsArray().Select(s => (Guid)s!).ToList()).ShouldBe([[], [first]]);
        (await own.FactsAsync("I-1")).Select(f => (string)f!["type"]!).ShouldBe(["projectRegistered", "constructionStarted", "duplicateSuspected"]);
    }

    [Fact]
    public async Task a_repeated_registration_has_the_first_answer_with_its_suspicions()
    {
        await RegisterAsync("碗子城关隘保护");
        var project = Named("碗子城关隘保护工程");

        var first = await own.Client.PostAsync("/projects", project, ("Idempotency-Key", "s-1"));
        var again = await own.Client.PostAsync("/projects", project, ("Idempotency-Key", "s-1"));

        Suspected(first).ShouldHaveSingleItem();
        again.Text.ShouldBe(first.Text);
        (await own.FactsAsync((string)first.Json["project"]!)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task of_two_who_register_the_same_works_at_once_the_second_names_the_first()
    {
        var answers = await Task.WhenAll(RegisterAsync("太行一号驿站"), RegisterAsync("太行一号驿站"));

        var suspected = answers.Select(a => Suspected(a.Answer)).ToList();
        suspected.Count(s => s.Count == 0).ShouldBe(1);
        suspected.Single(s => s.Count == 1).ShouldBe([answers[suspected.FindIndex(s => s.Count == 0)].Id]);
    }

    [Fact]
    public async Task of_many_who_register_the_same_works_at_once_none_is_refused_and_all_but_one_are_suspected()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => RegisterAsync("大阳古镇民宿集群")));

        answers.Select(a => a.Answer.Status).ShouldAllBe(status => status == 201);
        answers.Count(a => Suspected(a.Answer).Count == 0).ShouldBe(1);
        answers.ShouldAllBe(a => Suspected(a.Answer).Count <= 3);
        foreach (var (id, answer) in answers)
            (await own.FactsAsync($"{id}")).Count.ShouldBe(1 + Suspected(answer).Count);
    }

    [Fact]
    public async Task of_many_who_start_a_project_that_looks_like_another_one_does_and_the_pair_is_suspected_once()
    {
        var (first, _) = await RegisterAsync("玉溪煤矿通风井");
        var (second, _) = await RegisterAsync("蟒河旅游专线");
        await own.RecordAllAsync($"{second}", Revised("name", "蟒河旅游专线", "玉溪煤矿通风井"), Facts.Voided(3));

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => own.RecordAsync($"{second}", Facts.Started())));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a.Status == 409 && a.Code is "alreadyStarted" or "concurrentWrite").ShouldBe(31);
        // Voided, it was never raised, so it is again.
        Suspected(answers.Single(a => a.Status == 201)).ShouldBe([first]);
    }

    [Fact]
    public async Task a_refused_registration_leaves_nothing_by_which_another_would_be_suspected()
    {
        var local = await own.RegisterAsync();
        (await own.Client.PostAsync("/projects", Named("郭壁古村落展示", ("localCode", local)))).ShouldBeRefused(409, "codeTaken");

        Suspected((await RegisterAsync("郭壁古村落展示")).Answer).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_caller_reports_a_suspicion_but_does_not_say_that_the_system_found_it()
    {
        var (first, _) = await RegisterAsync("高平铁炉智能工厂");
        var (second, _) = await RegisterAsync("马村装配车间");

        foreach (var found in new object[]
        {
            new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = first, grounds = "name" },
            new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = first, grounds = "reported", similarity = 0.9 },
        }) (await own.RecordAsync($"{second}", found)).ShouldBeRefused(422, "reportedOnly");

        (await own.RecordAsync($"{second}", Reported(first))).Status.ShouldBe(201);
        (await own.RecordAsync($"{first}", Reported(second))).ShouldBeRefused(409, "alreadySuspected");
    }

    private static object Reported(Guid of) => new { type = "duplicateSuspected", occurredOn = "2024-03-01", of, grounds = "reported" };

    private static JsonObject Revised(string attribute, string? old, string value) => new()
    {
        ["type"] = "detailsRevised",
        ["occurredOn"] = "2024-05-01",
        ["reason"] = "更正",
        ["changes"] = new JsonArray(new JsonObject { ["attribute"] = attribute, ["old"] = old, ["new"] = value }),
    };

    private static IReadOnlyList<Guid> Suspected(Answer answer)
    {
        answer.Status.ShouldBe(201, answer.Text);
        return [.. answer.Json["suspected"]!.AsArray().Select(id => (Guid)id!)];
    }

    private JsonObject Named(string name, params ReadOnlySpan<(string Field, JsonNode? Value)> fields) =>
        own.Project([("name", name), ("sector", "public"), .. fields]);

    private async Task<(Guid Id, Answer Answer)> RegisterAsync(string name, params (string Field, JsonNode? Value)[] fields)
    {
        var answer = await own.Client.PostAsync("/projects", Named(name, fields));
        answer.Status.ShouldBe(201, answer.Text);
        return ((Guid)answer.Json["project"]!, answer);
    }
}
