using MajorProjects.Ledger;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>A database restored from a backup, beside the data directory of the server, which was not.</summary>
public sealed class ContinuationTests(TestPostgres postgres)
{
    private static readonly string[] ByHand = ["Ledger:On=false"];

    [Fact]
    public async Task an_old_dump_put_back_is_noticed_and_goes_on_under_a_new_name_tied_to_what_was_signed()
    {
        var data = postgres.NewDataDirectory();
        var database = await postgres.NewDatabaseAsync();
        // What is restored is older than the restore.
        var earlier = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-30));
        string city;
        await using (var server = await ServerUnderTest.StartAsync(postgres, earlier, database: database, settings: ByHand, data: data))
        {
            city = $"{(await server.NewCityAsync()).Code}";
            await RecordAsync(server, city, "P-1");
            (await new CityLedger(server, city).SignAsync())!.Size.ShouldBe(2);
        }
        NpgsqlConnection.ClearAllPools();
        var dump = await postgres.NewDatabaseAsync($"template {new NpgsqlConnectionStringBuilder(database.Application).Database}");
        SignedNote kept;
        await using (var server = await ServerUnderTest.StartAsync(postgres, earlier, database: database, settings: ByHand, data: data))
        {
            await RecordAsync(server, city, "P-2");
            kept = (await new CityLedger(server, city).SignAsync())!.Note;
        }

        await using var restored = await ServerUnderTest.StartAsync(postgres, database: dump, settings: ByHand, data: data);
        var ledger = new CityLedger(restored, city);
        await RecordAsync(restored, city, "P-3");

        (await ledger.SignAsync()).ShouldBeNull();
        using (var waiting = restored.Client(city)) (await waiting.GetAsync($"/ledger/{city}/proof?project=P-3&version=2", "")).ShouldBeRefused(503, "signingStopped");
        (await ledger.VerifyAsync(kept)).Findings.ShouldAllBe(f => f.Kind == FindingKind.Forked);
        (await ledger.VerifyAsync(kept)).Findings.ShouldNotBeEmpty();

        var begun = await Continuation(restored).ContinueAsync(city, "恢复 11 月 20 日备份", "王五", TestContext.Current.CancellationToken);
        var signed = (await ledger.SignAsync()).ShouldNotBeNull();

        begun.Origin.ShouldBe($"major-projects/{city}/i2");
        Checkpoint.Of(signed.Note, ledger.Key).ShouldSatisfyAllConditions(c => c.Origin.ShouldBe(begun.Origin), c => c.Size.ShouldBe(1 + 4));
        var verified = await ledger.VerifyAsync(kept);
        verified.Findings.ShouldBeEmpty();
        verified.Notices.ShouldHaveSingleItem().Zh.ShouldContain("王五");
        var entries = restored.Services.GetRequiredService<LedgerEntries>();
        var first = (await entries.AtAsync(begun, 0, 1, TestContext.Current.CancellationToken))[0].Entry;
        first.Type.ShouldBe(LedgerEntry.Continued);
        using var linked = System.Text.Json.JsonDocument.Parse(first.Data);
        linked.RootElement.GetProperty("previous").GetString().ShouldBe(kept.ToString());
        using var anybody = restored.Anonymous();
        var link = await anybody.GetByteArrayAsync(new Uri($"/api/v1/ledger/{city}/i2/link", UriKind.Relative), TestContext.Current.CancellationToken);
        link.ShouldBe(first.ToBytes());
        (await anybody.GetAsync($"/ledger/{city}/i1/checkpoint", "")).Text.ShouldStartWith($"major-projects/{city}\n");
        using var client = restored.Client(city);
        (await client.GetAsync($"/ledger/{city}/proof?project=P-3&version=2&incarnation=1", "")).ShouldBeRefused(404, "logEnded");
        // Another server on the same database still keeps what was signed before the restore.
        var other = restored.Services.GetRequiredService<LastSigned>();
        other.Keep(city, kept);
        (await ledger.SignAsync()).ShouldNotBeNull();
        Checkpoint.Of(other.Find(city)!).Origin.ShouldBe(begun.Origin);
        await Should.ThrowAsync<CommandFailedException>(() => Continuation(restored).ContinueAsync(city, "再来一次", "王五", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task a_log_that_was_never_signed_has_nothing_to_continue()
    {
        var server = await postgres.Shared;
        var city = $"{(await server.NewCityAsync()).Code}";

        await Should.ThrowAsync<CommandFailedException>(() => Continuation(server).ContinueAsync(city, "无", "无", TestContext.Current.CancellationToken));
    }

    private static LedgerContinuation Continuation(ServerUnderTest server) => server.Services.GetRequiredService<LedgerContinuation>();

    private static async Task RecordAsync(ServerUnderTest server, string city, string code)
    {
        using var client = server.Client(city);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city, code))).Status.ShouldBe(201);
        (await client.PostAsync($"/projects/{code}/facts", Facts.Signed())).Status.ShouldBe(201);
    }
}
