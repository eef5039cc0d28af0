using MajorProjects.Domain;
using MajorProjects.Server.Audit;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>Everything that follows from the events, computed anew beside a running server.</summary>
public class ReplayCheckTests(TestPostgres postgres)
{
    private static readonly string[] Tables = ["project_version", "milestone_fact", "progress_fact", "recorded_block", "read_position", "project_likeness", "project_code"];

    private static readonly string[] OfDigests = ["digest", "digest_content", "digest_document", "digest_delivery"];

    // One row of each, changed; and as of another project.
    private static readonly Dictionary<string, (string Change, string Other)> Rows = new(StringComparer.Ordinal)
    {
        ["project_version"] = ("name = name || 'x'", """{"project_id":"01920000-0000-7000-8000-000000000009"}"""),
        ["milestone_fact"] = ("occurred_on = occurred_on + 1", """{"project_id":"01920000-0000-7000-8000-000000000009"}"""),
        ["progress_fact"] = ("percent = coalesce(percent, 0) + 0.5", """{"project_id":"01920000-0000-7000-8000-000000000009"}"""),
        ["recorded_block"] = ("latest = latest + interval '1 microsecond'", """{"block":99}"""),
        ["read_position"] = ("position = position + 1", ""),
        ["project_likeness"] = ("owner = 'x'", """{"project_id":"01920000-0000-7000-8000-000000000009"}"""),
        ["project_code"] = ("project_id = '01920000-0000-7000-8000-000000000009'", """{"code":"X"}"""),
    };

    [Fact]
    public async Task what_is_kept_of_any_city_is_what_its_events_say()
    {
        var server = await postgres.Shared;
        await CityLog.Of(10, 20).SampleAsync(async log =>
        {
            var city = await RecordedAsync(server, log);

            var tables = await CheckAsync(server, city);

            tables.Select(t => t.Table).ShouldBe([.. Tables, .. OfDigests]);
            tables.ShouldAllBe(t => t.Holds && t.Rows == t.Expected && t.Differing == 0 && t.Hash.Length == 64);
            tables.Where(t => t.Rows == 0).Select(t => t.Table).ShouldBe(OfDigests);
        }, iter: 2, threads: 1, print: CityLog.Print);
    }

    [Fact]
    public async Task of_a_row_that_was_changed_removed_or_added_the_table_is_named_and_the_row_told()
    {
        var server = await postgres.Shared;
        await CityLog.Of(12, 12).SampleAsync(async log =>
        {
            var city = await RecordedAsync(server, log);
            var owner = server.Services.GetRequiredService<SchemaOwner>().Database;
            foreach (var (what, damage, isStored) in new (string, Func<string, string>, bool[])[]
            {
                ("changed", table => $"update {table} set {Rows[table].Change} where ctid = {One(table)}", [true, false]),
                ("removed", table => $"delete from {table} where ctid = {One(table)}", [false]),
                ("added", table => table == "read_position" ? "" : $"insert into {table} select (jsonb_populate_record(t, '{Rows[table].Other}')).* from {table} t where ctid = {One(table)}", [true]),
            })
            {
                var kept = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var table in Tables) kept[table] = await KeepAsync(owner, city, table);
                var damaged = Tables.Where(table => damage(table).Length > 0 && !(what == "removed" && table == "project_likeness")).ToList();
                foreach (var table in damaged) (await ExecuteAsync(owner, city, damage(table))).ShouldBe(1, $"{what} {table}");

                var checks = await CheckAsync(server, city);

                checks.Where(c => !c.Holds).Select(c => c.Table).ShouldBe(damaged, what);
                foreach (var check in checks.Where(c => !c.Holds))
                {
                    check.Differing.ShouldBe(isStored.Length, $"{what} {check.Table}");
                    check.Examples.Select(e => e.IsStored).ShouldBe(isStored, ignoreOrder: true, $"{what} {check.Table}");
                    TableCheck.Print(city, [check]).ShouldContain(check.Examples[0].Row);
                }
                foreach (var table in Tables) await RestoreAsync(owner, city, table, kept[table]);
            }
            (await CheckAsync(server, city)).ShouldAllBe(c => c.Holds);
        }, iter: 1, threads: 1, print: CityLog.Print);

        static string One(string table) => $"(select ctid from {table} where city = $1 order by {table}::text limit 1)";
    }

    [Fact]
    public async Task a_digest_is_computed_anew_and_one_that_says_something_else_by_now_is_told()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var officer = server.Client($"{city.Code}");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "P-1"))).Status.ShouldBe(201);
        (await officer.PostAsync("/digests", new { kind = "monthly", period = "2024-02" })).Status.ShouldBe(201);
        await officer.CaughtUpAsync();
        var holds = (await CheckAsync(server, city)).Single(t => t.Table == "digest_content");
        (holds.Holds, holds.Rows).ShouldBe((true, 1), TableCheck.Print(city, [holds]));

        (await ExecuteAsync(server.Services.GetRequiredService<SchemaOwner>().Database, city, "update digest_content set content = content || ' '::bytea where city = $1")).ShouldBe(1);

        var check = (await CheckAsync(server, city)).Single(t => t.Table == "digest_content");
        (check.Holds, check.Differing).ShouldBe((false, 2));
    }

    [Fact]
    public async Task a_code_is_of_whoever_had_it_first_and_a_revision_gives_one_more()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var officer = server.Client($"{city.Code}");
        var national = $"2021-{city.Code}-48-01-000079";
        foreach (var local in new[] { "P-1", "P-2" })
            (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", local, ("nationalCode", national)))).Status.ShouldBe(201);
        var revised = await officer.PostAsync("/projects/P-2/facts", new
        {
            type = "detailsRevised", occurredOn = "2024-03-01", reason = "重新编号", changes = new[] { new { attribute = "localCode", old = "P-2", @new = "P-3" } },
        });
        revised.Status.ShouldBe(201, revised.Text);
        await officer.CaughtUpAsync();

        var codes = (await CheckAsync(server, city)).Single(t => t.Table == "project_code");

        (codes.Holds, codes.Rows).ShouldBe((true, 4), TableCheck.Print(city, [codes]));
    }

    [Fact]
    public async Task how_far_a_digest_has_come_and_the_documents_that_went_out_follow_from_its_stream()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var officer = server.Client($"{city.Code}");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "P-1"))).Status.ShouldBe(201);
        var issued = await officer.PostAsync("/digests", new
        {
            kind = "monthly", period = "2024-02", attachments = new[] { "md" },
            recipients = new object[] { new { channel = "folder", to = "leaders", name = "领导" }, new { channel = "weCom", to = "nobody" } },
        });
        issued.Status.ShouldBe(201, issued.Text);
        await Eventually.HoldsAsync(async () => (await officer.ReadAsync<DeliveryList>($"/digests/{issued.Json["id"]}/deliveries")).Deliveries.All(d => d.Attempts > 0));
        await officer.CaughtUpAsync();
        var holding = await CheckAsync(server, city);
        holding.ShouldAllBe(t => t.Holds, TableCheck.Print(city, holding));
        OfDigests.Select(name => holding.Single(t => t.Table == name).Rows).ShouldBe([1, 1, 2, 2]);

        var owner = server.Services.GetRequiredService<SchemaOwner>().Database;
        foreach (var (table, change, of) in new[]
        {
            ("digest", "late = true", "true"), ("digest_document", "bytes = bytes || ' '::bytea", "form = 'md'"), ("digest_delivery", "state = 'delivered'", "channel = 'weCom'"),
        })
        {
            var kept = await KeepAsync(owner, city, table);
            (await ExecuteAsync(owner, city, $"update {table} set {change} where city = $1 and {of}")).ShouldBe(1, table);
            var check = (await CheckAsync(server, city)).Where(t => !t.Holds).ShouldHaveSingleItem();
            (check.Table, check.Differing).ShouldBe((table, 2));
            await RestoreAsync(owner, city, table, kept);
        }
        (await ExecuteAsync(owner, city, "delete from digest_document where city = $1 and form = 'html'")).ShouldBe(1);
        var gone = (await CheckAsync(server, city)).Where(t => !t.Holds).ShouldHaveSingleItem();
        (gone.Table, gone.Differing, gone.Examples[0].IsStored).ShouldBe(("digest_document", 1, false));
    }

    [Fact]
    public async Task beside_a_check_facts_are_recorded_shown_and_signed_and_nothing_of_it_is_left()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        (await client.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "P"))).Status.ShouldBe(201);
        await client.CaughtUpAsync();

        await using (var scratch = await ScratchSchema.MakeAsync(server.Services.GetRequiredService<SchemaOwner>(), server.Services.GetRequiredService<DigestComposer>(), city, [.. Tables, .. OfDigests], TestContext.Current.CancellationToken))
        {
            (await client.PostAsync("/projects/P/facts", Facts.Signed())).Status.ShouldBe(201);
            await client.CaughtUpAsync();
            (await client.BatchesAsync("?by=year&from=2024&to=2024")).Totals.Signed.Count.ShouldBe(1);
            await Eventually.HoldsAsync(async () => (await client.GetAsync($"/ledger/{city.Code}/proof?project=P&version=2", "")).Status == 200);
            // It sees the moment at which it began.
            foreach (var derivation in Derivation.All) await derivation.FillAsync(scratch, new(1, _ => { }), TestContext.Current.CancellationToken);
            foreach (var table in Tables) (await scratch.CompareAsync(table, TestContext.Current.CancellationToken)).Holds.ShouldBeTrue(table);
        }

        (await CheckAsync(server, city)).ShouldAllBe(t => t.Holds);
        await using var find = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from pg_namespace where nspname like 'scratch%'");
        (await find.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    // With a project that was recorded through the front door, of which it is kept by what it is compared.
    private static async Task<City> RecordedAsync(ServerUnderTest server, CityLog log)
    {
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        await log.RecordAsync(server, city);
        (await client.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "P", ("sector", "public"), ("owner", "某公司")))).Status.ShouldBe(201);
        (await client.PostAsync("/projects/P/facts", Facts.Started())).Status.ShouldBe(201);
        (await client.PostAsync("/projects/P/facts", new { type = "progressReported", occurredOn = "2024-06-02", month = "2024-05", percent = 10 })).Status.ShouldBe(201);
        await client.CaughtUpAsync();
        return city;
    }

    private static Task<IReadOnlyList<TableCheck>> CheckAsync(ServerUnderTest server, City city) =>
        new ReplayCheck(server.Services.GetRequiredService<SchemaOwner>(), server.Services.GetRequiredService<DigestComposer>()).OfAsync(city, _ => _ => { }, TestContext.Current.CancellationToken);

    private static async Task<string> KeepAsync(NpgsqlDataSource owner, City city, string table)
    {
        await using var select = owner.CreateCommand($"select coalesce(jsonb_agg(t), '[]')::text from {table} t where city = $1");
        select.Parameters.AddWithValue($"{city.Code}");
        return (string)(await select.ExecuteScalarAsync())!;
    }

    private static async Task RestoreAsync(NpgsqlDataSource owner, City city, string table, string rows)
    {
        await ExecuteAsync(owner, city, $"delete from {table} where city = $1");
        await ExecuteAsync(owner, city, $"insert into {table} select r.* from jsonb_populate_recordset(null::{table}, $2::jsonb) r where city = $1", rows);
    }

    private static async Task<int> ExecuteAsync(NpgsqlDataSource owner, City city, string sql, params object[] more)
    {
        await using var command = owner.CreateCommand(sql);
        command.Parameters.AddWithValue($"{city.Code}");
        foreach (var value in more) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync();
    }
}
