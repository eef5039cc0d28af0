using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Evidence;
using MajorProjects.Server.Projects;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.Evidence;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Tests.Http;

/// <summary>Whatever stands in a text comes back as it went in, or is refused and leaves nothing behind.</summary>
public class NaughtyStringsTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const int AtOnce = 4;

    private static IReadOnlyList<string> Strings => NaughtyStrings.All;

    [Fact]
    public async Task every_text_of_every_kind_of_fact_comes_back_or_is_refused()
    {
        var others = new List<Guid>();
        foreach (var name in new[] { "甲", "乙", "丙" }) others.Add(IdOf(await own.Client.PostAsync("/projects", own.Project(("name", $"{name}地热供暖")))));
        var before = await CountAsync("projectRegistered");
        var lives = NaughtyStrings.ToStore.Select((text, i) => new NaughtyLife(text, i, own.Code, others)).ToList();
        using var another = own.Server.Client("another", [own.Code]);

        await EachAsync(lives, async life =>
        {
            var answer = await SendAsync(life, NaughtyLife.Registration, "/projects", fact =>
            {
                fact["registeredOn"] = fact["occurredOn"]!.DeepClone();
                fact.Remove("occurredOn");
            });
            life.Id = IdOf(answer);
        });
        (await CountAsync("projectRegistered")).ShouldBe(before + lives.Count);
        await ImportAsync(own.Client, lives, NaughtyLife.Early);
        await ImportAsync(another, lives, NaughtyLife.Late);
        await EachAsync(lives, async life =>
        {
            await SendAsync(life, NaughtyLife.Voiding, $"/projects/{life.Id}/facts", fact => fact["type"] = "factVoided");
            await SendAsync(life, NaughtyLife.Dismissal, $"/duplicates/{life.Id}-{life.VersionOf(typeof(DuplicateSuspected), 1)}/dismiss");
            await SendAsync(life, NaughtyLife.Confirmation, $"/duplicates/{life.Id}-{life.VersionOf(typeof(DuplicateSuspected), 2)}/confirm");
        });

        await EachAsync(lives, async life =>
        {
            var history = (await own.FactsAsync($"{life.Id}")).ToDictionary(f => (int)f!["version"]!, f => f!["data"]);
            foreach (var (version, step, sent) in life.Taken)
                foreach (var path in step.Texts)
                    JsonField.Get(history[version], path).ShouldBe(JsonField.Get(sent, path), $"{step.Name}.{path} {life.Naughty}");
        });
        lives.SelectMany(l => l.Proven()).Distinct().ShouldBe(
            FactReader.Kinds.SelectMany(k => JsonField.TextsOf(k.Class).Select(path => (k.Class, path))).Except(NaughtyLife.WithMeaning), ignoreOrder: true);
    }

    [Fact]
    public async Task where_a_text_has_a_meaning_what_has_none_is_refused()
    {
        var before = await own.CountFactsAsync();
        foreach (var (kind, path) in NaughtyLife.WithMeaning)
            await RefusedAsync(Strings.Select((text, i) =>
            {
                var life = new NaughtyLife("常", i, own.Code, []);
                var line = life.Write(NaughtyLife.Early.Append(NaughtyLife.Registration).First(s => s.Kind == kind));
                JsonField.Set(line, path, text);
                return Line(line, kind, $"{path}-{i}");
            }));
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task where_no_text_belongs_none_is_taken()
    {
        var before = await own.CountFactsAsync();
        foreach (var kind in FactReader.Kinds)
            await RefusedAsync(JsonField.Of(kind.Class).Where(f => !f.IsText).SelectMany(field => Strings.Select(text =>
            {
                var line = new NaughtyLife("常", 0, own.Code, []).Write(new(kind.Class));
                field.Set(line, text);
                return Line(line, kind.Class, $"{kind.Name}-{field.Path}");
            })));
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task what_an_import_calls_a_project_is_its_code_or_is_refused()
    {
        // A city of its own, where none of them is a code yet.
        var city = (await own.Server.NewCityAsync()).Code.ToString();
        using var client = own.Server.Client(city);
        var lines = Strings.Select((text, i) =>
        {
            var line = OwnCity.ProjectIn(city, $"{i}", ("localCode", null));
            (line["type"], line["project"]) = ("projectRegistered", text);
            return line;
        }).ToList();

        var results = await ImportAsync(client, lines);

        foreach (var (text, result) in Strings.Zip(results))
            if ((int)result["status"]! == 201) ((string?)(await client.GetAsync($"/projects/{result["project"]}", "")).Json["project"]!["localCode"]).ShouldBe(text);
            else ShouldBeRefused(result);
        results.Count(r => (int)r["status"]! == 201).ShouldBeGreaterThan(100);
        (await client.GetAsync("/projects", "?limit=500&fresh=true")).Json["projects"]!.AsArray().Count.ShouldBe(results.Count(r => (int)r["status"]! == 201));
    }

    [Fact]
    public async Task every_text_of_a_round_comes_back_or_is_refused()
    {
        // The three together have no list.
        var paths = JsonField.TextsOf(typeof(RoundRequest)).Where(p => !p.StartsWith("total.", StringComparison.Ordinal)).ToList();
        var taken = new ConcurrentBag<(JsonObject Sent, HashSet<string> Plain)>();
        await EachAsync(NaughtyStrings.ToStore.Select((text, i) => (text, i)), async naughty =>
        {
            var (text, i) = naughty;
            var plain = new HashSet<string>(StringComparer.Ordinal);
            for (var answered = 0; answered != 201;)
            {
                var round = new JsonObject { ["heldOn"] = "2024-03-01" };
                foreach (var path in paths) JsonField.Set(round, path, plain.Contains(path) ? $"R-{i}" : text);
                var answer = await own.Client.PostTextAsync("/rounds", round.ToJsonString());
                if ((answered = answer.Status) == 201) taken.Add((round, plain));
                else
                {
                    answer.ShouldBeRefused(400, "malformed");
                    foreach (var (field, _) in answer.Json["errors"]!.AsObject()) plain.Add(field.Replace("[0]", "[]", StringComparison.Ordinal)).ShouldBeTrue($"{text} {answer.Text}");
                }
            }
        });
        await own.GetAsync("/rounds?fresh=true");

        await EachAsync(taken, async round =>
        {
            var sent = round.Sent;
            var read = (await own.GetAsync($"/rounds/{Uri.EscapeDataString((string)sent["number"]!)}")).Json;
            foreach (var path in paths)
                JsonField.Get(read, path.Replace(".projects[]", ".publishedProjects[]", StringComparison.Ordinal)).ShouldBe(JsonField.Get(sent, path), path);
        });
        foreach (var path in paths) taken.ShouldContain(t => !t.Plain.Contains(path), path);
        (await CountAsync("roundPublished")).ShouldBe(taken.Count);
    }

    [Fact]
    public async Task every_text_of_an_upload_comes_back_or_is_refused()
    {
        var taken = 0;
        await EachAsync(NaughtyStrings.ToStore, async text =>
        {
            var project = await own.RegisterAsync();
            var called = $"{text}.pdf";

            var answer = await own.Client.UploadAsync(project, Form(called, text));

            if (answer.Status != 201)
            {
                ShouldBeRefused(answer);
                return;
            }
            Interlocked.Increment(ref taken);
            var listed = (await own.GetAsync($"/projects/{project}/evidence")).Json["evidence"]!.AsArray()[^1]!;
            ((string?)listed["note"] ?? "").ShouldBe(text);
            // Without folders and unseen characters, in one spelling: what a name is here (see FileName).
            ((string?)listed["fileName"]).ShouldBe(FileName.Clean(called));
            ShouldBeRefused(await own.Client.UploadAsync(project, Form("a.pdf", "", ("occurredOn", text.Length == 0 ? " " : text))));
        });
        taken.ShouldBeGreaterThan(NaughtyStrings.ToStore.Count / 2);
        own.StoredFiles().Count.ShouldBe(taken);
    }

    [Fact]
    public async Task every_parameter_of_a_question_is_answered_or_refused()
    {
        var project = await own.RegisterAsync();
        var questions = (await OperationsAsync()).Where(o => o.Method == "GET")
            .SelectMany(o => o.Parameters.Where(p => p.In == ParameterLocation.Query).Select(p => (p.Name, Path: Known(o.Path, project))))
            .ToLookup(q => q.Name!, q => q.Path, StringComparer.Ordinal);
        questions.Count.ShouldBeGreaterThan(20);

        foreach (var parameter in questions)
        {
            // Each of those that take it is asked, if not all of them everything; of all parameters those that take any text are asked everything.
            var paths = parameter.ToList();
            var (step, turn) = (parameter.Key is "q" or "cursor" or "subject" ? 1 : 8, questions.Select(q => q.Key).ToList().IndexOf(parameter.Key));
            await EachAsync(Strings.Where((_, i) => (i + turn) % step == 0).Select((text, i) => (text, path: paths[i % paths.Count])), async asked =>
                ShouldBeAnswered(await own.GetAsync($"{asked.path}?{parameter.Key}={Uri.EscapeDataString(asked.text)}")));
        }
    }

    [Fact]
    public async Task every_part_of_a_path_is_known_or_refused()
    {
        var project = await own.RegisterAsync();
        var before = await own.CountFactsAsync();
        var turn = 0;
        foreach (var (method, path, parameters) in await OperationsAsync())
        {
            foreach (var parameter in parameters.Where(p => p.In == ParameterLocation.Path))
                // In turns: each string in a third of the places, and in each place a third of the strings.
                await EachAsync(Strings.Where((_, i) => (i + turn) % 3 == 0).ToList(), async text =>
                {
                    var asked = Known(path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(text), StringComparison.Ordinal), project);
                    // What is no id at all must not become another question by being left out.
                    if (method == "POST" && text.Trim('.', '/').Length > 0) ShouldBeRefused(await own.Client.PostAsync(asked, new { type = "projectReserved", occurredOn = "2024-01-02", surprise = 1 }));
                    else if (method == "GET") ShouldBeAnswered(await own.GetAsync(asked));
                });
            turn++;
        }
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task every_header_that_is_read_is_taken_or_refused()
    {
        var project = await own.RegisterAsync();
        await EachAsync(Strings, async text =>
        {
            var body = own.Project();
            var (first, again) = (await Register(body), await Register(body));
            if (first.Status != 201) ShouldBeRefused(first);
            if (text.Length > 0) (again.Status, again.Text).ShouldBe((first.Status, first.Text));
            else ShouldBeRefused(again);

            var insisted = await own.RecordAsync(project, new { type = "projectReserved", occurredOn = "2024-01-05" }, ("If-Match", text));
            if (insisted.Status == 201) text.Trim().ShouldBeOneOf("", "*");
            else ShouldBeRefused(insisted);

            Task<Answer> Register(JsonObject project) => own.Client.PostTextAsync("/projects", project.ToJsonString(), "application/json", ("Idempotency-Key", text));
        });
    }

    /// <summary>Sends a fact until it is taken, each time with plain texts in place of what was refused.</summary>
    private async Task<Answer> SendAsync(NaughtyLife life, NaughtyLife.Step step, string path, Action<JsonObject>? more = null)
    {
        while (true)
        {
            var body = life.Write(step);
            var sent = body.DeepClone().AsObject();
            more?.Invoke(body);
            if (path.StartsWith("/duplicates", StringComparison.Ordinal)) body.Remove("of");
            var answer = await own.Client.PostTextAsync(path, body.ToJsonString());
            if (answer.Status == 201)
            {
                // What it looks like is found and recorded with it.
                life.Take(step, (int)answer.Json["version"]! - answer.Json["suspected"]!.AsArray().Count, sent);
                life.Version = (int)answer.Json["version"]!;
                return answer;
            }
            ShouldBeRefused(answer);
            life.Learn(step, answer.Json);
        }
    }

    /// <summary>Imports facts of each life until they are taken; one that was refused wrote nothing, or the next would have another version.</summary>
    private static async Task ImportAsync(HttpClient client, IReadOnlyList<NaughtyLife> lives, IReadOnlyList<NaughtyLife.Step> steps)
    {
        for (var waiting = lives; waiting.Count > 0;)
        {
            var sent = waiting.SelectMany(life => steps.Select(step => (life, step, fact: life.Write(step)))).ToList();
            var results = await ImportAsync(client, [.. sent.Select(s => Line(s.fact.DeepClone().AsObject(), s.step.Kind, $"{s.life.Id}"))]);
            var again = new HashSet<NaughtyLife>();
            foreach (var ((life, step, fact), result) in sent.Zip(results))
            {
                if ((int)result["status"]! == 201)
                {
                    if (step == steps[0]) ((int)result["version"]!).ShouldBe(life.Version + 1);
                    life.Take(step, (int)result["version"]!, fact);
                    continue;
                }
                ShouldBeRefused(result);
                again.Add(life);
                if ((int)result["status"]! != 424) life.Learn(step, result["problem"]!);
            }
            waiting = [.. again];
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> ImportAsync(HttpClient client, List<JsonObject> lines)
    {
        var results = new List<JsonNode>();
        foreach (var part in lines.Chunk(10_000))
        {
            var answer = await client.PostTextAsync("/facts", string.Join('\n', part.Select(l => l.ToJsonString())), RecordFacts.MediaType);
            answer.Status.ShouldBe(200, answer.Text);
            results.AddRange(answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }
        results.Count.ShouldBe(lines.Count);
        return results;
    }

    private async Task RefusedAsync(IEnumerable<JsonObject> lines)
    {
        foreach (var result in await ImportAsync(own.Client, [.. lines])) ShouldBeRefused(result);
    }

    private static JsonObject Line(JsonObject fact, Type kind, string project)
    {
        fact["type"] = FactReader.Kinds.Single(k => k.Class == kind).Name;
        fact["project"] = project;
        return fact;
    }

    private static MultipartFormDataContent Form(string fileName, string note, params (string Name, string Value)[] more)
    {
        var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(Uploads.Pdf());
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = fileName };
        form.Add(file);
        foreach (var (name, value) in more.Prepend(("note", note))) form.Add(new StringContent(value, Encoding.UTF8), name);
        return form;
    }

    private async Task<IReadOnlyList<(string Method, string Path, IReadOnlyList<IOpenApiParameter> Parameters)>> OperationsAsync()
    {
        using var anybody = own.Server.Anonymous();
        var document = OpenApiDocument.Parse(await anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))).Document!;
        return
        [
            .. document.Paths.SelectMany(p => p.Value.Operations!.Select(o =>
                (o.Key.Method, p.Key["/api/v1".Length..], (IReadOnlyList<IOpenApiParameter>)[.. o.Value.Parameters ?? []]))),
        ];
    }

    /// <summary>The path with something there is in place of each parameter.</summary>
    private static string Known(string path, string project) => path
        .Replace("{project}", project, StringComparison.Ordinal).Replace("{kind}", "signed", StringComparison.Ordinal)
        .Replace("{period}", "2024", StringComparison.Ordinal).Replace("{metric}", "startedCount", StringComparison.Ordinal)
        .Replace("{number}", "2024-4", StringComparison.Ordinal).Replace("{id}", $"{Guid.Empty}-1", StringComparison.Ordinal)
        .Replace("{sha256}", new string('a', 64), StringComparison.Ordinal);

    private async Task<long> CountAsync(string type) => (long)(await own.AskAsync($"select count(*) from mt_events where tenant_id = $1 and type = '{type}'"))!;

    private static Guid IdOf(Answer answer) => answer.Status == 201 ? (Guid)answer.Json["project"]! : throw new InvalidOperationException(answer.Text);

    private static void ShouldBeAnswered(Answer answer)
    {
        if (answer.Status != 200) ShouldBeRefused(answer);
    }

    private static void ShouldBeRefused(Answer answer)
    {
        answer.Status.ShouldBeInRange(400, 499, answer.Text);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Refusals.IsChinese((string)answer.Json["detail"]!).ShouldBeTrue(answer.Text);
    }

    private static void ShouldBeRefused(JsonNode result)
    {
        ((int)result["status"]!).ShouldBeInRange(400, 499, result.ToJsonString());
        Refusals.IsChinese((string)result["problem"]!["detail"]!).ShouldBeTrue(result.ToJsonString());
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await act(item));
}
