using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using MajorProjects.Digests.Delivery;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Tests.Digests.Delivery;
using MajorProjects.Server.Tests.Digests.Schedules;
using MajorProjects.Server.Tests.Evidence;
using MajorProjects.Server.Tests.RollingViews;
using MajorProjects.Server.Tests.Rounds;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Tests.Fuzzing;

/// <summary>
/// Calls made of the OpenAPI document, right ones and wrong ones: none breaks the server, every answer is one that the document has, and after a
/// refusal nothing was written. <c>FUZZ_CALLS=100000</c> makes it that many; a failure prints the seed that repeats it (<c>CsCheck_Seed</c>).
/// </summary>
public sealed class FuzzTests(OwnCity own) : IClassFixture<OwnCity>, IAsyncLifetime
{
    private static readonly int Calls = int.Parse(Environment.GetEnvironmentVariable("FUZZ_CALLS") ?? "2000", CultureInfo.InvariantCulture);

    private readonly Dictionary<(string Route, int Status), int> answers = [];
    private OpenApiDocument document = null!;
    private HttpClient[] callers = [];
    private CallGenerator generator = null!;

    public async ValueTask InitializeAsync()
    {
        callers =
        [
            own.Server.Client([Role.Officer], [own.Code], [], "fuzz"), own.Server.Client([Role.Reviewer], [own.Code], [], "reviewer"),
            own.Server.Client([Role.Reporter], [own.Code], [own.County], "reporter"), own.Server.Client([Role.AuditAdministrator], [own.Code], []),
            own.Server.Client([Role.SecurityAdministrator], [own.Code], []), own.Server.Client([Role.SystemAdministrator], [own.Code], []),
            own.Server.Client([Role.Officer], ["140500"], []), own.Server.Anonymous(),
        ];
        using var anybody = own.Server.Anonymous();
        document = OpenApiDocument.Parse(await anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).Document!;
        generator = new(document, await PoolsAsync(), callers.Length);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var caller in callers) caller.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void no_call_breaks_the_server_or_is_answered_otherwise_than_the_document_says()
    {
        generator.Call.Sample(call => CheckAsync(call).GetAwaiter().GetResult(), iter: Calls, threads: 1, print: call => call.ToString());

        foreach (var route in answers.GroupBy(a => a.Key.Route).OrderBy(g => g.Key, StringComparer.Ordinal))
            TestContext.Current.TestOutputHelper?.WriteLine($"{route.Key}: {string.Join(", ", route.OrderBy(a => a.Key.Status).Select(a => $"{a.Value} × {a.Key.Status}"))}");
        // A fuzzer that is only ever turned away tries nothing.
        answers.Where(a => a.Key.Status < 300).Select(a => a.Key.Route).Distinct(StringComparer.Ordinal).Count()
            .ShouldBeGreaterThan(document.Paths.Sum(p => p.Value.Operations!.Count) * 2 / 3);
    }

    private async Task CheckAsync(FuzzedCall call)
    {
        var before = await own.CountFactsAsync();
        using var request = call.ToRequest();
        using var response = await callers[call.Caller].SendAsync(request);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        answers[($"{call.Method} {call.Route}", status)] = answers.GetValueOrDefault(($"{call.Method} {call.Route}", status)) + 1;

        status.ShouldBeLessThan(500, $"{call}\n{text}");
        var operation = document.Paths[$"/api/v1{call.Route}"].Operations!.Single(o => o.Key.Method == call.Method).Value;
        operation.Responses!.Keys.ShouldContain($"{status}", $"{call}\n{text}");
        var media = response.Content.Headers.ContentType?.MediaType;
        var content = operation.Responses![$"{status}"].Content;
        if (content is { Count: > 0 })
        {
            content.Keys.ShouldContain(media, $"{call}\n{text}");
            if (content[media!].Schema is { } schema && media!.EndsWith("json", StringComparison.Ordinal))
                foreach (var json in media == "application/x-ndjson" ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text])
                    SchemaCheck.Errors(JsonNode.Parse(json), schema).ShouldBeEmpty($"{call}\n{text[..Math.Min(text.Length, 1500)]}");
        }
        if (status >= 400)
        {
            JsonNode.Parse(text)!["status"]!.GetValue<int>().ShouldBe(status);
            (await own.CountFactsAsync()).ShouldBe(before, $"written after a refusal: {call}\n{text}");
        }
    }

    /// <summary>Some of everything, and by what it is called.</summary>
    private async Task<Dictionary<string, string[]>> PoolsAsync()
    {
        var projects = new List<string>();
        for (var i = 0; i < 6; i++)
            projects.Add(await own.RegisterAsync(("region", i % 2 == 0 ? own.County : own.Code), ("sector", "public"), ("plannedStart", "2024-10"), ("plannedCommissioning", "2025-10")));
        await own.RecordAllAsync(projects[0], Facts.Signed(), Facts.Started(), new { type = "extensionRequested", occurredOn = "2024-05-01", milestone = "commissioning", to = "2026-01", reason = "land" });
        await own.RecordAllAsync(projects[1], Facts.Started(), Facts.Commissioned());
        var ids = new List<string>();
        foreach (var project in projects) ids.Add((string)(await own.GetAsync($"/projects/{project}")).Json["project"]!["id"]!);
        await own.RecordAllAsync(projects[2], new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = ids[3], grounds = "reported" });
        await own.PublishedAsync(RoundCalls.Round("2024-1"));
        var sha256 = (string)(await own.UploadAsync(projects[0], Uploads.Pdf())).Json["sha256"]!;
        await own.SetAsync("weekly", ScheduleCalls.Weekly());
        var digests = new List<string>();
        foreach (var period in new[] { "2024-03", "2024-04" }) digests.Add((string)(await own.Client.PostAsync("/digests", new { kind = "monthly", period })).Json["id"]!);
        var refused = new Outbox(own) { Receive = (_, _) => throw new NotDeliveredException(new("拒收。", "Refused."), isPermanent: true) };
        var deadLetter = await refused.IssueAsync([new(Channel.Folder, "office")]);
        await refused.RunAsync();
        await own.Client.CaughtUpAsync();
        string[] dates = ["2024-03", "2024-11-26", "2025-03", "2026-01-15"], milestones = ["signing", "start", "commissioning", "completion"];
        return new(StringComparer.Ordinal)
        {
            ["project"] = [.. projects, .. ids], ["city"] = [own.Code], ["region"] = [own.County, own.Code], ["industry"] = ["coal", "power", "coalbedMethane"],
            ["kind"] = ["signed", "started", "commissioned", "monthly"], ["period"] = ["2024", "2024Q4", "2024-11", "2021-2025", "trailing90"], ["from"] = ["2022", "2023"],
            ["by"] = ["year", "year", "quarter", "month"], ["metric"] = ["signedCount", "startedCount", "startRateOfSigned", "slipDays", "timeProgress"], ["number"] = ["2024-1", "2024-2"],
            ["id"] = [$"{ids[2]}-2", .. digests, $"{deadLetter}"], ["digest"] = [.. digests], ["delivery"] = [$"{DigestOrder.DeliveryOf(deadLetter, new(Channel.Folder, "office"))}"],
            ["form"] = ["html", "md", "json", "xlsx"], ["key"] = ["weekly", "monthly"], ["schedule"] = ["weekly"], ["cron"] = ["0 8 * * 1", "30 9 3 * *"], ["timeZone"] = ["Asia/Shanghai"],
            ["reason"] = ["不再需要"], ["recompute"] = ["true"], ["state"] = ["dead", "waiting"], ["to"] = ["2025", "2024", .. dates], ["sha256"] = [sha256], ["asOf"] = ["2024-12-31", "2026-11-01"], ["asOf2"] = ["2025-12-31"], ["knownAt"] = ["2026-11-24T00:00:00Z"],
            ["knownAt2"] = ["2026-11-24"], ["position"] = ["3", "7"], ["position2"] = ["5"], ["fresh"] = ["true"], ["confirmed"] = ["true", "false"], ["class"] = ["annual", "key"],
            ["sector"] = ["public", "competitive"], ["stage"] = ["planned", "started"], ["light"] = ["green", "red"], ["delay"] = ["overdue", "none"], ["parent"] = [.. ids], ["merged"] = ["true"],
            ["q"] = ["煤层气", "P-0001"], ["sort"] = ["name", "-registeredOn"], ["limit"] = ["1", "50"], ["cursor"] = ["0"], ["status"] = ["open", "reported"], ["days"] = ["30", "5"], ["deadline"] = ["5", "31"], ["source"] = ["report", "round", "digest"], ["list"] = ["true"],
            ["milestone"] = milestones, ["day"] = ["2026-11-24"], ["after"] = ["0"], ["limitless"] = ["1"], ["log"] = ["i1"], ["subject"] = ["fuzz"], ["unattributed"] = ["true"], ["month"] = ["2024-05", "2024-06"],
            ["plannedSigning"] = dates, ["plannedStart"] = dates, ["plannedCommissioning"] = dates, ["plannedCompletion"] = dates, ["of"] = [.. ids], ["mergeInto"] = [.. ids], ["reviewOn"] = ["2025-06-01"],
            ["attribute"] = ["name", "owner", "totalInvestmentWan"], ["round"] = ["2024-1"], ["evidence"] = [$"sha256:{sha256}", "晋发改〔2024〕1号"], ["nationalCode"] = ["2401-140521-04-01-123456"],
            ["localCode"] = [.. Enumerable.Range(0, 200).Select(n => $"FUZZ-{n}")],
        };
    }
}
