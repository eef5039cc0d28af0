using System.Text.Json.Nodes;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Duplicates;

/// <summary>Two projects of the same works, suspected for each test, and what an officer makes of it.</summary>
public sealed class DecideDuplicateTests(OwnCity own) : IClassFixture<OwnCity>, IAsyncLifetime
{
    private static int phases;

    // Of another number, so like those of no other test.
    private readonly int phase = Interlocked.Increment(ref phases);
    private Guid first;
    private Guid second;
    private string id = "";

    public async ValueTask InitializeAsync()
    {
        first = await StartedAsync($"阳城电厂{phase}期", "2024-04-01");
        second = await StartedAsync($"阳城电厂第{phase}期扩建工程", "2024-05-01");
        id = $"{second}-2";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task an_open_suspicion_names_both_projects_and_why()
    {
        var pair = await OneAsync("open");

        ((Guid)pair["project"]!["id"]!, (Guid)pair["other"]!["id"]!).ShouldBe((second, first));
        ((string?)pair["project"]!["name"], (string?)pair["other"]!["name"]).ShouldBe(($"阳城电厂第{phase}期扩建工程", $"阳城电厂{phase}期"));
        ((string?)pair["project"]!["startedOn"], (string?)pair["other"]!["startedOn"]).ShouldBe(("2024-05-01", "2024-04-01"));
        ((string?)pair["grounds"], (decimal?)pair["similarity"], (string?)pair["suspectedBy"], (string?)pair["status"]).ShouldBe(("name", 1m, "tester", "open"));
        pair["decidedAt"].ShouldBeNull();
        pair["mergedInto"].ShouldBeNull();
    }

    [Fact]
    public async Task without_more_the_later_project_is_merged_into_the_earlier_one()
    {
        var answer = await own.Client.PostBytesAsync($"/duplicates/{id}/confirm", []);

        answer.Status.ShouldBe(201, answer.Text);
        ((Guid)answer.Json["project"]!).ShouldBe(second);
        answer.Response.Headers.ETag!.Tag.ShouldBe($"\"{(int)answer.Json["version"]!}\"");
        var pair = await OneAsync("confirmed");
        ((string?)pair["id"], (Guid?)pair["mergedInto"], (string?)pair["decidedBy"]).ShouldBe((id, first, "tester"));
        (await own.RecordAsync($"{second}", Facts.Commissioned())).ShouldBeRefused(422, "isMerged");
    }

    [Fact]
    public async Task the_earlier_project_can_be_merged_into_the_later_one()
    {
        var answer = await own.Client.PostAsync($"/duplicates/{id}/confirm", new { mergeInto = second, note = "以新批复为准" });

        ((Guid)answer.Json["project"]!).ShouldBe(first);
        var pair = await OneAsync("confirmed");
        ((string?)pair["id"], (Guid?)pair["mergedInto"], (string?)pair["reason"]).ShouldBe((id, second, "以新批复为准"));
        (await DecideAsync("confirm")).ShouldBeRefused(409, "alreadyDecided");
        (await DecideAsync("dismiss", new { reason = "两处厂址" })).ShouldBeRefused(409, "alreadyDecided");
    }

    [Fact]
    public async Task a_dismissal_needs_a_reason_and_shows_it()
    {
        var without = await DecideAsync("dismiss");
        without.ShouldBeRefused(400, "malformed");
        without.Json["errors"]!["reason"].ShouldNotBeNull();

        (await DecideAsync("dismiss", new { reason = "两处厂址" })).Status.ShouldBe(201);

        var pair = await OneAsync("dismissed");
        ((string?)pair["reason"], (string?)pair["status"]).ShouldBe(("两处厂址", "dismissed"));
        (await DecideAsync("confirm")).ShouldBeRefused(409, "alreadyDecided");
    }

    [Fact]
    public async Task a_decision_is_put_right_by_voiding_it_and_deciding_again()
    {
        var confirmed = await DecideAsync("confirm");
        await own.RecordAllAsync($"{second}", Facts.Voided((int)confirmed.Json["version"]!));

        (await OneAsync("open"))["id"]!.GetValue<string>().ShouldBe(id);
        (await DecideAsync("dismiss", new { reason = "两处厂址" })).Status.ShouldBe(201);
        (await OneAsync("dismissed"))["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Fact]
    public async Task a_repeated_decision_has_the_first_answer_and_a_stale_one_is_refused()
    {
        (await DecideAsync("confirm", headers: ("If-Match", "\"1\""))).ShouldBeRefused(412, "staleVersion");
        var once = await DecideAsync("confirm", headers: ("Idempotency-Key", "d-1"));

        var again = await DecideAsync("confirm", headers: ("Idempotency-Key", "d-1"));

        (once.Status, again.Status, again.Text).ShouldBe((201, 201, once.Text));
        (await DecideAsync("confirm", new { note = "另一请求" }, ("Idempotency-Key", "d-1"))).ShouldBeRefused(422, "idempotencyKeyReused");
    }

    [Fact]
    public async Task of_many_decisions_at_once_whichever_way_one_is_recorded()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(n => (n % 3) switch
        {
            0 => DecideAsync("confirm"),
            1 => DecideAsync("confirm", new { mergeInto = second }),
            _ => DecideAsync("dismiss", new { reason = "两处厂址" }),
        }));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 409 && (a.Code == "alreadyDecided" || a.Code == "concurrentWrite"));
        (await ListedAsync()).ShouldHaveSingleItem().Status.ShouldNotBe("open");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("00000000-0000-0000-0000-000000000000-2")]
    [InlineData("00000000-0000-0000-0000-000000000000-99999999999999999999")]
    public async Task an_id_that_no_suspicion_has_is_unknown(string unknown)
    {
        (await own.Client.PostAsync($"/duplicates/{unknown}/confirm", new { })).ShouldBeRefused(404, "unknownDuplicate");
        (await own.Client.PostAsync($"/duplicates/{unknown}/dismiss", new { reason = "两处厂址" })).ShouldBeRefused(404, "unknownDuplicate");
    }

    [Fact]
    public async Task a_fact_that_is_no_suspicion_and_a_suspicion_of_another_city_are_unknown()
    {
        var elsewhere = await own.Server.NewCityAsync();
        using var stranger = own.Server.Client($"{elsewhere.Code}");

        (await own.Client.PostAsync($"/duplicates/{second}-1/confirm", new { })).ShouldBeRefused(404, "unknownDuplicate");
        (await stranger.PostAsync($"/duplicates/{id}/confirm", new { })).ShouldBeRefused(404, "unknownDuplicate");
    }

    [Theory]
    [InlineData("confirm", """{"mergeInto":"x"}""", "mergeInto")]
    [InlineData("confirm", """{"mergeInto":7}""", "mergeInto")]
    [InlineData("confirm", """{"mergeInto":"00000000-0000-0000-0000-000000000000"}""", "mergeInto")]
    [InlineData("confirm", """{"of":"00000000-0000-0000-0000-000000000000"}""", "of")]
    [InlineData("confirm", """{"type":"projectWithdrawn"}""", "type")]
    [InlineData("confirm", """{"occurredOn":"gestern"}""", "occurredOn")]
    [InlineData("confirm", "[]", "body")]
    [InlineData("dismiss", """{"reason":7}""", "reason")]
    [InlineData("dismiss", """{"reason":""}""", "reason")]
    [InlineData("dismiss", "", "body")]
    public async Task what_a_decision_cannot_be_is_refused_by_its_field(string decision, string body, string field)
    {
        var answer = await own.Client.PostTextAsync($"/duplicates/{id}/{decision}", body);

        answer.ShouldBeRefused(400, "malformed");
        answer.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    private Task<Answer> DecideAsync(string decision, object? body = null, params (string Name, string Value)[] headers) =>
        own.Client.PostAsync($"/duplicates/{id}/{decision}", body ?? new { }, headers);

    /// <summary>The suspicion, which is listed once, under this status.</summary>
    private async Task<JsonNode> OneAsync(string status)
    {
        var (listed, pair) = (await ListedAsync()).ShouldHaveSingleItem();
        listed.ShouldBe(status);
        return pair;
    }

    private async Task<IReadOnlyList<(string Status, JsonNode Pair)>> ListedAsync()
    {
        await own.Client.CaughtUpAsync();
        var answer = (await own.GetAsync("/duplicates?fresh=true")).Json;
        foreach (var status in Statuses) answer[status]!.AsArray().Count.ShouldBe((int)answer["counts"]![status]!);
        return [.. Statuses.SelectMany(status => answer[status]!.AsArray().Where(p => (Guid)p!["project"]!["id"]! == second).Select(p => (status, p!)))];
    }

    private static readonly string[] Statuses = ["open", "confirmed", "dismissed"];

    private async Task<Guid> StartedAsync(string name, string on)
    {
        var answer = await own.Client.PostAsync("/projects", own.Project(("name", name), ("sector", "public")));
        var project = (Guid)answer.Json["project"]!;
        await own.RecordAllAsync($"{project}", Facts.Started(on));
        return project;
    }
}
