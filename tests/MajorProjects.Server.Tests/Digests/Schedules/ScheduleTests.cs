using System.Text.Json.Nodes;
using MajorProjects.Digests.Schedules;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Schedules;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Digests.Schedules;

/// <summary><c>/digests/schedules</c>: which digest goes out when, kept as facts.</summary>
public sealed class ScheduleTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_schedule_is_kept_as_it_was_set_with_who_set_it_and_when_and_says_when_it_runs_next()
    {
        var answer = await own.Client.PutAsync("weekly", ScheduleCalls.Weekly(
            ("timeZone", "UTC"), ("daysOff", "nextWorkday"), ("scope", new JsonObject { ["region"] = own.County, ["industry"] = "transport" }),
            ("recipients", new JsonArray(ScheduleCalls.Mail("zhang@example.gov.cn", "张三"), new JsonObject { ["channel"] = "weCom", ["to"] = "领导群" })), ("attachments", new JsonArray("pdf"))));

        answer.Status.ShouldBe(201, answer.Text);
        answer.Response.Headers.Location!.OriginalString.ShouldBe("/api/v1/digests/schedules/weekly");
        ((string)answer.Json["key"]!, (int)answer.Json["version"]!).ShouldBe(("weekly", 1));
        var read = await ReadAsync("weekly");
        var schedule = read.Schedule.Schedule;
        (schedule.Key, schedule.Name, schedule.Cron, schedule.TimeZone, schedule.DaysOff).ShouldBe(("weekly", "重大项目周报", "0 8 * * 1", "UTC", DaysOffRule.NextWorkday));
        (schedule.Scope.Region, schedule.Scope.Industry).ShouldBe((own.County, "transport"));
        schedule.Recipients.Select(r => (r.To, r.Name)).ShouldBe([("zhang@example.gov.cn", "张三"), ("领导群", null)]);
        schedule.Attachments.Select(a => $"{a}").ShouldBe(["Pdf"]);
        (read.Schedule.Version, read.Schedule.SetBy, read.Schedule.Ended, read.Schedule.LastIssue).ShouldBe((1, "tester", false, null));
        read.Schedule.SetAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
        var next = read.Schedule.NextRun!;
        next.DueAt.ShouldBeInRange(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(30));
        next.DueAt.TimeOfDay.ShouldBe(TimeSpan.FromHours(8));
        ((DateTimeOffset)answer.Json["nextRun"]!["dueAt"]!).ShouldBe(next.DueAt);
        var entry = read.History.ShouldHaveSingleItem();
        (entry.Version, entry.RecordedBy, entry.RecorderName, entry.Reason).ShouldBe((1, "tester", "测试员", null));
        read.Outstanding.ShouldBeEmpty();
        (await own.Client.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.Single(s => s.Schedule.Key == "weekly").NextRun.ShouldBe(next);
        (await own.AskAsync("select headers ->> 'role' from mt_events where tenant_id = $1 and type = 'digestScheduleSet' and data -> 'schedule' ->> 'key' = 'weekly'")).ShouldBe("officer");
    }

    [Fact]
    public async Task what_is_left_out_has_its_default()
    {
        await own.SetAsync("defaults", ScheduleCalls.Weekly());

        var schedule = (await ReadAsync("defaults")).Schedule.Schedule;

        (schedule.TimeZone, schedule.DaysOff, schedule.Scope.Region, schedule.Recipients.Count).ShouldBe(("Asia/Shanghai", DaysOffRule.Run, null, 0));
        schedule.Attachments.Select(a => $"{a}").ShouldBe(["Docx", "Xlsx"]);
    }

    [Fact]
    public async Task what_says_nothing_new_is_not_recorded_and_a_change_is_with_both_kept()
    {
        await own.SetAsync("changed", ScheduleCalls.Weekly());
        var before = await own.CountFactsAsync();

        var same = await own.Client.PutAsync("changed", ScheduleCalls.Weekly(("timeZone", "Asia/Shanghai"), ("recipients", new JsonArray())));
        (same.Status, (int)same.Json["version"]!).ShouldBe((200, 1));
        (await own.CountFactsAsync()).ShouldBe(before);

        var changed = await own.Client.PutAsync("changed", ScheduleCalls.Weekly(("cron", "0 9 * * 2")));
        (changed.Status, (int)changed.Json["version"]!).ShouldBe((200, 2));
        var read = await ReadAsync("changed");
        read.History.Select(h => (h.Version, h.Schedule!.Cron)).ShouldBe([(1, "0 8 * * 1"), (2, "0 9 * * 2")]);
        read.Schedule.Schedule.Cron.ShouldBe("0 9 * * 2");
    }

    [Fact]
    public async Task an_ended_schedule_is_listed_no_more_stays_on_record_and_can_be_set_again()
    {
        await own.SetAsync("ended", ScheduleCalls.Weekly());

        var ended = await own.Client.EndAsync("ended");

        (ended.Status, ended.Text).ShouldBe((200, """{"key":"ended","version":2,"nextRun":null}"""));
        (await own.Client.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.ShouldNotContain(s => s.Schedule.Key == "ended");
        var read = await ReadAsync("ended");
        (read.Schedule.Ended, read.Schedule.NextRun).ShouldBe((true, null));
        read.History.Select(h => (h.Version, h.Reason)).ShouldBe([(1, null), (2, "不再需要")]);
        (await own.Client.EndAsync("ended")).ShouldBeRefused(409, "alreadyEnded");
        (await own.Client.EndAsync("ended", headers: ("Accept-Language", "en"))).ShouldBeRefused(409, "alreadyEnded", english: true);

        var again = await own.Client.PutAsync("ended", ScheduleCalls.Weekly());
        (again.Status, (int)again.Json["version"]!).ShouldBe((200, 3));
        (await ReadAsync("ended")).Schedule.Ended.ShouldBeFalse();
    }

    [Fact]
    public async Task a_schedule_that_is_not_there_is_unknown()
    {
        foreach (var key in new[] { "nothing", "%E5%91%A8%E6%8A%A5", "';--", "%2E%2E%2F" })
        {
            (await own.GetAsync($"/digests/schedules/{key}")).ShouldBeRefused(404, "unknownSchedule");
            (await own.Client.EndAsync(key)).ShouldBeRefused(404, "unknownSchedule");
        }
        (await own.Client.GetAsync("/digests/schedules/nothing", "?fresh=true")).ShouldBeRefused(400, "malformed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?reason=")]
    [InlineData("?reason=%20")]
    [InlineData("?why=x&reason=x")]
    [InlineData("?reason=a%00")]
    public async Task an_end_needs_a_reason(string query)
    {
        await own.SetAsync("endless", ScheduleCalls.Weekly());
        (await own.Client.EndAsync("endless", query)).ShouldBeRefused(400, "malformed");
        (await ReadAsync("endless")).Schedule.Ended.ShouldBeFalse();
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { """{}""", "name" },
        { "[]", "body" },
        { Of(("key", "bad")), "key" },
        { Of(("cron", null)), "cron" },
        { Of(("cron", "0 0 8 * * 1")), "cron" },
        { Of(("cron", 8)), "cron" },
        { Of(("kind", "round")), "kind" },
        { Of(("kind", "daily")), "kind" },
        { Of(("kind", "weekly,monthly")), "kind" },
        { Of(("name", "")), "name" },
        { Of(("name", "a\nb")), "name" },
        { Of(("timeZone", "Mars/Olympus")), "timeZone" },
        { Of(("daysOff", "later")), "daysOff" },
        { Of(("scope", new JsonObject { ["region"] = "140500" })), "scope.region" },
        { Of(("scope", new JsonObject { ["industry"] = "alchemy" })), "scope.industry" },
        { Of(("scope", new JsonObject { ["county"] = "140521" })), "scope.county" },
        { Of(("recipients", new JsonArray((JsonNode?)null))), "recipients[0]" },
        { Of(("recipients", new JsonArray("zhang@example.com"))), "recipients[0]" },
        { Of(("recipients", new JsonArray(ScheduleCalls.Mail("zhang")))), "recipients[0].to" },
        { Of(("recipients", new JsonArray(new JsonObject { ["channel"] = "webhook", ["to"] = "https://example.com/hook?secret=1" }))), "recipients[0].to" },
        { Of(("recipients", new JsonArray(new JsonObject { ["channel"] = "mail" }))), "recipients[0]" },
        { Of(("recipients", new JsonArray(new JsonObject { ["channel"] = "mail", ["to"] = null }))), "recipients[0].to" },
        { Of(("attachments", new JsonArray("docx", "docx"))), "attachments" },
        { Of(("attachments", new JsonArray("exe"))), "attachments[0]" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task what_is_no_schedule_is_refused_with_the_field_that_is_wrong(string body, string field)
    {
        var before = await own.CountFactsAsync();

        var refused = await own.Client.PutTextAsync("bad", body);

        refused.ShouldBeRefused(400, "malformed");
        refused.Json["errors"]![field].ShouldNotBeNull(refused.Text);
        (await own.Client.PutTextAsync("bad", body, ("Accept-Language", "en"))).ShouldBeRefused(400, "malformed", english: true);
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("%E5%91%A8%E6%8A%A5")]
    [InlineData("a%20b")]
    [InlineData("01234567890123456789012345678901234567890")]
    public async Task a_key_that_does_not_fit_into_an_address_is_refused(string key)
    {
        var refused = await own.Client.PutAsync(key, ScheduleCalls.Weekly());
        refused.ShouldBeRefused(400, "malformed");
        refused.Json["errors"]!["key"].ShouldNotBeNull(refused.Text);
    }

    [Fact]
    public async Task a_county_s_token_sees_and_sets_what_concerns_that_county_alone()
    {
        using var county = own.Server.Client([Role.Officer], [own.Code], [own.County], "county");
        var other = own.City.Regions.Keys.Order(StringComparer.Ordinal).Last();
        await own.SetAsync("of-city", ScheduleCalls.Weekly());
        await own.SetAsync("of-other", ScheduleCalls.Weekly(("scope", Region(other))));
        await own.SetAsync("was-city", ScheduleCalls.Weekly(("name", "全市时的名称")));
        await own.SetAsync("was-city", ScheduleCalls.Weekly(("scope", Region(own.County))));

        (await county.PutAsync("of-county", ScheduleCalls.Weekly(("scope", Region(own.County))))).Status.ShouldBe(201);

        (await county.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.ShouldAllBe(s => s.Schedule.Scope.Region == own.County);
        (await county.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.ShouldContain(s => s.Schedule.Key == "of-county");
        foreach (var key in new[] { "of-city", "of-other" })
        {
            (await county.GetAsync($"/digests/schedules/{key}", "")).ShouldBeRefused(404, "unknownSchedule");
            (await county.EndAsync(key)).ShouldBeRefused(404, "unknownSchedule");
            (await county.PutAsync(key, ScheduleCalls.Weekly(("scope", Region(own.County))))).ShouldBeRefused(403, "outOfScope");
        }
        (await county.PutAsync("new", ScheduleCalls.Weekly())).ShouldBeRefused(403, "outOfScope");
        (await county.PutAsync("new", ScheduleCalls.Weekly(("scope", Region(other))))).ShouldBeRefused(403, "outOfScope");
        (await county.PutAsync("of-county", ScheduleCalls.Weekly(("scope", Region(other))))).ShouldBeRefused(403, "outOfScope");
        // What it said while it was the whole city's is not the county's to read.
        var read = await county.ReadAsync<ScheduleAnswer>("/digests/schedules/was-city");
        read.History.Select(h => h.Version).ShouldBe([2]);
        (await county.EndAsync("of-county")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task who_may_not_set_a_schedule_does_not_see_where_mail_goes()
    {
        await own.SetAsync("mailed", ScheduleCalls.Weekly(("recipients", new JsonArray(ScheduleCalls.Mail("secret@example.gov.cn", "张三"), new JsonObject { ["channel"] = "folder", ["to"] = "通报" }))));
        await own.SetAsync("mailed", ScheduleCalls.Weekly(("recipients", new JsonArray(ScheduleCalls.Mail("secret@example.gov.cn", "李四"), new JsonObject { ["channel"] = "folder", ["to"] = "通报" }))));
        using var leader = own.Server.Client([Role.Leader], [own.Code], [], "leader");

        foreach (var path in new[] { "/digests/schedules", "/digests/schedules/mailed" })
        {
            var answer = await leader.GetAsync(path, "");
            answer.Status.ShouldBe(200);
            answer.Text.ShouldNotContain("secret@");
            answer.Text.ShouldContain("李四");
            answer.Text.ShouldContain("通报");
        }
        (await own.GetAsync("/digests/schedules/mailed")).Text.ShouldContain("secret@example.gov.cn");
    }

    [Fact]
    public async Task a_request_sent_again_with_its_key_has_the_first_answer_whatever_came_after_it()
    {
        (string, string) key = ("Idempotency-Key", "a");
        (await own.Client.PutAsync("again", ScheduleCalls.Weekly(), key)).Status.ShouldBe(201);
        await own.SetAsync("again", ScheduleCalls.Weekly(("name", "后来的名称")));
        var before = await own.CountFactsAsync();

        var repeated = await own.Client.PutAsync("again", ScheduleCalls.Weekly(), key);

        (repeated.Status, (int)repeated.Json["version"]!).ShouldBe((201, 1));
        (await own.Client.PutAsync("again", ScheduleCalls.Weekly(("name", "别的")), key)).ShouldBeRefused(422, "idempotencyKeyReused");
        (await own.Client.EndAsync("again", headers: key)).ShouldBeRefused(422, "idempotencyKeyReused");
        (await own.CountFactsAsync()).ShouldBe(before);
        (await ReadAsync("again")).Schedule.Schedule.Name.ShouldBe("后来的名称");
    }

    [Fact]
    public async Task of_many_who_set_one_schedule_at_once_each_is_kept_in_its_turn_and_of_the_same_one()
    {
        var different = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => own.Client.PutAsync("many", ScheduleCalls.Weekly(("name", $"第{n}家")))));
        different.Select(a => a.Status).Order().ShouldBe([200, 200, 200, 200, 200, 201]);
        (await ReadAsync("many")).History.Select(h => h.Version).ShouldBe(Enumerable.Range(1, 6));

        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => own.Client.PutAsync("one", ScheduleCalls.Weekly())));
        same.Select(a => a.Status).Order().ShouldBe([200, 200, 200, 200, 200, 201]);
        (await ReadAsync("one")).History.ShouldHaveSingleItem();

        var keyed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => own.Client.PutAsync("keyed", ScheduleCalls.Weekly(), ("Idempotency-Key", "k"))));
        keyed.ShouldAllBe(a => a.Status == 201);
    }

    [Fact]
    public async Task a_schedule_is_its_city_s_alone()
    {
        await own.SetAsync("own", ScheduleCalls.Weekly());
        using var neighbour = own.Server.Client((await own.Server.NewCityAsync()).Code.ToString());

        (await neighbour.GetAsync("/digests/schedules/own", "")).ShouldBeRefused(404, "unknownSchedule");
        (await neighbour.PutAsync("own", ScheduleCalls.Weekly())).Status.ShouldBe(201);
        (await neighbour.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.ShouldHaveSingleItem();
    }

    private static JsonObject Region(string region) => new() { ["region"] = region };

    private static string Of(params ReadOnlySpan<(string Field, JsonNode? Value)> fields) => ScheduleCalls.Weekly(fields).ToJsonString();

    private Task<ScheduleAnswer> ReadAsync(string key) => own.Client.ReadAsync<ScheduleAnswer>($"/digests/schedules/{key}");
}
