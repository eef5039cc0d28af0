using System.Net.Http.Headers;
using MajorProjects.Ledger;
using MajorProjects.Server.Access;
using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>Whoever dies, comes second, or writes at the same time: one log, that goes on and verifies.</summary>
public sealed class SequencerTests(TamperedServer tampered, TestPostgres postgres) : IClassFixture<TamperedServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task several_sequencers_at_once_make_one_log()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        for (var n = 10; n < 20; n++) (await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code, $"P-{n}"))).Status.ShouldBe(201);

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var sequenced = await city.Server.Services.GetRequiredService<Sequencer>().SequenceAsync(city.Code, 22, Ct);
            await city.Server.Services.GetRequiredService<CheckpointSigner>().SignAsync(city.Code, Ct);
            return sequenced;
        }, Ct)));

        added.Sum(n => n ?? 0).ShouldBe(10);
        (await city.Ledger.SignAsync())!.Size.ShouldBe(22);
        (await city.Ledger.VerifyAsync(city.Kept)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_signer_that_died_after_it_kept_its_checkpoint_and_before_it_was_in_the_database_is_taken_up()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "P-9"))).Status.ShouldBe(201);
        await city.Ledger.SequenceAsync();
        var tiles = city.Server.Services.GetRequiredService<LedgerTiles>();
        var log = await city.Ledger.LogAsync();
        var unborn = new Checkpoint(log.Origin, 13, await tiles.Tree(log, 13).RootAsync(Ct)).Sign(city.Server.Services.GetRequiredService<LedgerKeys>().Of(city.Code));
        city.Server.Services.GetRequiredService<LastSigned>().Keep(city.Code, unborn);

        (await city.Ledger.SignAsync())!.Note.ToString().ShouldBe(unborn.ToString());
        (await city.Ledger.VerifyAsync(unborn)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_sequencer_that_died_within_a_page_left_nothing_of_it()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "P-9"))).Status.ShouldBe(201);
        await using var dying = await city.Server.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using (var transaction = await dying.BeginTransactionAsync(Ct))
        {
            await using var half = new NpgsqlCommand(
                $"insert into ledger_leaf select city, incarnation, 12, 13, event_id, project, version, hash from ledger_leaf where city = '{city.Code}' and leaf = 0", dying, transaction);
            await half.ExecuteNonQueryAsync(Ct);
            // Another that comes meanwhile waits for it, and goes on when it is gone.
            var other = city.Ledger.SequenceAsync();
            await transaction.RollbackAsync(Ct);
            await other;
        }

        (await city.Ledger.SignAsync())!.Size.ShouldBe(13);
        (await city.Ledger.VerifyAsync(city.Kept)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_server_killed_again_and_again_while_facts_come_in_has_one_log_that_holds_each_of_them()
    {
        const int Deaths = 4;
        var data = postgres.NewDataDirectory();
        var database = await postgres.NewDatabaseAsync();
        var token = new LocalIssuer(data).Issue("tester", "测试员", ["officer"], ["140500"], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var random = new Random(5);
        var (registered, notes) = (0, new List<SignedNote>());
        for (var death = 0; death < Deaths; death++)
        {
            await using var server = await ServerProcess.StartAsync(data.Path, database, ("Ledger__Every", "00:00:00.02"), ("Ledger__SignEvery", "00:00:00.05"));
            using var client = new HttpClient { BaseAddress = server.Address };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            // At whichever step of its work: a page or a signature takes some milliseconds, and the next begins at once.
            for (var end = registered + random.Next(10, 25); registered < end; registered++)
                (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", $"P-{registered}"))).Status.ShouldBe(201);
            using var answer = await client.GetAsync(new Uri("/api/v1/ledger/140500/checkpoint", UriKind.Relative), Ct);
            if (answer.IsSuccessStatusCode) notes.Add(SignedNote.Parse(await answer.Content.ReadAsStringAsync(Ct)));
        }
        notes.ShouldNotBeEmpty();

        await using var last = await ServerUnderTest.StartAsync(postgres, database: database, settings: ["Ledger:On=false"], data: data);
        var ledger = new CityLedger(last, "140500");
        (await ledger.SignAsync())!.Size.ShouldBe(registered);
        var verified = await ledger.VerifyAsync([.. notes]);
        verified.Findings.ShouldBeEmpty();
        (verified.Leaves, verified.Checkpoints).ShouldSatisfyAllConditions(v => v.Leaves.ShouldBe(registered), v => v.Checkpoints.ShouldBeGreaterThan(notes.Count));
        (await last.Services.GetRequiredService<LedgerAlarms>().AllAsync("140500", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task while_many_write_at_once_nothing_is_found_and_no_alarm_is_raised()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: ["Ledger:Every=00:00:00.02", "Ledger:SignEvery=00:00:00.05", "Ledger:WatchEvery=00:00:00.05"]);
        var code = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(code);
        var ledger = new CityLedger(server, code);
        var verified = new List<Verified>();

        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 0; n < 15; n++)
            {
                var project = $"P-{100 * writer + n}";
                (await client.PostAsync("/projects", OwnCity.ProjectIn(code, project))).Status.ShouldBe(201);
                (await client.PostAsync($"/projects/{project}/facts", Facts.Signed())).Status.ShouldBe(201);
            }
        }));
        while (!writers.IsCompleted) verified.Add(await ledger.VerifyAsync());
        await writers;
        verified.Add(await ledger.VerifyAsync((await ledger.SignAsync())!.Note));

        verified.Count.ShouldBeGreaterThan(2);
        verified.SelectMany(v => v.Findings).ShouldBeEmpty();
        verified[^1].Leaves.ShouldBe(8 * 15 * 2);
        (await server.Services.GetRequiredService<LedgerAlarms>().AllAsync(code, Ct)).ShouldBeEmpty();
    }
}
