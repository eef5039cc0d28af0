using System.Net.Http.Headers;
using System.Text;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Rounds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Http;

/// <summary>Whatever is sent, the answer is a problem that a person understands, nothing is written, and the server goes on.</summary>
public class HostileInputTests(OwnCity own, TestPostgres postgres) : IClassFixture<OwnCity>
{
    /// <summary>Fields of a registration, as raw JSON, that cannot be taken; the field at fault, where one is.</summary>
    public static TheoryData<string, string, int, string, string?> Registrations => new()
    {
        { "region", "\"990999\"", 422, "unknownRegion", null },
        { "region", "\"140521\"", 422, "unknownRegion", null },
        { "region", "\"99\"", 400, "malformed", "region" },
        { "region", "990100", 400, "malformed", "region" },
        { "industry", "\"alchemy\"", 422, "unknownIndustry", null },
        { "industry", "\"\"", 400, "malformed", "industry" },
        { "nationalCode", "\"2021-140500-48-01\"", 422, "badNationalCode", null },
        { "registeredOn", "\"2999-01-01\"", 422, "inFuture", null },
        { "registeredOn", "\"2024-02-30\"", 400, "malformed", "registeredOn" },
        { "registeredOn", "\"0001-01-01\"", 400, "malformed", "registeredOn" },
        { "registeredOn", "20240101", 400, "malformed", "registeredOn" },
        { "occurredOn", "\"2024-01-01\"", 400, "malformed", "occurredOn" },
        { "name", "\"\"", 400, "malformed", "name" },
        { "name", "\"  \"", 400, "malformed", "name" },
        { "name", "null", 400, "malformed", "name" },
        { "name", "7", 400, "malformed", "name" },
        { "name", "[\"a\"]", 400, "malformed", "name" },
        { "name", "\"a\\u0000b\"", 400, "malformed", "name" },
        { "name", "\"a\\ud800b\"", 400, "malformed", "body" },
        { "name\\ud800", "\"a\"", 400, "malformed", "body" },
        { "owner", "\"\\u0000\"", 400, "malformed", "owner" },
        { "note", "\"\\u0000\"", 400, "malformed", "note" },
        { "evidence", "\"\\u0000\"", 400, "malformed", "evidence" },
        { "round", "\"\\u0000\"", 400, "malformed", "round" },
        { "scale", "\"\\u0000\"", 400, "malformed", "scale" },
        { "planSection", "\"\\u0000\"", 400, "malformed", "planSection" },
        { "localCode", "\"x\\u0000\"", 400, "malformed", "localCode" },
        { "localCode", "\"\"", 400, "malformed", "localCode" },
        { "nationalCode", "\"2021-140500-48-01-012345\\u0000\"", 400, "malformed", "nationalCode" },
        { "industry", "\"coal\\u0000\"", 400, "malformed", "industry" },
        { "region", "\"990101\\u0000\"", 400, "malformed", "region" },
        { "plannedStart", "\"2024-11\\u0000\"", 400, "malformed", "plannedStart" },
        { "registeredOn", "\"2024-01-01\\u0000\"", 400, "malformed", "registeredOn" },
        { "site", "{\"address\":\"\\u0000\"}", 400, "malformed", "site.address" },
        { "site", "{\"address\":\"a\",\"height\":1}", 400, "malformed", "site.height" },
        { "site", "{}", 400, "malformed", "site" },
        { "site", "{\"address\":\"a\",\"longitude\":1e99}", 400, "malformed", "site.longitude" },
        { "site", "{\"address\":\"a\",\"latitude\":91}", 400, "malformed", "site.latitude" },
        { "library", "\"national\"", 400, "malformed", "library" },
        { "library", "0", 400, "malformed", "library" },
        { "library", "\"1\"", 400, "malformed", "library" },
        { "library", "\"MUNICIPAL\"", 400, "malformed", "library" },
        { "library", "\"Municipal, County\"", 400, "malformed", "library" },
        { "class", "\"annual,key\"", 400, "malformed", "class" },
        { "sector", "true", 400, "malformed", "sector" },
        { "priorStepsUnrecorded", "\"yes\"", 400, "malformed", "priorStepsUnrecorded" },
        { "planColumn", "0", 400, "malformed", "planColumn" },
        { "planColumn", "1.5", 400, "malformed", "planColumn" },
        { "planColumn", "99999999999", 400, "malformed", "planColumn" },
        { "plannedStart", "\"2024-13\"", 400, "malformed", "plannedStart" },
        { "totalInvestmentWan", "-1", 400, "malformed", "totalInvestmentWan" },
        { "totalInvestmentWan", "1e400", 400, "malformed", "totalInvestmentWan" },
        { "totalInvestmentWan", "1e10", 400, "malformed", "totalInvestmentWan" },
        { "totalInvestmentWan", "\"NaN\"", 400, "malformed", "totalInvestmentWan" },
        { "totalInvestmentWan", "NaN", 400, "malformed", "body" },
        { "totalInvestmentWan", "0.1234567", 400, "malformed", "totalInvestmentWan" },
        { "totalInvestmentWan", "\"100\"", 400, "malformed", "totalInvestmentWan" },
        { "surprise", "1", 400, "malformed", "surprise" },
        { "Name", "\"another casing\"", 400, "malformed", "Name" },
        { "kind", "\"signed\"", 400, "malformed", "kind" },
        { "stage", "\"completed\"", 400, "malformed", "stage" },
    };

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task a_registration_that_cannot_be_taken_is_refused(string field, string value, int status, string code, string? at)
    {
        var project = own.Project((field, null)).ToJsonString();

        var refused = await RefusedAsync("/projects", project[..^1] + $",\"{field}\":{value}}}", status, code);

        if (at is not null) refused.Json["errors"]![at].ShouldNotBeNull(refused.Text);
    }

    [Fact]
    public async Task a_day_that_is_none_is_answered_with_how_a_day_is_written()
    {
        var refused = await RefusedAsync("/projects", own.Project(("registeredOn", "2024-02-30")).ToJsonString(), 400, "malformed");

        ((string?)refused.Json["errors"]!["registeredOn"]).ShouldBe("应为日期，如 2024-11-26。");
    }

    [Fact]
    public async Task texts_as_long_as_they_may_be_are_taken_and_longer_ones_are_not()
    {
        foreach (var (field, longest) in new[] { ("name", 200), ("owner", 200), ("scale", 200), ("note", 2000), ("evidence", 500), ("round", 40), ("localCode", 60), ("planSection", 20) })
        {
            (await own.Client.PostAsync("/projects", own.Project((field, new string('汉', longest))))).Status.ShouldBe(201, field);
            var refused = await RefusedAsync("/projects", own.Project((field, new string('汉', longest + 1))).ToJsonString(), 400, "malformed");
            refused.Json["errors"]![field].ShouldNotBeNull();
        }
    }

    /// <summary>Facts of a signed and started project that cannot be taken.</summary>
    public static TheoryData<string, int, string> BadFacts => new()
    {
        { """{"type":"contractSigned","occurredOn":"2024-03-05"}""", 409, "alreadySigned" },
        { """{"type":"constructionStarted","occurredOn":"2024-03-05"}""", 409, "alreadyStarted" },
        { """{"type":"projectCommissioned","occurredOn":"2024-03-05"}""", 422, "beforePrevious" },
        { """{"type":"projectCommissioned","occurredOn":"2999-01-01"}""", 422, "inFuture" },
        { """{"type":"projectCommissioned","occurredOn":"9999-12-31"}""", 422, "inFuture" },
        { """{"type":"projectCommissioned","occurredOn":"0001-01-01"}""", 400, "malformed" },
        { """{"type":"projectResumed","occurredOn":"2024-05-05"}""", 422, "notSuspended" },
        { """{"type":"projectRestored","occurredOn":"2024-05-05"}""", 422, "notWithdrawn" },
        { """{"type":"projectRegistered","occurredOn":"2024-05-05"}""", 400, "malformed" },
        { """{"type":"projectSuspended","occurredOn":"2024-05-05","reviewOn":"2024-12-01"}""", 422, "reasonRequired" },
        { """{"type":"projectSuspended","occurredOn":"2024-05-05","reviewOn":"2024-12-01","reason":"other"}""", 422, "reasonRequired" },
        { """{"type":"projectSuspended","occurredOn":"2024-05-05","reviewOn":"2024-05-05","reason":"land"}""", 400, "malformed" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"commissioning","to":"2024-12","reason":"land"}""", 422, "notLater" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"commissioning","to":"2024-12-31","reason":"land"}""", 422, "notLater" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"commissioning","from":"2024-11","to":"2025-12","reason":"land"}""", 422, "fromMismatch" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"start","to":"2025-12","reason":"land"}""", 409, "alreadyStarted" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"completion","to":"2025-12","reason":"land"}""", 400, "malformed" },
        { """{"type":"projectDelayed","occurredOn":"2024-05-05","milestone":"lunch","to":"2025-12","reason":"land"}""", 400, "malformed" },
        { """{"type":"progressReported","occurredOn":"2024-05-05","month":"2024-06"}""", 422, "inFuture" },
        { """{"type":"progressReported","occurredOn":"2024-05-05","month":"2024-04","percent":100.1}""", 400, "malformed" },
        { """{"type":"progressReported","occurredOn":"2024-05-05","month":"2024-04","percent":1e400}""", 400, "malformed" },
        { """{"type":"progressReported","occurredOn":"2024-05-05","month":"2024-04","text":"\u0000"}""", 400, "malformed" },
        { """{"type":"factVoided","occurredOn":"2024-05-05","version":1,"reason":"误登"}""", 422, "cannotVoid" },
        { """{"type":"factConfirmed","occurredOn":"2024-05-05","version":99}""", 422, "cannotReview" },
        { """{"type":"factConfirmed","occurredOn":"2024-05-05","version":2}""", 422, "ownRecord" },
        { """{"type":"factReturned","occurredOn":"2024-05-05","version":2,"reason":" "}""", 400, "malformed" },
        { """{"type":"factVoided","occurredOn":"2024-05-05","version":99,"reason":"误登"}""", 422, "cannotVoid" },
        { """{"type":"factVoided","occurredOn":"2024-05-05","version":2,"reason":"误登"}""", 422, "dependedOn" },
        { """{"type":"factVoided","occurredOn":"2024-05-05","version":2,"reason":" "}""", 400, "malformed" },
        { """{"type":"factVoided","occurredOn":"2024-05-05","version":1e10,"reason":"误登"}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":"2024-03-05","amountWan":-0.01}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":"2024-03-05","surprise":null}""", 400, "malformed" },
        { """{"type":"contractSigned"}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":null}""", 400, "malformed" },
        { """{"type":"ContractSigned","occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":"roundPublished","occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":"\u0000","occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":null,"occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":{},"occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":"contractSigned","type":"contractSigned","occurredOn":"2024-03-05"}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":"2024-03-05","\u006fccurredOn":"2024-03-06"}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":"2024-03-05",}""", 400, "malformed" },
        { """{"type":"contractSigned","occurredOn":"2024-03-05"} {}""", 400, "malformed" },
        { """{"type":"contractSigned" /* a comment */,"occurredOn":"2024-03-05"}""", 400, "malformed" },
        { "[]", 400, "malformed" },
        { "7", 400, "malformed" },
        { "null", 400, "malformed" },
        { "\"text\"", 400, "malformed" },
        { "", 400, "malformed" },
        { " ", 400, "malformed" },
        { "{", 400, "malformed" },
    };

    [Theory]
    [MemberData(nameof(BadFacts))]
    public async Task a_fact_that_cannot_be_taken_is_refused(string body, int status, string code)
    {
        var project = await own.RegisterAsync(("plannedCommissioning", "2024-12"));
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started());

        await RefusedAsync($"/projects/{project}/facts", body, status, code);
    }

    [Fact]
    public async Task a_project_that_is_not_ready_for_a_step_is_told_which_is_missing()
    {
        var project = await own.RegisterAsync();
        await RefusedAsync($"/projects/{project}/facts", """{"type":"constructionStarted","occurredOn":"2024-04-01"}""", 422, "notSigned");
        await RefusedAsync($"/projects/{project}/facts", """{"type":"projectCommissioned","occurredOn":"2024-04-01"}""", 422, "notStarted");
        await own.RecordAllAsync(project, Facts.Signed());
        await RefusedAsync($"/projects/{project}/facts", """{"type":"constructionStarted","occurredOn":"2024-02-29"}""", 422, "beforePrevious");
        await own.RecordAllAsync(project, Facts.Started(), Facts.Suspended());
        await RefusedAsync($"/projects/{project}/facts", """{"type":"projectCommissioned","occurredOn":"2024-06-15"}""", 422, "isSuspended");
        await own.RecordAllAsync(project, Facts.Withdrawn());
        await RefusedAsync($"/projects/{project}/facts", """{"type":"projectResumed","occurredOn":"2024-08-15"}""", 422, "isWithdrawn");
    }

    [Fact]
    public async Task json_nested_ten_thousand_deep_is_malformed()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        await RefusedAsync("/projects", deep, 400, "malformed");
        await RefusedAsync("/projects", "{\"name\":" + new string('[', 10_000) + new string(']', 10_000) + "}", 400, "malformed");
    }

    [Fact]
    public async Task bytes_that_are_no_utf8_are_malformed()
    {
        var project = Encoding.UTF8.GetBytes(own.Project().ToJsonString());
        foreach (var bytes in new byte[][] { [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe4, 0xb8] })
        {
            byte[] body = [.. project[..^1], .. ",\"owner\":\""u8, .. bytes, .. "\"}"u8];
            await RefusedAsync(client => client.PostBytesAsync("/projects", body), 400, "malformed");
        }
        await RefusedAsync(client => client.PostBytesAsync("/projects", [0xef, 0xbb, 0xbf, .. project]), 400, "malformed");
        await RefusedAsync(client => client.PostBytesAsync("/projects", Encoding.Unicode.GetBytes(own.Project().ToJsonString())), 400, "malformed");
    }

    [Fact]
    public async Task a_body_larger_than_its_limit_is_not_read_to_its_end()
    {
        var padded = own.Project().ToJsonString().PadRight(64 * 1024);
        (await own.Client.PostTextAsync("/projects", padded)).Status.ShouldBe(201);
        await RefusedAsync("/projects", padded + " ", 413, "tooLarge");

        const int huge = 100 * 1024 * 1024;
        foreach (var (path, mediaType, limit) in new[] { ("/projects", "application/json", 64 * 1024), ("/facts", "application/x-ndjson", 20 * 1024 * 1024) })
            foreach (var withLength in new[] { true, false })
            {
                var content = new Spaces(huge, withLength) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
                await RefusedAsync(
                    async client => await Answer.OfAsync(await client.PostAsync(new Uri($"/api/v1{path}", UriKind.Relative), content)), 413, "tooLarge");
                content.Sent.ShouldBeLessThan(2 * (limit + 1024 * 1024), $"{path} {withLength}");
            }
    }

    [Theory]
    [InlineData("/projects", "text/plain")]
    [InlineData("/projects", "application/x-ndjson")]
    [InlineData("/projects", "application/x-www-form-urlencoded")]
    [InlineData("/projects/P/facts", "application/xml")]
    [InlineData("/facts", "application/json")]
    public async Task a_body_of_another_kind_is_refused(string path, string mediaType) =>
        await RefusedAsync(client => client.PostTextAsync(path, own.Project().ToJsonString(), mediaType), 415, "unsupportedMedia");

    [Theory]
    [InlineData("?asOf=tomorrow", "asOf")]
    [InlineData("?asOf=", "asOf")]
    [InlineData("?asOf=2024-02-30", "asOf")]
    [InlineData("?asOf=0001-01-01", "asOf")]
    [InlineData("?asOf=9999-12-31", "asOf")]
    [InlineData("?asOf=2024-01-01%00", "asOf")]
    [InlineData("?asOf=2024-01-01&asOf=2024-01-02", "asOf")]
    [InlineData("?knownAt=2024-01-01T00:00:00", "knownAt")]
    [InlineData("?knownAt=2024-01-01T00:00:00Z%00", "knownAt")]
    [InlineData("?knownAt=2024-01-01T25:00:00Z", "knownAt")]
    [InlineData("?knownAt=9999-12-31T23:59:59-14:00", "knownAt")]
    [InlineData("?knownAt=0001-01-01", "knownAt")]
    [InlineData("?knownAt=yesterday", "knownAt")]
    [InlineData("?position=-1", "position")]
    [InlineData("?position=1.5", "position")]
    [InlineData("?position=1%00", "position")]
    [InlineData("?position=9223372036854775807", "position")]
    [InlineData("?position=9223372036854775806", "position")]
    [InlineData("?position=99999999999999999999", "position")]
    [InlineData("?position=1&knownAt=2024-01-01", "position")]
    [InlineData("?fresh=yes", "fresh")]
    [InlineData("?surprise=1", "surprise")]
    [InlineData("?AsOf=2024-01-01", "AsOf")]
    public async Task a_question_that_cannot_be_read_is_malformed(string query, string parameter)
    {
        var project = await own.RegisterAsync();
        foreach (var path in new[] { "/projects", $"/projects/{project}" })
        {
            var refused = await RefusedAsync(client => client.GetAsync(path, query), 400, "malformed");
            refused.Json["errors"]![parameter].ShouldNotBeNull(refused.Text);
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?limit=1e1", "limit")]
    [InlineData("?limit=5%00", "limit")]
    [InlineData("?cursor=", "cursor")]
    [InlineData("?cursor=%25", "cursor")]
    [InlineData("?cursor=bnVsbA", "cursor")]
    [InlineData("?cursor=e30", "cursor")]
    [InlineData("?cursor=eyJLZXkiOiJcdTAwMDAiLCJJZCI6IjAxOTM2YzJhLTAwMDAtN2FhYS04MDAwLTAwMDAwMDAwMDAwMCJ9", "cursor")]
    [InlineData("?cursor=eyJLZXkiOiJcdWQ4MDAiLCJJZCI6IjAxOTM2YzJhLTAwMDAtN2FhYS04MDAwLTAwMDAwMDAwMDAwMCJ9", "cursor")]
    [InlineData("?sort=password", "sort")]
    [InlineData("?sort=name;drop table city", "sort")]
    [InlineData("?stage=finished", "stage")]
    [InlineData("?stage=Signed", "stage")]
    [InlineData("?stage=3", "stage")]
    [InlineData("?class=gold", "class")]
    [InlineData("?sector=private", "sector")]
    [InlineData("?region=99", "region")]
    [InlineData("?q=%00", "q")]
    public async Task a_list_that_cannot_be_read_is_malformed(string query, string parameter)
    {
        var refused = await RefusedAsync(client => client.GetAsync("/projects", query), 400, "malformed");
        refused.Json["errors"]![parameter].ShouldNotBeNull(refused.Text);
    }

    [Fact]
    public async Task a_filter_that_no_project_of_the_city_can_meet_is_refused()
    {
        await RefusedAsync(client => client.GetAsync("/projects", "?region=140521"), 422, "unknownRegion");
        await RefusedAsync(client => client.GetAsync("/projects", "?industry=alchemy"), 422, "unknownIndustry");
        await RefusedAsync(client => client.GetAsync("/projects", "?industry=coal%00"), 422, "unknownIndustry");
    }

    [Theory]
    [InlineData("q=';select pg_sleep(9)--")]
    [InlineData("q=%F0%9F%8F%97")]
    [InlineData("q=%ED%A0%80")]
    [InlineData("q=")]
    [InlineData("cursor=eyJLZXkiOiIiLCJJZCI6IjAxOTM2YzJhLTAwMDAtN2FhYS04MDAwLTAwMDAwMDAwMDAwMCJ9")]
    [InlineData("asOf=0002-01-01")]
    [InlineData("asOf=9985-12-31")]
    [InlineData("knownAt=9985-12-31")]
    [InlineData("knownAt=9999-12-31T23:59:59Z")]
    [InlineData("knownAt=0001-01-01T00:00:00Z")]
    [InlineData("position=0")]
    public async Task an_odd_question_has_an_answer(string query) => (await own.GetAsync($"/projects?{query}")).Status.ShouldBe(200);

    [Theory]
    [InlineData("01936c2a-0000-7aaa-8000-000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("P-404")]
    [InlineData("%27%3B--")]
    [InlineData("2021-140500-48-01-999999")]
    [InlineData("%ED%A0%80")]
    public async Task a_project_that_is_not_there_is_unknown(string project)
    {
        await RefusedAsync(client => client.GetAsync($"/projects/{project}", ""), 404, "unknownProject");
        await RefusedAsync(client => client.GetAsync($"/projects/{project}/facts", ""), 404, "unknownProject");
        await RefusedAsync(client => client.PostAsync($"/projects/{project}/facts", Facts.Signed()), 404, "unknownProject");
    }

    [Fact]
    public async Task a_project_with_a_very_long_name_is_unknown() =>
        await RefusedAsync(client => client.GetAsync($"/projects/{new string('x', 50_000)}", ""), 404, "unknownProject");

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/projects/P/nothing")]
    [InlineData("/../../etc/passwd")]
    public async Task a_path_that_is_not_there_is_unknown(string path) =>
        await RefusedAsync(client => client.GetAsync(path, ""), 404, "unknownPath");

    [Theory]
    [InlineData("PUT", "/projects")]
    [InlineData("DELETE", "/projects/P")]
    [InlineData("PATCH", "/projects/P/facts")]
    [InlineData("GET", "/facts")]
    public async Task a_method_that_is_not_there_is_unknown(string method, string path) =>
        await RefusedAsync(
            async client =>
            {
                using var request = new HttpRequestMessage(new(method), new Uri($"/api/v1{path}", UriKind.Relative));
                return await Answer.OfAsync(await client.SendAsync(request));
            },
            404, "unknownPath");

    [Fact]
    public async Task a_city_is_one_that_the_token_names()
    {
        var other = (await own.Server.NewCityAsync()).Code.ToString();
        using var both = own.Server.Client(own.Code, other);
        using var nowhere = own.Server.Client();
        using var unregistered = own.Server.Client("111100");
        using var nonsense = own.Server.Client("city");
        using var county = own.Server.Client(own.County);

        await RefusedAsync(client => client.GetAsync("/projects", $"?city={other}"), 403, "outOfScope");
        await RefusedAsync(client => client.PostAsync($"/projects?city={other}", own.Project()), 403, "outOfScope");
        await RefusedAsync(client => client.GetAsync("/projects", "?city=%00"), 403, "outOfScope");
        await RefusedAsync(client => client.GetAsync("/projects", ""), 400, "malformed", both);
        await RefusedAsync(client => client.PostAsync("/projects", own.Project()), 400, "malformed", both);
        await RefusedAsync(client => client.GetAsync("/projects", ""), 400, "malformed", nowhere);
        await RefusedAsync(client => client.GetAsync("/projects", $"?city={other}"), 403, "outOfScope", nowhere);
        await RefusedAsync(client => client.GetAsync("/projects", ""), 422, "unknownRegion", unregistered);
        await RefusedAsync(client => client.GetAsync("/projects", ""), 422, "unknownRegion", nonsense);
        await RefusedAsync(client => client.GetAsync("/projects", ""), 422, "unknownRegion", county);
        (await both.GetAsync("/projects", $"?city={other}")).Status.ShouldBe(200);
        (await both.PostAsync($"/projects?city={own.Code}", own.Project())).Status.ShouldBe(201);
    }

    [Fact]
    public async Task today_is_the_day_in_shanghai()
    {
        var clock = new FakeTimeProvider(new(2024, 6, 10, 15, 59, 59, TimeSpan.Zero));
        await using var server = await ServerUnderTest.StartAsync(postgres, clock);
        var city = (await server.NewCityAsync()).Code.ToString();
        using var client = server.Client(city);
        await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"));

        (await client.PostAsync("/projects/P/facts", Facts.Signed("2024-06-11"))).ShouldBeRefused(422, "inFuture");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await client.PostAsync("/projects/P/facts", Facts.Signed("2024-06-11"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_round_is_no_project()
    {
        var nothing = new PublishedBatch(null, null);
        await own.Server.Services.GetRequiredService<RoundRecorder>().PublishAsync(
            new("publisher", "", [], own.City), new("2024-9", "第九次", new(2024, 9, 1), nothing, nothing, nothing, nothing, "测试"),
            corrects: false, key: null, TestContext.Current.CancellationToken);
        var stream = await own.AskAsync("select stream_id from mt_events where tenant_id = $1 and type = 'roundPublished'");

        await RefusedAsync(client => client.GetAsync($"/projects/{stream}", ""), 404, "unknownProject");
        await RefusedAsync(client => client.GetAsync($"/projects/{stream}/facts", ""), 404, "unknownProject");
        await RefusedAsync(client => client.PostAsync($"/projects/{stream}/facts", Facts.Signed()), 404, "unknownProject");
    }

    private Task<Answer> RefusedAsync(string path, string body, int status, string code) =>
        RefusedAsync(client => client.PostTextAsync(path, body), status, code);

    /// <summary>Sends it in Chinese and in English; neither writes anything, and afterwards a good request is answered.</summary>
    private async Task<Answer> RefusedAsync(Func<HttpClient, Task<Answer>> send, int status, string code, HttpClient? by = null)
    {
        var before = await own.CountFactsAsync();
        var client = by ?? own.Client;
        var refused = await send(client);
        refused.ShouldBeRefused(status, code);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en-GB, zh;q=0.5");
        try
        {
            (await send(client)).ShouldBeRefused(status, code, english: true);
        }
        finally
        {
            client.DefaultRequestHeaders.AcceptLanguage.Clear();
        }
        (await own.CountFactsAsync()).ShouldBe(before);
        (await own.GetAsync("/projects?limit=1")).Status.ShouldBe(200);
        return refused;
    }

    /// <summary>A body of blanks, made while it is sent.</summary>
    private sealed class Spaces(long length, bool withLength) : HttpContent
    {
        private static readonly byte[] Chunk = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));

        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (Sent = 0; Sent < length; Sent += Chunk.Length) await stream.WriteAsync(Chunk);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return withLength;
        }
    }
}
