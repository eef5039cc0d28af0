using System.Text.Json.Nodes;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Rounds;

/// <summary><c>POST /rounds</c>.</summary>
public class PublishRoundTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_round_is_kept_as_it_was_published_with_who_recorded_it_and_when()
    {
        var signed = RoundCalls.List(("甲项目", "P-77"), ("乙项目", null));
        (signed["count"], signed["investmentWan"]) = (13, 217_200.5);

        var answer = await own.PublishAsync(RoundCalls.Round("2024-第1次", ("signed", signed), ("total", new JsonObject { ["count"] = 43 })));

        answer.Status.ShouldBe(201, answer.Text);
        answer.Text.ShouldBe("""{"number":"2024-第1次","version":1}""");
        var location = answer.Response.Headers.Location!.OriginalString;
        location.ShouldBe("/api/v1/rounds/2024-%E7%AC%AC1%E6%AC%A1");
        var round = await own.RoundAsync("2024-%E7%AC%AC1%E6%AC%A1");
        (round.Number, round.Name, round.HeldOn, round.Source, round.Corrected).ShouldBe(("2024-第1次", "“三个一批”活动", new(2024, 3, 1), "测试日报", false));
        (round.Signed.Published.Count, round.Signed.Published.InvestmentWan!.Value.Amount).ShouldBe((13, 217_200.5m));
        round.Signed.PublishedProjects.Select(p => (p.Name, p.Project)).ShouldBe([("甲项目", "P-77"), ("乙项目", null)]);
        round.Started.Published.ShouldBe(new());
        (round.Total.Published.Count, round.Total.Difference.Count).ShouldBe((43, 43));
        var publication = round.Publications.ShouldHaveSingleItem();
        (publication.Version, publication.RecordedBy).ShouldBe((1, "tester"));
        publication.RecordedAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
        (await own.AskAsync("select (headers ->> 'name') || ' ' || (headers ->> 'role') from mt_events where tenant_id = $1 and type = 'roundPublished' and data ->> 'number' = '2024-第1次'"))
            .ShouldBe("测试员 officer");
    }

    [Fact]
    public async Task a_round_without_lists_is_stored_as_rounds_were_before_there_were_lists()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-old", ("signed", new JsonObject { ["count"] = 1, ["investmentWan"] = 5 })));

        (await own.AskAsync("select data::text from mt_events where tenant_id = $1 and type = 'roundPublished' and data ->> 'number' = '2024-old'")).ShouldBe(
            """{"name": "“三个一批”活动", "total": {}, "heldOn": "2024-03-01", "number": "2024-old", "signed": {"count": 1, "investmentWan": 5}, "source": "测试日报", "started": {}, "commissioned": {}}""");
    }

    [Fact]
    public async Task a_number_that_is_taken_is_refused_whatever_is_said_of_it()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-2"));

        await RefusedAsync(RoundCalls.Round("2024-2"), 409, "alreadyPublished");
        await RefusedAsync(RoundCalls.Round("2024-2", ("name", "又一次")), 409, "alreadyPublished");
    }

    [Fact]
    public async Task a_correction_holds_from_where_it_was_recorded_and_what_was_first_published_stays()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-3", ("started", RoundCalls.List(("甲", null)))));
        var first = (await own.RoundAsync("2024-3")).Position;

        var answer = await own.PublishAsync(RoundCalls.Round("2024-3", ("heldOn", "2024-03-02"), ("source", "更正公告"), ("started", RoundCalls.List(("甲", null), ("乙", null))), ("corrects", true)));

        answer.Text.ShouldBe("""{"number":"2024-3","version":2}""");
        var now = await own.RoundAsync("2024-3");
        (now.Corrected, now.HeldOn, now.Started.ListedCount).ShouldBe((true, new(2024, 3, 2), 2));
        now.Publications.Select(p => (p.Version, p.Source)).ShouldBe([(1, "测试日报"), (2, "更正公告")]);
        var then = await own.RoundAsync("2024-3", $"&position={first}");
        (then.Corrected, then.HeldOn, then.Started.ListedCount, then.Publications.Count).ShouldBe((false, new(2024, 3, 1), 1, 1));
        var listed = await own.Client.ReadAsync<RoundsAnswer>("/rounds");
        listed.Rounds.Where(r => r.Number == "2024-3").Select(r => (r.Corrected, r.PublishedStarted.Count, r.PublishedStarted.Projects)).ShouldBe([(true, 2, null)]);
        (await own.Client.ReadAsync<RoundsAnswer>($"/rounds?position={first}")).Rounds.Single(r => r.Number == "2024-3").Corrected.ShouldBeFalse();
        (await own.Client.ReadAsync<RoundsAnswer>("/rounds?asOf=2024-03-01")).Rounds.ShouldNotContain(r => r.Number == "2024-3", "it was held a day later, as is known now");
    }

    [Fact]
    public async Task a_correction_of_nothing_or_with_nothing_new_is_refused()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-4", ("signed", RoundCalls.List(("甲", "P-1")))));

        await RefusedAsync(RoundCalls.Round("2024-4", ("signed", RoundCalls.List(("甲", "P-1"))), ("corrects", true)), 422, "nothingToCorrect");
        await RefusedAsync(RoundCalls.Round("2024-404", ("corrects", true)), 404, "unknownRound");
    }

    [Fact]
    public async Task a_round_yet_to_be_held_is_refused() => await RefusedAsync(RoundCalls.Round("2999-1", ("heldOn", "2999-01-01")), 422, "inFuture");

    [Fact]
    public async Task of_many_who_publish_one_round_at_once_one_does_and_no_position_is_burnt()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-5-before"));
        var before = await SequenceAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => own.PublishAsync(RoundCalls.Round("2024-5", ("name", $"第{n}家")))));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a is { Status: 409, Code: "alreadyPublished" }).ShouldBe(11);
        (await SequenceAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task of_corrections_at_once_each_is_kept_in_its_turn()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-6"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => own.PublishAsync(RoundCalls.Round("2024-6", ("name", $"第{n}家"), ("corrects", true)))));

        answers.ShouldAllBe(a => a.Status == 201);
        answers.Select(a => (int)a.Json["version"]!).ShouldBe(Enumerable.Range(2, 6), ignoreOrder: true);
        (await own.RoundAsync("2024-6")).Publications.Count.ShouldBe(7);
    }

    [Fact]
    public async Task a_request_sent_again_with_its_key_has_the_first_answer()
    {
        var round = RoundCalls.Round("2024-7");
        var first = await own.PublishAsync(round, Key("a"));
        var correction = await own.PublishAsync(RoundCalls.Round("2024-7", ("name", "更正"), ("corrects", true)), Key("b"));
        var refused = await own.PublishAsync(round, Key("c"));
        var before = await own.CountFactsAsync();

        var again = await own.PublishAsync(round, Key("a"));

        (again.Status, again.Text).ShouldBe((201, first.Text));
        again.Response.Headers.Location.ShouldBe(first.Response.Headers.Location);
        (await own.PublishAsync(RoundCalls.Round("2024-7", ("name", "更正"), ("corrects", true)), Key("b"))).Text.ShouldBe(correction.Text);
        refused.ShouldBeRefused(409, "alreadyPublished");
        (await own.PublishAsync(round, Key("c"))).Text.ShouldBe(refused.Text);
        (await own.PublishAsync(RoundCalls.Round("2024-8"), Key("a"))).ShouldBeRefused(422, "idempotencyKeyReused");
        (await own.Client.PostAsync("/projects", own.Project(), Key("a"))).ShouldBeRefused(422, "idempotencyKeyReused");
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_correction_that_came_too_early_may_be_sent_again()
    {
        var correction = RoundCalls.Round("2024-11", ("name", "更正"), ("corrects", true));
        (await own.PublishAsync(correction, Key("e"))).ShouldBeRefused(404, "unknownRound");
        await own.PublishedAsync(RoundCalls.Round("2024-11"));

        (await own.PublishAsync(correction, Key("e"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task one_key_sent_many_times_at_once_publishes_once()
    {
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => own.PublishAsync(RoundCalls.Round("2024-9"), Key("s"))));
        same.ShouldAllBe(a => a.Status == 201 && a.Text == same[0].Text);

        var different = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => own.PublishAsync(RoundCalls.Round($"2024-9-{n}"), Key("d"))));
        different.Count(a => a.Status == 201).ShouldBe(1);
        different.Count(a => a is { Status: 422, Code: "idempotencyKeyReused" }).ShouldBe(7);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { """{}""", "number" },
        { """{"number":"X","name":"甲","heldOn":"2024-03-01"}""", "source" },
        { With("\"signed\":[]"), "signed" },
        { With("\"signed\":{\"projects\":{}}"), "signed.projects" },
        { With("\"signed\":{\"projects\":[null]}"), "signed.projects[0]" },
        { With("\"signed\":{\"projects\":[\"甲\"]}"), "signed.projects[0]" },
        { With("\"signed\":{\"projects\":[{}]}"), "signed.projects[0]" },
        { With("\"signed\":{\"projects\":[{\"name\":null}]}"), "signed.projects[0].name" },
        { With("\"signed\":{\"projects\":[{\"name\":\"a\\u0000\"}]}"), "signed.projects[0].name" },
        { With("\"signed\":{\"projects\":[{\"name\":\"甲\",\"project\":\"\\u0000\"}]}"), "signed.projects[0].project" },
        { With("\"signed\":{\"projects\":[{\"name\":\"甲\",\"id\":1}]}"), "signed.projects[0].id" },
        { With("\"signed\":{\"count\":-1}"), "signed.count" },
        { With("\"signed\":{\"count\":1.5}"), "signed.count" },
        { With("\"signed\":{\"count\":\"13\"}"), "signed.count" },
        { With("\"signed\":{\"count\":99999999999}"), "signed.count" },
        { With("\"commissioned\":{\"investmentWan\":-1}"), "commissioned.investmentWan" },
        { With("\"total\":{\"projects\":[]}"), "total.projects" },
        { With("\"corrects\":\"yes\""), "corrects" },
        { With("\"surprise\":1"), "surprise" },
        { With("\"name\":\"\\ud800\"", "name"), "body" },
        { With("\"name\":\" \"", "name"), "name" },
        { With("\"number\":\"2024 1\"", "number"), "number" },
        { With("\"number\":\"2024/1\"", "number"), "number" },
        { With("\"number\":\"a\\u0000\"", "number"), "number" },
        { With("\"number\":\"..\"", "number"), "number" },
        { With("\"number\":20241", "number"), "number" },
        { With("\"heldOn\":\"2024-02-30\"", "heldOn"), "heldOn" },
        { With("\"heldOn\":\"0001-01-01\"", "heldOn"), "heldOn" },
        { "[]", "body" },
        { "{\"number\":", "body" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task what_is_no_round_is_refused_with_the_field_that_is_wrong(string body, string field)
    {
        var before = await own.CountFactsAsync();

        var refused = await own.Client.PostTextAsync("/rounds", body);

        refused.ShouldBeRefused(400, "malformed");
        refused.Json["errors"]![field].ShouldNotBeNull(refused.Text);
        (await own.Client.PostTextAsync("/rounds", body, "application/json", ("Accept-Language", "en"))).ShouldBeRefused(400, "malformed", english: true);
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task lists_as_long_as_they_may_be_are_taken_and_longer_ones_are_not()
    {
        var longest = List(2000);

        await own.PublishedAsync(RoundCalls.Round("2024-long", ("signed", longest), ("started", longest.DeepClone()), ("commissioned", longest.DeepClone())));

        (await own.RoundAsync("2024-long")).Signed.Differences.Count.ShouldBe(2000);
        (await own.PublishAsync(RoundCalls.Round("2024-longer", ("signed", List(2001))))).ShouldBeRefused(400, "malformed");
        (await own.PublishAsync(RoundCalls.Round("2024-longer", ("note", new string('长', 2_000_000))))).ShouldBeRefused(413, "tooLarge");
        (await own.Client.PostTextAsync("/rounds", "{}", "text/plain")).ShouldBeRefused(415, "unsupportedMedia");

        static JsonObject List(int count) => RoundCalls.List([.. Enumerable.Range(1, count).Select(n => (new string('长', 200 - 4) + $"{n:0000}", (string?)$"{Guid.NewGuid()}"))]);
    }

    [Theory]
    [InlineData("2024-404")]
    [InlineData("%2E%2E%2F")]
    [InlineData("%ED%A0%80")]
    [InlineData("';--")]
    public async Task a_round_that_is_not_there_is_unknown(string number)
    {
        await own.Client.CaughtUpAsync();
        (await own.GetAsync($"/rounds/{number}")).ShouldBeRefused(404, "unknownRound");
        (await own.Client.GetAsync($"/rounds/{number}", "?asOf=yesterday")).ShouldBeRefused(400, "malformed");
    }

    [Fact]
    public async Task a_round_is_its_city_s_alone()
    {
        await own.PublishedAsync(RoundCalls.Round("2024-10"));
        using var neighbour = own.Server.Client((await own.Server.NewCityAsync()).Code.ToString());

        (await neighbour.GetAsync("/rounds/2024-10", "")).ShouldBeRefused(404, "unknownRound");
        (await neighbour.PostTextAsync("/rounds", RoundCalls.Round("2024-10").ToJsonString())).Status.ShouldBe(201);
    }

    // A round with one field more, or another in the place of its own.
    private static string With(string field, string? inPlaceOf = null)
    {
        var round = RoundCalls.Round("2024-bad");
        if (inPlaceOf is not null) round.Remove(inPlaceOf);
        return $"{round.ToJsonString()[..^1]},{field}}}";
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", key);

    private async Task<long> SequenceAsync() => (long)(await own.AskAsync($"select last_value from mt_events_sequence_{own.Code} where $1 <> ''"))!;

    private async Task RefusedAsync(JsonObject round, int status, string code)
    {
        var before = await own.CountFactsAsync();
        (await own.PublishAsync(round)).ShouldBeRefused(status, code);
        (await own.PublishAsync(round, ("Accept-Language", "en"))).ShouldBeRefused(status, code, english: true);
        (await own.CountFactsAsync()).ShouldBe(before);
    }
}
