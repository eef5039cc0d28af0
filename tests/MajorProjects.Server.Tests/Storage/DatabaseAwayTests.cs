using MajorProjects.Server.Storage;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace MajorProjects.Server.Tests.Storage;

public sealed class DatabaseAwayTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("majorprojects-");
    private EmbeddedPostgres cluster = null!;

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL may run as another user, who has to pass through.
        if (!OperatingSystem.IsWindows()) root.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        cluster = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        root.Delete(recursive: true);
    }

    [Fact]
    public async Task while_the_database_is_away_requests_are_put_off_and_when_it_is_back_all_goes_on()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, database: new(cluster.As(DatabaseRole.App), cluster.As(DatabaseRole.Owner)));
        var city = (await server.NewCityAsync()).Code.ToString();
        using var client = server.Client(city);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"))).Status.ShouldBe(201);
        (await StageInListAsync()).ShouldBe("planned");
        (string, string) key = ("Idempotency-Key", "k-1");

        await cluster.DisposeAsync();

        foreach (var refused in new[]
        {
            await client.PostAsync("/projects/P/facts", Facts.Signed(), key),
            await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P-2")),
            await client.GetAsync("/projects/P", ""),
            await client.GetAsync("/projects/P/facts", ""),
            await client.GetAsync("/projects", ""),
            await client.GetAsync("/batches", "?by=year"),
        })
        {
            refused.ShouldBeRefused(503, "unavailable");
            refused.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
        (await HealthAsync("ready")).ShouldBe(503);
        (await HealthAsync("live")).ShouldBe(200);

        var port = cluster.Port;
        cluster = await StartAsync();
        cluster.Port.ShouldBe(port);

        await Eventually.HoldsAsync(async () => (await HealthAsync("ready")) == 200);
        (await client.GetAsync("/projects/P/facts", "")).Json["facts"]!.AsArray().Count.ShouldBe(1);
        await Eventually.HoldsAsync(async () => (await client.PostAsync("/projects/P/facts", Facts.Signed(), key)).Status == 201);
        (await client.GetAsync("/projects/P/facts", "")).Json["facts"]!.AsArray().Count.ShouldBe(2);
        await Eventually.HoldsAsync(async () => (await StageInListAsync()) == "signed");
        // Who was put off meanwhile is on record once there is a place for it.
        using var auditor = server.Client([Role.AuditAdministrator], [city], [], "audit");
        await Eventually.HoldsAsync(async () => (await auditor.GetAsync("/access-log", "?unattributed=true&limit=1000")).Json["entries"]!.AsArray()
            .Select(e => e!["request"]!).Where(r => (int)r["status"]! == 503).Sum(r => (int)r["times"]!) >= 6);
        ((bool)(await auditor.GetAsync("/access-log/check", "?unattributed=true")).Json["intact"]!).ShouldBeTrue();

        async Task<string?> StageInListAsync()
        {
            var list = await client.GetAsync("/projects", "?fresh=true");
            return list.Status == 200 ? (string?)list.Json["projects"]![0]!["stage"] : null;
        }

        async Task<int> HealthAsync(string which) =>
            (int)(await client.GetAsync(new Uri($"/health/{which}", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode;
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(
        new(Path.Combine(root.FullName, "data")), new() { Durable = false, Elsewhere = Path.Combine(root.FullName, "elsewhere") },
        NullLogger.Instance, TestContext.Current.CancellationToken);
}
