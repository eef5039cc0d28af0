using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.Digests.Schedules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Digests;

/// <summary>
/// Servers that are killed (SIGKILL) at each step of a digest's way: while it is issued, while its documents are made, while a receiver is being told, and between a
/// receiver's yes and its being recorded. What holds them at the step is a lock of the database, or the receiver.
/// </summary>
public sealed class KilledServersTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task whatever_dies_when_there_is_one_digest_and_every_recipient_is_reached_under_one_id(int nodes)
    {
        await using var receiver = await Hook.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        var city = await ScheduleAsync(database);
        await using var owner = NpgsqlDataSource.Create(database.Owner!);
        var servers = new Servers(postgres, database, receiver.Port);

        // Issued, not committed.
        await using (await LockAsync(owner, "digest_content"))
        {
            await servers.StartAsync(nodes);
            await WaitedForAsync(owner, "digest_content");
            await servers.KillAsync();
        }
        (await NumberAsync(owner, "select count(*) from mt_events where type = 'digestIssued'")).ShouldBe(0);
        // Documents made, not committed.
        await using (await LockAsync(owner, "digest_document"))
        {
            await servers.StartAsync(nodes);
            await WaitedForAsync(owner, "digest_document");
            await servers.KillAsync();
        }
        // A receiver is being told, and has not answered.
        var told = receiver.HoldNext();
        await servers.StartAsync(nodes);
        await told.WaitAsync(TimeSpan.FromMinutes(1), Ct);
        await servers.KillAsync();
        receiver.Release();
        // A receiver has answered, which is not recorded.
        await using (await LockAsync(owner, "digest_delivery"))
        {
            await servers.StartAsync(nodes);
            await WaitedForAsync(owner, "digest_delivery");
            await servers.KillAsync();
        }
        await servers.StartAsync(nodes);
        await Eventually.HoldsAsync(async () => await NumberAsync(owner, "select count(*) from digest_delivery where state <> 'delivered'") == 0);
        await servers.KillAsync();

        (await NumberAsync(owner, "select count(*) from mt_events where type = 'digestIssued'")).ShouldBe(1);
        (await NumberAsync(owner, "select count(*) from mt_events where type = 'digestRendered'")).ShouldBe(1);
        (await NumberAsync(owner, "select count(*) from digest_delivery")).ShouldBe(3);
        (await NumberAsync(owner, "select count(*) from mt_events where type = 'digestDelivered'")).ShouldBe(3);
        // Told more than once, always under the same id.
        receiver.Deliveries.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        receiver.Deliveries.Count.ShouldBeGreaterThan(1);
        servers.FilesIn("leaders").ShouldBe(servers.FilesIn("counties"), ignoreOrder: true);
        servers.FilesIn("leaders").ShouldNotBeEmpty();
        city.ShouldNotBeNull();
    }

    // A schedule of last week, which nobody has issued anything of.
    private async Task<City> ScheduleAsync(Connections database)
    {
        var then = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-7));
        await using var server = await ServerUnderTest.StartAsync(postgres, then, database: database, settings: ["Digests:On=false"]);
        var city = await server.NewCityAsync();
        using var officer = server.Client($"{city.Code}");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "K-1"))).Status.ShouldBe(201);
        var recipients = new JsonArray(
            new JsonObject { ["channel"] = "webhook", ["to"] = "hook" }, new JsonObject { ["channel"] = "folder", ["to"] = "leaders" },
            new JsonObject { ["channel"] = "folder", ["to"] = "counties" });
        (await officer.PutAsync("weekly", ScheduleCalls.Weekly(("recipients", recipients), ("attachments", new JsonArray("docx"))))).Status.ShouldBe(201);
        return city;
    }

    private static async Task<Held> LockAsync(NpgsqlDataSource owner, string table)
    {
        var connection = await owner.OpenConnectionAsync(Ct);
        var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand($"lock table {table} in exclusive mode", connection, transaction);
        await command.ExecuteNonQueryAsync(Ct);
        return new(connection, transaction);
    }

    private static Task WaitedForAsync(NpgsqlDataSource owner, string table) => Eventually.HoldsAsync(async () =>
        await NumberAsync(owner, $"select count(*) from pg_locks where not granted and relation = '{table}'::regclass") > 0);

    private static async Task<long> NumberAsync(NpgsqlDataSource owner, string sql)
    {
        await using var select = owner.CreateCommand(sql);
        return (long)(await select.ExecuteScalarAsync(Ct))!;
    }

    private sealed record Held(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }

    /// <summary>The nodes of one deployment, which share a database and a folder for digests.</summary>
    private sealed class Servers(TestPostgres postgres, Connections database, int receiver)
    {
        private readonly string[] data = [postgres.NewDataDirectory().Path, postgres.NewDataDirectory().Path];
        private readonly string folder = postgres.NewDataDirectory().Path;
        private readonly List<ServerProcess> running = [];

        public async Task StartAsync(int nodes)
        {
            for (var node = 0; node < nodes; node++)
                running.Add(await ServerProcess.StartAsync(
                    data[node], database, ("Nodes", nodes > 1 ? "several" : "one"), ("Ledger__On", "false"), ("Digests__Folder", folder), ("Digests__Targets__hook__Kind", "webhook"),
                    ("Digests__Targets__hook__Url", $"http://127.0.0.1:{receiver}/hook"), ("Digests__Targets__hook__Secret", "a secret of the tests"),
                    ("Digests__AllowedHosts__0", "127.0.0.1"), ("Digests__AllowedNetworks__0", "127.0.0.0/8")));
        }

        public async Task KillAsync()
        {
            foreach (var server in running) await server.DisposeAsync();
            running.Clear();
        }

        public IReadOnlyList<string> FilesIn(string recipient) => Directory.Exists(Path.Combine(folder, recipient))
            ? [.. Directory.GetFiles(Path.Combine(folder, recipient), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f))]
            : [];
    }

    /// <summary>A receiver of webhooks on this machine, which can be made to keep who tells it something waiting.</summary>
    private sealed class Hook(WebApplication app) : IAsyncDisposable
    {
        private volatile TaskCompletionSource? held;
        private volatile TaskCompletionSource? told;

        public int Port { get; } = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

        public ConcurrentQueue<string> Deliveries { get; } = new();

        public static async Task<Hook> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            Hook? hook = null;
            app.Run(context => hook!.TakeAsync(context));
            await app.StartAsync(Ct);
            return hook = new(app);
        }

        /// <summary>Done when somebody is kept waiting.</summary>
        public Task HoldNext()
        {
            (held, told) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
            return told.Task;
        }

        public void Release()
        {
            held?.TrySetResult();
            held = null;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            Deliveries.Enqueue(context.Request.Headers["X-Delivery-Id"].ToString());
            told?.TrySetResult();
            if (held is { } wait) await wait.Task;
            await context.Response.WriteAsync("ok");
        }
    }
}
