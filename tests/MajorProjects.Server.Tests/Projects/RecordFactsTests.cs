using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Projects;

public class RecordFactsTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task many_projects_are_recorded_in_one_body_with_a_result_per_line_in_order()
    {
        var (a, b, old) = (own.NewCode(), own.NewCode(), await own.RegisterAsync());

        var results = await ImportAsync(
            Registration(a), Line(old, Facts.Signed()), Registration(b), Line(a, Facts.Signed()), Line(old, Facts.Started()), Line(a, Facts.Started()));

        results.Select(Line).ShouldBe([1, 2, 3, 4, 5, 6]);
        results.ShouldAllBe(r => Status(r) == 201);
        results.Select(r => (int)r["version"]!).ShouldBe([1, 2, 1, 2, 3, 3]);
        results.Select(r => (string)r["project"]!).Distinct().Count().ShouldBe(3);
        ((string?)results[0]["project"]).ShouldBe((string?)results[3]["project"]);
        (await own.FactsAsync(a)).Select(f => (string?)f!["type"]).ShouldBe(["projectRegistered", "contractSigned", "constructionStarted"]);
        ((string?)(await own.GetAsync($"/projects/{a}")).Json["project"]!["id"]).ShouldBe((string?)results[0]["project"]);
        (await own.FactsAsync(old)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task one_bad_line_among_a_thousand_keeps_out_its_own_project_only()
    {
        var codes = Enumerable.Range(0, 200).Select(_ => own.NewCode()).ToList();
        var lines = codes.SelectMany(code => new[]
        {
            Registration(code), Line(code, Facts.Signed()), Line(code, Facts.Started()), Line(code, Progress("2024-04")), Line(code, Progress("2024-05")),
        }).ToArray();
        var bad = 5 * 77 + 3;
        lines[bad] = Line(codes[77], Progress("2023-01"));
        var before = await own.CountFactsAsync();

        var results = await ImportAsync(lines);

        results.Select(Line).ShouldBe(Enumerable.Range(1, 1000));
        for (var i = 0; i < 1000; i++) Status(results[i]).ShouldBe(i == bad ? 422 : i / 5 == 77 ? 424 : 201, $"line {i + 1}");
        ((string?)results[bad]["problem"]!["code"]).ShouldBe("beforePrevious");
        ((string?)results[bad - 1]["problem"]!["code"]).ShouldBe("otherLineRefused");
        (await own.CountFactsAsync()).ShouldBe(before + 995);
        (await own.GetAsync($"/projects/{codes[77]}")).Status.ShouldBe(404);

        static object Progress(string month) => new { type = "progressReported", occurredOn = "2024-06-05", month, percent = 10 };
    }

    [Fact]
    public async Task blank_lines_and_either_line_ending_are_no_facts_and_the_last_line_needs_none()
    {
        var code = own.NewCode();

        var results = await ImportTextAsync($"\n{Registration(code)}\r\n \t\r\n\r\n{Line(code, Facts.Signed())}");

        results.Select(Line).ShouldBe([2, 5]);
        results.ShouldAllBe(r => Status(r) == 201);
        (await ImportTextAsync("\n\r\n")).ShouldBeEmpty();
        (await ImportTextAsync("")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_line_that_cannot_be_read_is_refused_for_itself()
    {
        var (a, b) = (own.NewCode(), own.NewCode());

        var results = await ImportAsync(
            Registration(a), "{\"project\": \"", "7", "null", Registration(b), Line(b, new { type = "noSuchKind", occurredOn = "2024-01-01" }),
            """{"type":"contractSigned","occurredOn":"2024-03-01"}""", """{"project":7,"type":"contractSigned","occurredOn":"2024-03-01"}""",
            """{"project":"x\ud800","type":"contractSigned","occurredOn":"2024-03-01"}""",
            """{"project":"x\u0000","type":"contractSigned","occurredOn":"2024-03-01"}""",
            Line(a, new { type = "contractSigned", occurredOn = "2024-03-01", note = new string('长', 30_000) }));

        results.Select(Status).ShouldBe([424, 400, 400, 400, 424, 400, 400, 400, 400, 404, 413]);
        results.ShouldAllBe(r => Refusals.IsChinese((string)r["problem"]!["detail"]!));
        (await own.GetAsync($"/projects/{a}")).Status.ShouldBe(404);
        (await own.GetAsync($"/projects/{b}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task lines_of_one_project_belong_together_whatever_they_call_it()
    {
        var national = $"2021-{own.Code}-48-01-000077";
        var code = await own.RegisterAsync(("nationalCode", national));
        var id = Guid.Parse((string)(await own.GetAsync($"/projects/{code}")).Json["project"]!["id"]!);

        var results = await ImportAsync(
            Line(code, Facts.Signed()), Line($"{id}".ToUpperInvariant(), Facts.Started()), Line(national, Facts.Signed("2024-03-02")));

        results.Select(Status).ShouldBe([424, 424, 409]);
        (await own.FactsAsync(code)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_new_project_may_be_named_by_any_of_its_codes_or_bring_its_id()
    {
        var (national, local, id) = ($"2021-{own.Code}-48-01-000078", own.NewCode(), Guid.CreateVersion7());

        var results = await ImportAsync(
            Registration(national, ("nationalCode", national)),
            Registration(local, ("localCode", local), ("nationalCode", $"2021-{own.Code}-48-01-000079")),
            Line($"2021-{own.Code}-48-01-000079", Facts.Signed()),
            Registration($"{id}"));

        results.ShouldAllBe(r => Status(r) == 201);
        (await own.GetAsync($"/projects/{national}")).Json["project"]!["localCode"].ShouldBeNull();
        (await own.FactsAsync(local)).Count.ShouldBe(2);
        (await own.FactsAsync($"{id}")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_import_repeated_under_its_key_writes_nothing_more_and_is_answered_alike()
    {
        var (code, national, bad) = (own.NewCode(), $"2021-{own.Code}-48-01-000080", own.NewCode());
        string[] lines =
        [
            Registration(code, ("nationalCode", national), ("localCode", code)), Line(code, Facts.Signed()), Line(national, Facts.Started()),
            Registration(bad), Line(bad, Facts.Started()),
        ];
        var first = await ImportTextAsync(string.Join('\n', lines), ("Idempotency-Key", "import-1"));
        var before = await own.CountFactsAsync();

        var again = await ImportTextAsync(string.Join('\n', lines), ("Idempotency-Key", "import-1"));

        first.Select(Status).ShouldBe([201, 201, 201, 424, 422]);
        again.Select(r => r.ToJsonString()).ShouldBe(first.Select(r => r.ToJsonString()));
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_key_that_named_one_import_is_refused_to_another_even_of_other_projects()
    {
        await ImportTextAsync(Registration(own.NewCode()), ("Idempotency-Key", "import-3"));
        var before = await own.CountFactsAsync();

        var other = await own.Client.PostTextAsync("/facts", Registration(own.NewCode()), "application/x-ndjson", ("Idempotency-Key", "import-3"));

        (other.Status, other.Code).ShouldBe((422, "idempotencyKeyReused"));
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task more_facts_of_one_project_than_are_judged_at_once_are_refused_together()
    {
        var code = own.NewCode();
        var lines = Enumerable.Repeat(Line(code, new { type = "progressReported", occurredOn = "2024-06-05", month = "2024-05", percent = 10 }), 1000);

        var results = await ImportAsync([Registration(code), .. lines]);

        results.Select(Status).Distinct().ShouldBe([413]);
        (await own.GetAsync($"/projects/{code}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_registration_in_an_import_may_call_its_day_as_it_does_alone()
    {
        var code = own.NewCode();
        var registration = own.Project(("localCode", code));
        registration["type"] = "projectRegistered";
        registration["project"] = code;

        (await ImportTextAsync(registration.ToJsonString())).Select(Status).ShouldBe([201]);

        ((string?)(await own.GetAsync($"/projects/{code}")).Json["project"]!["registeredOn"]).ShouldBe((string?)registration["registeredOn"]);
    }

    [Fact]
    public async Task an_import_repeated_without_a_key_is_refused_by_the_rules()
    {
        var code = own.NewCode();
        var lines = new[] { Registration(code), Line(code, Facts.Signed()) };
        await ImportAsync(lines);

        var again = await ImportAsync(lines);

        again.Select(Status).ShouldBe([409, 424]);
        ((string?)again[0]["problem"]!["code"]).ShouldBe("alreadyRegistered");
    }

    [Fact]
    public async Task an_import_sent_twice_at_once_under_one_key_is_written_once()
    {
        var codes = Enumerable.Range(0, 10).Select(_ => own.NewCode()).ToList();
        var body = string.Join('\n', codes.SelectMany(code => new[] { Registration(code), Line(code, Facts.Signed()) }));
        var before = await own.CountFactsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ImportTextAsync(body, ("Idempotency-Key", "import-2"))));

        foreach (var answer in answers) answer.Select(r => r.ToJsonString()).ShouldBe(answers[0].Select(r => r.ToJsonString()));
        answers[0].ShouldAllBe(r => Status(r) == 201);
        (await own.CountFactsAsync()).ShouldBe(before + 20);
    }

    private string Registration(string code, params ReadOnlySpan<(string Field, JsonNode? Value)> fields)
    {
        var project = own.Project([("localCode", null), ("registeredOn", null), .. fields]);
        project["occurredOn"] = "2024-01-02";
        project["type"] = "projectRegistered";
        project["project"] = code;
        return project.ToJsonString();
    }

    private static string Line(string project, object fact)
    {
        var line = JsonSerializer.SerializeToNode(fact)!.AsObject();
        line["project"] = project;
        return line.ToJsonString();
    }

    private Task<List<JsonNode>> ImportAsync(params string[] lines) => ImportTextAsync(string.Join('\n', lines) + "\n");

    private async Task<List<JsonNode>> ImportTextAsync(string body, params (string Name, string Value)[] headers)
    {
        var answer = await own.Client.PostBytesAsync("/facts", Encoding.UTF8.GetBytes(body), "application/x-ndjson", headers);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        return [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static int Line(JsonNode result) => (int)result["line"]!;

    private static int Status(JsonNode result) => (int)result["status"]!;
}
