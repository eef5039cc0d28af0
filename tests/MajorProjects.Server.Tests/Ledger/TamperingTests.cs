using JasperFx.Events;
using JasperFx.Events.Projections;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Ledger;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Marten.Events;
using Marten.Events.Aggregation;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>
/// Whatever the owner of the database does to facts or to the ledger itself, a verification names it: what kind of thing, and which fact. Each is done
/// to a city as it was at first; the log is 12 facts long, of three projects one after the other, and the fact at issue has position 6 and leaf 5.
/// </summary>
public sealed class TamperingTests(TamperedServer tampered) : IClassFixture<TamperedServer>
{
    private const string Sixth = "where tenant_id = $1 and seq_id = 6";

    [Fact]
    public async Task nothing_is_found_where_nothing_was_done()
    {
        var city = await tampered.SameCityAsync();

        (await city.Ledger.VerifyAsync(city.Kept)).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("one byte of a fact", """set data = jsonb_set(data, '{amountWan}', '8001')""")]
    [InlineData("what was left out of it", """set data = data || '{"note": "补记"}'""")]
    [InlineData("when it happened", """set data = jsonb_set(data, '{occurredOn}', '"2024-03-02"')""")]
    [InlineData("when it was recorded", "set timestamp = timestamp + interval '1 microsecond'")]
    [InlineData("who recorded it", "set user_name = 'somebody'")]
    [InlineData("as what he did", """set headers = jsonb_set(headers, '{role}', '"leader"')""")]
    [InlineData("which kind it is", "set type = 'constructionStarted'")]
    [InlineData("which it is", "set id = gen_random_uuid()")]
    [InlineData("its place in the project", "set version = 40")]
    public async Task a_changed_fact_is_named(string what, string change)
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync($"update mt_events {change} {Sixth}");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem(what);
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Changed, 6, 5, city.Projects[1]), what);
    }

    [Fact]
    public async Task a_fact_given_to_another_project_is_named()
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync($"update mt_events set stream_id = '{city.Projects[2]}', version = 5 {Sixth}");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Changed, 6, 5, city.Projects[1]));
    }

    [Fact]
    public async Task facts_that_changed_places_are_named()
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync(
            $"update mt_events set seq_id = 600 {Sixth}", "update mt_events set seq_id = 6 where tenant_id = $1 and seq_id = 7", "update mt_events set seq_id = 7 where tenant_id = $1 and seq_id = 600");

        (await city.Ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Seq, f.Leaf, f.Project))
            .ShouldBe([(FindingKind.Reordered, 6, 5, city.Projects[1]), (FindingKind.Reordered, 7, 6, city.Projects[1])]);
    }

    [Theory]
    [InlineData($"delete from mt_events {Sixth}")]
    [InlineData($"update mt_events set type = 'tombstone' {Sixth}")]
    public async Task a_fact_that_is_gone_is_named(string removal)
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync(removal);

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Missing, 6, 5, city.Projects[1]));
    }

    [Fact]
    public async Task each_fact_of_a_project_that_is_gone_is_named()
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync(
            $"delete from mt_events where tenant_id = $1 and stream_id = '{city.Projects[1]}'", $"delete from mt_streams where tenant_id = $1 and id = '{city.Projects[1]}'");

        (await city.Ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Seq, f.Leaf, f.Project))
            .ShouldBe(Enumerable.Range(4, TamperedCity.FactsOfEach).Select(leaf => (FindingKind.Missing, (long?)leaf + 1, (long?)leaf, (Guid?)city.Projects[1])));
    }

    [Fact]
    public async Task a_fact_put_in_where_a_number_was_free_is_named()
    {
        var city = await tampered.CityAsync();
        await city.ByOwnerAsync($"select setval('mt_events_sequence_{city.Code}', 20)");
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "P-4"))).Status.ShouldBe(201);
        await city.Ledger.SignAsync();

        await city.ByOwnerAsync($"insert into mt_events select (jsonb_populate_record(e, '{{\"seq_id\": 15, \"version\": 5, \"id\": \"{Guid.NewGuid()}\"}}')).* from mt_events e {Sixth}");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Project).ShouldBe((FindingKind.Inserted, 15, city.Projects[1]));
    }

    [Fact]
    public async Task a_fact_put_in_that_the_sequencer_took_for_a_late_one_is_still_named()
    {
        var city = await tampered.CityAsync();
        await city.ByOwnerAsync($"select setval('mt_events_sequence_{city.Code}', 20)");
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "P-4"))).Status.ShouldBe(201);
        await city.Ledger.SignAsync();
        await city.ByOwnerAsync($"insert into mt_events select (jsonb_populate_record(e, '{{\"seq_id\": 15, \"version\": 5, \"id\": \"{Guid.NewGuid()}\"}}')).* from mt_events e {Sixth}");

        (await city.Server.Services.GetRequiredService<LedgerWatch>().LookAsync(city.Code, TestContext.Current.CancellationToken)).ShouldBe(1);
        await city.Ledger.SignAsync();

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Inserted, 15, 13, city.Projects[1]));
        (await AlarmsAsync(city)).ShouldHaveSingleItem().ShouldBe((AlarmKind.Late, 15, city.Projects[1]));
    }

    [Fact]
    public async Task a_fact_added_at_the_end_that_says_to_be_of_the_past_is_named()
    {
        var city = await tampered.CityAsync();

        await city.ByOwnerAsync($"""
            insert into mt_events select (jsonb_populate_record(e, jsonb_build_object('seq_id', nextval('mt_events_sequence_{city.Code}'), 'version', 5, 'id', gen_random_uuid(),
                                          'timestamp', e.timestamp - interval '3 months'))).* from mt_events e {Sixth}
            """);
        await city.Ledger.SignAsync();

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Inserted, 13, 12, city.Projects[1]));
    }

    [Fact]
    public async Task a_fact_added_after_a_signature_that_says_to_be_from_before_it_is_named()
    {
        var city = await tampered.CityAsync();
        // Signed an hour after the last fact was recorded, which it says to have been a minute later.
        await city.ByOwnerAsync(
            "update ledger_checkpoint set signed_at = now() + interval '1 hour' where city = $1",
            $"""
             insert into mt_events select (jsonb_populate_record(e, jsonb_build_object('seq_id', nextval('mt_events_sequence_{city.Code}'), 'version', 5, 'id', gen_random_uuid(),
                                           'timestamp', e.timestamp + interval '1 minute'))).* from mt_events e {Sixth}
             """);
        await city.Ledger.SignAsync();

        var finding = (await city.Ledger.VerifyAsync(TimeSpan.FromHours(2))).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Inserted, 13, 12, city.Projects[1]));
    }

    [Fact]
    public async Task a_fact_that_says_to_be_of_the_future_is_named_and_throws_no_suspicion_on_others()
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync($"update mt_events set timestamp = timestamp + interval '70 years' {Sixth}");

        (await city.Ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Seq, f.Leaf, f.Project)).ShouldBe(
            [(FindingKind.Inserted, 6, 5, city.Projects[1]), (FindingKind.Changed, 6, 5, city.Projects[1])]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public async Task a_fact_put_in_before_the_first_is_named(long position)
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync($"insert into mt_events select (jsonb_populate_record(e, '{{\"seq_id\": {position}, \"version\": 5, \"id\": \"{Guid.NewGuid()}\"}}')).* from mt_events e {Sixth}");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Project).ShouldBe((FindingKind.Inserted, position, city.Projects[1]));
    }

    [Theory]
    [InlineData($"update mt_events set is_archived = true {Sixth}")]
    [InlineData("update mt_streams set is_archived = true where tenant_id = $1 and id = (select stream_id from mt_events where tenant_id = $1 and seq_id = 6)")]
    public async Task a_fact_that_is_hidden_from_the_views_as_archived_is_named(string hiding)
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync(hiding);

        (await city.Ledger.VerifyAsync()).Findings.ShouldContain(f => f.Kind == FindingKind.Missing && f.Seq == 6 && f.Leaf == 5 && f.Project == city.Projects[1]);
    }

    [Theory]
    [InlineData("update ledger_checkpoint set note = 'no note' where city = $1", FindingKind.Resigned)]
    [InlineData("update ledger_leaf set hash = 'short' where city = $1 and leaf = 5", FindingKind.Replaced)]
    [InlineData($"update mt_events set timestamp = 'infinity' {Sixth}", FindingKind.Changed)]
    [InlineData($"update mt_events set data = '[]' {Sixth}", FindingKind.Changed)]
    [InlineData($"update mt_events set data = (repeat('[', 90) || repeat(']', 90))::jsonb {Sixth}", FindingKind.Changed)]
    public async Task what_cannot_be_read_is_a_finding_and_not_the_end_of_the_verification(string change, FindingKind kind)
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync(change);

        (await city.Ledger.VerifyAsync()).Findings.ShouldContain(f => f.Kind == kind);
    }

    [Fact]
    public async Task a_schema_that_shows_the_facts_as_they_were_deceives_nobody()
    {
        var city = await tampered.SameCityAsync();
        await city.ByOwnerAsync("create schema majorprojects_app", "create table majorprojects_app.mt_events as select * from public.mt_events", "grant usage on schema majorprojects_app to majorprojects_app",
            "grant select on majorprojects_app.mt_events to majorprojects_app");

        await city.ByOwnerAsync($"update public.mt_events set user_name = 'somebody' {Sixth}");

        var findings = (await city.Ledger.VerifyAsync()).Findings;
        await city.ByOwnerAsync("drop schema majorprojects_app cascade");
        findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Changed);
    }

    [Fact]
    public async Task a_tail_that_is_cut_off_everywhere_in_the_database_is_missed_by_what_was_kept_outside_it()
    {
        var city = await tampered.CityAsync();

        await city.ByOwnerAsync(
            "delete from mt_events where tenant_id = $1 and seq_id > 9", "delete from ledger_leaf where city = $1 and leaf > 8",
            "delete from ledger_checkpoint where city = $1", "delete from ledger_node where city = $1");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Leaf).ShouldBe((FindingKind.Truncated, 9));
        (await city.Ledger.SignAsync()).ShouldBeNull();
        (await AlarmsAsync(city)).ShouldContain(a => a.Kind == AlarmKind.Truncated);
    }

    [Fact]
    public async Task a_tail_of_facts_that_is_cut_off_is_named_fact_by_fact()
    {
        var city = await tampered.CityAsync();

        await city.ByOwnerAsync("delete from mt_events where tenant_id = $1 and seq_id > 9");

        (await city.Ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Seq, f.Leaf))
            .ShouldBe([(FindingKind.Missing, 10, 9), (FindingKind.Missing, 11, 10), (FindingKind.Missing, 12, 11)]);
        (await city.Server.Services.GetRequiredService<LedgerWatch>().LookAsync(city.Code, TestContext.Current.CancellationToken)).ShouldBe(3);
        (await AlarmsAsync(city)).ShouldBe([(AlarmKind.Gone, 10, city.Projects[2]), (AlarmKind.Gone, 11, city.Projects[2]), (AlarmKind.Gone, 12, city.Projects[2])]);
    }

    [Fact]
    public async Task what_the_store_itself_can_mask_is_named()
    {
        var city = await tampered.CityAsync();
        using var store = city.OwnersStore(options => options.Events.AddMaskingRuleForProtectedInformation<ContractSigned>(signed => signed with { Counterparty = "***" }));

        await store.Advanced.ApplyEventDataMasking(masking => masking.ForTenant(city.Code).IncludeStream(city.Projects[1]), TestContext.Current.CancellationToken);

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Changed, 6, 5, city.Projects[1]));
    }

    [Fact]
    public async Task what_the_store_itself_can_compact_is_named()
    {
        var city = await tampered.CityAsync();
        using var store = city.OwnersStore(options => options.Projections.Add(new FactCounting(), ProjectionLifecycle.Live));
        await using var session = store.LightweightSession(city.Code);

        await session.Events.CompactStreamAsync<FactCount>(city.Projects[1]);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);

        (await city.Ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Seq, f.Project)).ShouldBe(
            [(FindingKind.Changed, 8, city.Projects[1]), (FindingKind.Missing, 5, city.Projects[1]), (FindingKind.Missing, 6, city.Projects[1]), (FindingKind.Missing, 7, city.Projects[1])]);
    }

    [Fact]
    public async Task a_leaf_that_was_replaced_is_told_from_a_fact_that_was_changed()
    {
        var city = await tampered.SameCityAsync();

        await city.ByOwnerAsync("update ledger_leaf set hash = sha256('other') where city = $1 and leaf = 5");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Seq, finding.Leaf, finding.Project).ShouldBe((FindingKind.Replaced, 6, 5, city.Projects[1]));
    }

    [Fact]
    public async Task a_hash_above_the_leaves_that_was_replaced_or_is_gone_is_named()
    {
        var (server, city) = await tampered.SimulatedAsync(80);
        var ledger = new CityLedger(server, $"{city.Code}");
        (await ledger.SignAsync())!.Size.ShouldBeGreaterThan(2 * Tile.FullWidth);
        (await ledger.VerifyAsync()).Findings.ShouldBeEmpty();
        var owner = server.Services.GetRequiredService<SchemaOwner>().Database;

        await using (var replace = owner.CreateCommand($"update ledger_node set hash = sha256('other') where city = '{city.Code}' and place = 0"))
            await replace.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using (var remove = owner.CreateCommand($"delete from ledger_node where city = '{city.Code}' and place = 1"))
            await remove.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await ledger.VerifyAsync()).Findings.Select(f => (f.Kind, f.Leaf)).ShouldBe([(FindingKind.Replaced, 0), (FindingKind.Replaced, 256)]);
        (await ledger.SignAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task a_fact_changed_together_with_its_leaf_is_given_away_by_the_signature()
    {
        var city = await tampered.CityAsync();
        await city.ByOwnerAsync($"update mt_events set user_name = 'somebody' {Sixth}");
        var forged = await city.Ledger.LeafOfAsync(6);

        await city.ByOwnerAsync($"update ledger_leaf set hash = '\\x{forged.ToHex()}' where city = $1 and leaf = 5");

        var finding = (await city.Ledger.VerifyAsync()).Findings[0];
        (finding.Kind, finding.Leaf).ShouldBe((FindingKind.Forked, 0));
        (await city.Ledger.SignAsync()).ShouldBeNull();
        (await AlarmsAsync(city)).ShouldContain(a => a.Kind == AlarmKind.Forked);
    }

    [Fact]
    public async Task what_somebody_signed_with_another_key_is_named()
    {
        var city = await tampered.CityAsync();
        var other = SigningKey.New("major-projects", SignatureAlgorithm.Ed25519).Named(city.Ledger.Key.Name);
        var note = Checkpoint.Of(city.Kept).Sign(other);

        await city.ByOwnerAsync($"update ledger_checkpoint set note = '{note}' where city = $1");

        var finding = (await city.Ledger.VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Leaf).ShouldBe((FindingKind.Resigned, 12));
        (await city.Ledger.VerifyAsync(note)).Findings.Count(f => f.Kind == FindingKind.Resigned).ShouldBe(2);
        (await city.Ledger.SignAsync()).ShouldBeNull();
        (await AlarmsAsync(city)).ShouldContain(a => a.Kind == AlarmKind.Resigned);
    }

    [Fact]
    public async Task a_log_that_was_begun_anew_to_hide_what_is_gone_is_named_and_never_signed()
    {
        var city = await tampered.CityAsync();
        await city.ByOwnerAsync(
            $"delete from mt_events {Sixth}",
            $"insert into ledger_log select city, 2, origin || '/i2', now(), '{city.Kept}', '例行维护', '管理员' from ledger_log where city = $1");

        (await city.Ledger.SignAsync()).ShouldBeNull();

        (await city.Ledger.VerifyAsync()).Findings.ShouldContain(f => f.Kind == FindingKind.Forked && f.Leaf == 0);
        (await AlarmsAsync(city)).ShouldContain(a => a.Kind == AlarmKind.Forked);
    }

    [Fact]
    public async Task a_checkpoint_of_another_history_that_a_reader_was_shown_is_named()
    {
        var city = await tampered.CityAsync();
        var shown = new Checkpoint(Checkpoint.Of(city.Kept).Origin, 7, Merkle.OfLeaf("another history"u8)).Sign(city.Server.Services.GetRequiredService<LedgerKeys>().Of(city.Code));

        var finding = (await city.Ledger.VerifyAsync(city.Kept, shown)).Findings.ShouldHaveSingleItem();

        finding.Kind.ShouldBe(FindingKind.Forked);
    }

    private static async Task<IReadOnlyList<(AlarmKind Kind, long Seq, Guid? Project)>> AlarmsAsync(TamperedCity city) =>
        [.. (await city.Server.Services.GetRequiredService<LedgerAlarms>().AllAsync(city.Code, TestContext.Current.CancellationToken)).Select(a => (a.Kind, a.Seq, a.Project))];
}

/// <summary>How many facts there are, for which the store needs no more than this.</summary>
public sealed class FactCount
{
    public Guid Id { get; set; }

    public int Facts { get; set; }
}

/// <summary>Counts the facts of a project.</summary>
public sealed partial class FactCounting : SingleStreamProjection<FactCount, Guid>
{
    public override FactCount Evolve(FactCount? snapshot, Guid id, IEvent e) => new() { Id = id, Facts = (snapshot?.Facts ?? 0) + 1 };
}

/// <summary>A server whose ledger moves when a test moves it.</summary>
public sealed class TamperedServer(TestPostgres postgres) : IAsyncLifetime
{
    private ServerUnderTest? server;
    private TamperedCity? same;

    public async ValueTask InitializeAsync() => server = await ServerUnderTest.StartAsync(postgres, settings: ["Ledger:On=false"]);

    /// <summary>A city of a test's own, for what is recorded, signed or remembered in it.</summary>
    internal Task<TamperedCity> CityAsync() => TamperedCity.MakeAsync(server!);

    /// <summary>The same city for all that only change what is stored: as it was at first.</summary>
    internal async Task<TamperedCity> SameCityAsync()
    {
        if (same is null) await (same = await CityAsync()).KeepAsync();
        else await same.RestoreAsync();
        return same;
    }

    /// <summary>A city with as many simulated projects.</summary>
    internal async Task<(ServerUnderTest Server, City City)> SimulatedAsync(int projects)
    {
        var city = await server!.NewCityAsync();
        await new SimulatedLog(server.Services.GetRequiredService<SchemaOwner>()).WriteAsync(city, [.. new Simulator(city, 7).Projects(projects)], TestContext.Current.CancellationToken);
        return (server, city);
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
