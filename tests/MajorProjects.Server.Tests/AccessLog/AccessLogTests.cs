using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.AccessLog;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.AccessLog;

public sealed class AccessLogTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly OwnCity own = new(postgres);
    private HttpClient auditor = null!;

    public async ValueTask InitializeAsync()
    {
        await own.InitializeAsync();
        auditor = own.Server.Client([Role.AuditAdministrator], [own.Code], [], "audit");
    }

    public async ValueTask DisposeAsync()
    {
        auditor.Dispose();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task what_is_read_and_written_is_on_record_by_the_time_it_is_answered()
    {
        var project = await own.RegisterAsync();
        (await own.GetAsync($"/projects/{project}")).Status.ShouldBe(200);

        var entries = await EntriesAsync();

        entries.Count.ShouldBe(2);
        Told(entries[0]).ShouldBe("tester officer POST /api/v1/projects /api/v1/projects 201 ");
        Told(entries[1]).ShouldBe($"tester officer GET /api/v1/projects/{{project}} /api/v1/projects/{project} 200 ");
        entries.Select(e => (long)e["number"]!).ShouldBe([1L, 2L]);
        DateTimeOffset.Parse((string)entries[0]["request"]!["at"]!, null).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task what_is_refused_is_on_record_with_the_reason()
    {
        using var leader = own.Server.Client([Role.Leader], [own.Code], [], "leader");
        using var elsewhere = own.Server.Client([Role.Officer], ["140500"], [], "stranger");
        (await leader.PostAsync("/projects", own.Project())).Status.ShouldBe(403);
        (await own.GetAsync("/projects/NOTHING")).Status.ShouldBe(404);
        (await own.GetAsync("/nowhere")).Status.ShouldBe(404);
        (await elsewhere.GetAsync("/projects", $"?city={own.Code}")).Status.ShouldBe(403);

        // Whoever is turned away is not kept waiting for it.
        await Eventually.HoldsAsync(async () => (await EntriesAsync()).Count(IsRefused) == 3);

        (await EntriesAsync()).Where(IsRefused).Select(Told).ShouldBe(
        [
            "leader leader POST /api/v1/projects /api/v1/projects 403 notAllowed",
            "tester officer GET /api/v1/projects/{project} /api/v1/projects/NOTHING 404 unknownProject",
            "tester officer GET  /api/v1/nowhere 404 unknownPath",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task who_comes_without_a_good_token_is_on_record_too_and_a_flood_of_it_as_one_entry()
    {
        using var nobody = own.Server.Anonymous();
        var path = $"/batches/{own.Code}";
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (_, _) => (await nobody.GetAsync(path, "")).Status.ShouldBe(401));

        await Eventually.HoldsAsync(async () => (await FloodAsync()).Sum(e => (int)e["times"]!) >= 200);

        var told = await FloodAsync();
        told.Count.ShouldBeLessThan(100);
        told[0]["subject"].ShouldBeNull();

        // Other classes send anonymous requests at the same time, so what came is at least these.
        async Task<List<JsonNode>> FloodAsync() =>
            [.. (await EntriesAsync("&unattributed=true")).Select(e => e["request"]!).Where(r => (string?)r["code"] == "unauthenticated")];
    }

    [Fact]
    public async Task neither_bodies_nor_tokens_nor_what_was_searched_for_are_kept()
    {
        var token = own.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        await own.RegisterAsync(("name", "秘密工程"), ("owner", "张三"));
        (await own.GetAsync($"/projects?q=%E5%BC%A0%E4%B8%89&asOf=2024-01-31&region={own.County}")).Status.ShouldBe(200);
        (await own.GetAsync($"/projects?access_token={token}")).Status.ShouldBe(400);
        await Eventually.HoldsAsync(async () => (await EntriesAsync()).Any(IsRefused));

        var text = (await auditor.GetAsync("/access-log", "")).Text;

        (await EntriesAsync()).Select(e => (string?)e["request"]!["query"]).ShouldContain($"asOf=2024-01-31&region={own.County}");
        foreach (var secret in new[] { "秘密", "张三", "%E5%BC%A0", token[..40], token.Split('.')[2] }) text.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("/access-log")]
    [InlineData("/access-log/check")]
    public async Task only_the_audit_administrator_of_the_city_reads_it(string path)
    {
        foreach (var role in Enum.GetValues<Role>().Where(r => r is not Role.AuditAdministrator))
        {
            using var other = own.Server.Client([role], [own.Code], []);
            (await other.GetAsync(path, "")).ShouldBeRefused(403, "notAllowed");
        }
        using var elsewhere = own.Server.Client([Role.AuditAdministrator], ["140500"], []);
        (await elsewhere.GetAsync(path, $"?city={own.Code}")).ShouldBeRefused(403, "outOfScope");
        (await elsewhere.GetAsync(path, "")).Text.ShouldNotContain(own.Code);
        (await auditor.GetAsync(path, "")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task under_load_from_many_the_chain_stays_whole()
    {
        await Parallel.ForAsync(0, 100, TestContext.Current.CancellationToken, async (_, _) => (await own.GetAsync("/projects")).Status.ShouldBe(200));

        var check = (await auditor.GetAsync("/access-log/check", "")).Json;

        ((bool)check["intact"]!).ShouldBeTrue();
        ((long)check["entries"]!).ShouldBeGreaterThanOrEqualTo(100);
    }

    [Theory]
    [InlineData("update access_log set subject = 'nobody' where city = $1 and number = 2", 2)]
    [InlineData("update access_log set at = at + interval '1 second' where city = $1 and number = 3", 3)]
    [InlineData("delete from access_log where city = $1 and number = 2", 3)]
    [InlineData("delete from access_log where city = $1 and number = 1", 2)]
    [InlineData("update access_log set number = number - 1, day = day + 1 where city = $1 and number = 2", 3)]
    public async Task what_an_owner_of_the_database_changes_in_it_shows(string sql, int brokenAt)
    {
        for (var i = 0; i < 4; i++) await own.GetAsync("/projects");
        ((bool)(await auditor.GetAsync("/access-log/check", "")).Json["intact"]!).ShouldBeTrue();

        await AsOwnerAsync(sql);

        var check = (await auditor.GetAsync("/access-log/check", "")).Json;
        ((bool)check["intact"]!).ShouldBeFalse();
        ((long)check["brokenAt"]!).ShouldBe(brokenAt);
    }

    [Fact]
    public async Task a_day_is_read_page_by_page_and_by_who_called()
    {
        using var wang = own.Server.Client([Role.Leader], [own.Code], [], "wang");
        for (var i = 0; i < 3; i++)
        {
            await own.GetAsync("/projects");
            await wang.GetAsync("/projects", "");
        }

        (await EntriesAsync("&subject=wang")).Select(e => (string)e["request"]!["subject"]!).ShouldBe(["wang", "wang", "wang"]);
        (await EntriesAsync("&after=3", limit: 2)).Select(e => (long)e["number"]!).ShouldBe([4L, 5L]);
        (await EntriesAsync("&day=2020-01-01")).ShouldBeEmpty();
        (await auditor.GetAsync("/access-log", "?limit=0")).ShouldBeRefused(400, "malformed");
    }

    [Fact]
    public async Task a_day_that_was_taken_away_shows_in_the_day_after_it()
    {
        var owner = own.Server.Services.GetRequiredService<SchemaOwner>();
        var today = TimeProvider.System.Today();
        var entry = new AccessEntry(own.Code, DateTimeOffset.UnixEpoch, "wang", "officer", null, "GET", null, "/api/v1/projects", null, 200, null);
        foreach (var daysAgo in new[] { 3, 2, 1 }) await AccessLogTable.AppendAsync(owner.Database, [entry], CancellationToken.None, today.AddDays(-daysAgo));
        (await IntactAsync(today.AddDays(-3)), await IntactAsync(today.AddDays(-2)), await IntactAsync(today.AddDays(-1))).ShouldBe((true, true, true));

        await AsOwnerAsync("delete from access_log where city = $1 and day = (select min(day) from access_log where city = $1)");
        (await IntactAsync(today.AddDays(-2)), await IntactAsync(today.AddDays(-1))).ShouldBe((false, true));

        async Task<bool> IntactAsync(DateOnly day) => (bool)(await auditor.GetAsync("/access-log/check", $"?day={day:yyyy-MM-dd}")).Json["intact"]!;
    }

    [Fact]
    public async Task the_application_itself_can_neither_change_nor_remove_what_is_on_record()
    {
        await own.GetAsync("/projects");
        foreach (var sql in new[] { "update access_log set subject = 'nobody' where city = $1", "delete from access_log where city = $1" })
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => own.AskAsync(sql))).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task days_are_kept_for_half_a_year_and_pruning_older_ones_is_on_record_and_breaks_no_chain()
    {
        var owner = own.Server.Services.GetRequiredService<SchemaOwner>();
        var today = TimeProvider.System.Today();
        var entry = new AccessEntry(own.Code, DateTimeOffset.UnixEpoch, "wang", "officer", null, "GET", null, "/api/v1/projects", null, 200, null);
        foreach (var daysAgo in new[] { 400, 300, 100 }) await AccessLogTable.AppendAsync(owner.Database, [entry, entry], CancellationToken.None, today.AddDays(-daysAgo));

        await Should.ThrowAsync<CommandFailedException>(() => AccessLogCommand.PruneAsync(owner, today.AddDays(-182), TimeProvider.System, CancellationToken.None));
        (await AccessLogCommand.PruneAsync(owner, today.AddDays(-350), TimeProvider.System, CancellationToken.None)).ShouldBe(2);

        (await EntriesAsync($"&day={today.AddDays(-400):yyyy-MM-dd}")).ShouldBeEmpty();
        foreach (var day in new[] { today.AddDays(-300), today.AddDays(-100), today })
        {
            var check = (await auditor.GetAsync("/access-log/check", $"?day={day:yyyy-MM-dd}")).Json;
            ((bool)check["intact"]!, (long)check["entries"]! > 0).ShouldBe((true, true), $"{day}");
        }
        (await EntriesAsync()).Select(e => (string)e["request"]!["path"]!).ShouldContain($"access-log prune --before {today.AddDays(-350):yyyy-MM-dd}");
    }

    private async Task<List<JsonNode>> EntriesAsync(string query = "", int limit = 1000) =>
        [.. (await auditor.GetAsync("/access-log", $"?limit={limit}{query}")).Json["entries"]!.AsArray().Select(e => e!).Where(e => (string?)e["request"]!["subject"] != "audit")];

    private static bool IsRefused(JsonNode entry) => (int)entry["request"]!["status"]! >= 400;

    private static string Told(JsonNode entry) => string.Join(' ', new[] { "subject", "roles", "method", "route", "path", "status", "code" }.Select(f => entry["request"]![f]?.ToString()));

    private async Task AsOwnerAsync(string sql)
    {
        await using var command = own.Server.Services.GetRequiredService<SchemaOwner>().Database.CreateCommand(sql);
        command.Parameters.AddWithValue(own.Code);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }
}
