using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Storage;

/// <summary>
/// What each role of the database may do with each table, tried on all of them as the catalogue has them, with what is right written down here: a
/// table on which nothing is written fails.
/// </summary>
public sealed class DatabaseRolesTests(StoppedStore store) : IClassFixture<StoppedStore>
{
    private const string Everything = "select insert update delete", Read = "select", Nothing = "";

    // The columns in brackets are those that may be updated; update without brackets means all of them.
    private static readonly Dictionary<string, (string App, string Auditor)> Right = new(StringComparer.Ordinal)
    {
        ["mt_events"] = ("select insert", Read),
        ["mt_streams"] = ("select insert update[version timestamp]", Read),
        ["mt_tenant_partitions"] = (Read, Nothing),
        ["mt_event_progression"] = (Everything, Read),
        ["mt_event_projection_floors"] = (Everything, Nothing),
        ["mt_high_water_skips"] = (Everything, Nothing),
        ["mt_doc_deadletterevent"] = (Everything, Nothing),
        ["mt_doc_envelope"] = (Everything, Nothing),
        ["wolverine_agent_restrictions"] = (Everything, Nothing),
        ["wolverine_control_queue"] = (Everything, Nothing),
        ["wolverine_dead_letter_history"] = (Everything, Nothing),
        ["wolverine_dead_letters"] = (Everything, Nothing),
        ["wolverine_incoming_envelopes"] = (Everything, Nothing),
        ["wolverine_node_assignments"] = (Everything, Nothing),
        ["wolverine_node_records"] = (Everything, Nothing),
        ["wolverine_nodes"] = (Everything, Nothing),
        ["wolverine_outgoing_envelopes"] = (Everything, Nothing),
        ["wolverine_recurring_messages"] = (Everything, Nothing),
        ["city"] = (Read, Read),
        ["project_code"] = ("select insert", Read),
        ["access_log"] = ("select insert", Nothing),
        ["ledger_log"] = ("select insert", Read),
        ["ledger_leaf"] = ("select insert", Read),
        ["ledger_node"] = ("select insert", Read),
        ["ledger_checkpoint"] = ("select insert", Read),
        ["ledger_alarm"] = ("select insert", Read),
        ["digest"] = ("select insert update[rendered_at render_attempts render_at render_error]", Read),
        ["digest_content"] = ("select insert", Read),
        ["digest_document"] = ("select insert", Read),
        ["idempotent_answer"] = ("select insert update[answered_at]", Nothing),
        ["seeding"] = ("select insert update[completed]", Nothing),
        ["project_likeness"] = ("select insert update", Nothing),
        ["project_version"] = (Everything, Read),
        ["milestone_fact"] = (Everything, Read),
        ["progress_fact"] = (Everything, Read),
        ["read_position"] = (Everything, Read),
        ["read_rewind"] = (Everything, Read),
        ["revocation"] = ("select insert", Nothing),
        ["recorded_block"] = (Everything, Read),
        ["digest_delivery"] = ("select insert update[state attempts next_attempt_at last_error delivered_at]", Read),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseRole.Owner)]
    [InlineData(DatabaseRole.App)]
    [InlineData(DatabaseRole.Auditor)]
    public async Task each_role_may_do_with_each_table_what_is_right_and_nothing_else(DatabaseRole role)
    {
        var wrong = new List<string>();
        await using var connection = await OpenAsync(role);
        var tables = await TablesAsync(connection);
        tables.Count(t => t.IsPartition).ShouldBe(2);

        foreach (var (table, isPartition, columns) in tables)
        {
            // A partition is reached through its table alone.
            if (!isPartition && !Right.ContainsKey(table)) wrong.Add($"{table}: nothing is decided on it");
            var right = role switch
            {
                DatabaseRole.Owner => Everything,
                _ when isPartition => Nothing,
                DatabaseRole.App => Right.GetValueOrDefault(table, (App: Nothing, Auditor: Nothing)).App,
                _ => Right.GetValueOrDefault(table, (App: Nothing, Auditor: Nothing)).Auditor,
            };
            await TryAsync("select", $"select 1 from {table} limit 0", right.Contains("select", StringComparison.Ordinal));
            await TryAsync("insert", $"insert into {table} default values", right.Contains("insert", StringComparison.Ordinal));
            foreach (var column in columns)
                await TryAsync($"update {column}", $"""update {table} set "{column}" = null where false""", MayUpdate(right, column));
            await TryAsync("delete", $"delete from {table} where false", right.Contains("delete", StringComparison.Ordinal));
            await TryAsync("for update", $"select 1 from {table} limit 0 for update", right.Contains("update", StringComparison.Ordinal));
            await TryAsync("copy to", $"copy (select * from {table} limit 0) to stdout", right.Contains("select", StringComparison.Ordinal));
            await TryAsync("copy from", $"copy {table} from stdin", right.Contains("insert", StringComparison.Ordinal));
            foreach (var owners in new[]
            {
                $"truncate {table} cascade", $"alter table {table} add column more integer", $"alter table {table} disable trigger user", $"alter table {table} owner to {role.Name()}",
                $"alter table {table} enable row level security", $"create trigger t before insert on {table} for each statement execute function suppress_redundant_updates_trigger()",
                $"create rule r as on delete to {table} do instead nothing", $"comment on table {table} is ''", $"drop table {table} cascade",
            })
                await TryAsync(owners, owners, role == DatabaseRole.Owner);

            async Task TryAsync(string what, string sql, bool isRight)
            {
                if (await MayAsync(connection, sql) != isRight) wrong.Add($"{table}: {(isRight ? "wrongly denied" : "wrongly allowed")}: {what}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DatabaseRole.App)]
    [InlineData(DatabaseRole.Auditor)]
    public async Task neither_the_application_nor_the_auditor_can_make_anything_or_become_another(DatabaseRole role)
    {
        await using var connection = await OpenAsync(role);
        var wrong = new List<string>();
        foreach (var sql in new[]
        {
            "create table more (n integer)", "create temporary table more (n integer)", "create view more as select 1 as n", "create schema more", "create sequence more",
            "create function more() returns integer language sql as 'select 1'", "create extension tablefunc", "create role more",
            "create or replace function analyze_read_tables() returns void language sql security definer as 'delete from public.mt_events'",
            "alter function analyze_read_tables() reset all", "drop function mt_quick_append_events", "alter sequence mt_events_sequence_140500 restart", "drop index ix_mt_events_rare",
            $"set role {DatabaseRole.Owner.Name()}", $"grant {DatabaseRole.Owner.Name()} to {role.Name()}", $"alter role {role.Name()} createrole", "alter database current owner to current_user",
            "set session_replication_role = replica", "select pg_read_file('PG_VERSION')",
            "copy (select 1) to program 'cat'", "copy (select 1) to '/tmp/more'", "select lo_import('/etc/hostname')", "select setval('mt_events_sequence_140500', 1)", "select mt_archive_stream(null, null)",
            "reassign owned by majorprojects_owner to current_user", "drop owned by majorprojects_owner",
        })
        {
            var refusal = await RefusalAsync(connection, sql.Replace("alter database current", $"alter database {connection.Database}", StringComparison.Ordinal));
            if (refusal != PostgresErrorCodes.InsufficientPrivilege)
                wrong.Add($"{sql}: {refusal ?? "allowed"}");
        }
        wrong.ShouldBeEmpty();
        (await AskAsync(connection, "select count(*) from pg_roles where pg_has_role(current_user, oid, 'member') and rolname <> current_user")).ShouldBe(0L);
        (await AskAsync(connection, "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = current_user")).ShouldBe(false);
    }

    [Fact]
    public async Task no_function_that_runs_as_the_owner_touches_a_table_and_others_are_called_by_the_application_alone()
    {
        await using var owner = await OpenAsync(DatabaseRole.Owner);

        (await AskAsync(owner, "select string_agg(proname || ' ' || array_to_string(proconfig, ' ') || ' ' || trim(prosrc), E'\\n') from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"))
            .ShouldBe("analyze_read_tables search_path=pg_catalog, pg_temp analyze (skip_locked) public.milestone_fact, public.project_version");
        foreach (var (role, functions) in new[]
        {
            (DatabaseRole.App, "analyze_read_tables,mt_mark_event_progression,mt_mark_progression_with_skip,mt_quick_append_events"),
            (DatabaseRole.Auditor, null),
        })
        {
            await using var connection = await OpenAsync(role);
            (await AskAsync(connection, """
                select string_agg(proname, ',' order by proname) from pg_proc
                where pronamespace = 'public'::regnamespace and pg_get_userbyid(proowner) = 'majorprojects_owner' and has_function_privilege(oid, 'execute')
                """)).ShouldBe((object?)functions ?? DBNull.Value);
        }
    }

    [Fact]
    public async Task the_application_has_the_statistics_of_the_read_tables_gathered()
    {
        await using var connection = await OpenAsync(DatabaseRole.App);

        await AskAsync(connection, "select analyze_read_tables()");

        // As PostgreSQL would not have done by itself for one row.
        (await AskAsync(connection, "select reltuples from pg_class where oid = 'project_version'::regclass")).ShouldBe(1f);
    }

    [Fact]
    public async Task sequences_are_drawn_from_by_the_application_alone()
    {
        await using var owner = await OpenAsync(DatabaseRole.Owner);
        var sequences = (string[])(await AskAsync(owner, "select array_agg(oid::regclass::text) from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace"))!;
        sequences.ShouldContain("mt_events_sequence_140500");
        await using var app = await OpenAsync(DatabaseRole.App);
        await using var auditor = await OpenAsync(DatabaseRole.Auditor);

        foreach (var sequence in sequences)
        {
            (await MayAsync(app, $"select nextval('{sequence}')")).ShouldBeTrue(sequence);
            (await MayAsync(app, $"select setval('{sequence}', 1)")).ShouldBeFalse(sequence);
            (await MayAsync(auditor, $"select nextval('{sequence}')")).ShouldBeFalse(sequence);
        }
    }

    [Fact]
    public async Task the_auditor_begins_every_transaction_read_only()
    {
        await using var auditor = new NpgsqlConnection(store.As(DatabaseRole.Auditor));
        await auditor.OpenAsync(Ct);

        (await AskAsync(auditor, "show transaction_read_only")).ShouldBe("on");
        (await AskAsync(auditor, "select count(*) from mt_events where type <> 'tombstone'")).ShouldBe(1L);
        (await RefusalAsync(auditor, "create temporary table more (n integer)")).ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
    }

    [Fact]
    public async Task others_than_the_three_roles_find_nothing_open()
    {
        await using var connection = await OpenAsync(DatabaseRole.Owner);

        (await AskAsync(connection, """
            select count(*) from (
              select acl from pg_class, unnest(relacl) acl where relnamespace = 'public'::regnamespace
              union all select acl from pg_namespace, unnest(nspacl) acl where nspname = 'public'
              union all select acl from pg_database, unnest(datacl) acl where datname = current_database()
              union all select acl from pg_proc, unnest(proacl) acl where pronamespace = 'public'::regnamespace and pg_get_userbyid(proowner) = 'majorprojects_owner'
            ) a where acl::text like '=%'
            """)).ShouldBe(0L);
    }

    [Fact]
    public async Task what_the_event_store_itself_offers_to_change_the_log_with_is_denied_to_the_application()
    {
        var documents = store.Services.GetRequiredService<IDocumentStore>();
        Guid project;
        await using (var session = documents.LightweightSession(StoppedStore.City))
        {
            var registered = (await session.Events.QueryAllRawEvents().ToListAsync(Ct)).ShouldHaveSingleItem();
            project = registered.StreamId;
            session.Events.OverwriteEvent(registered);
            await ShouldBeDenied(() => session.SaveChangesAsync(Ct));
        }
        await using (var session = documents.LightweightSession(StoppedStore.City))
        {
            session.Events.ArchiveStream(project);
            await ShouldBeDenied(() => session.SaveChangesAsync(Ct));
        }
        await ShouldBeDenied(() => documents.Advanced.Clean.DeleteAllEventDataAsync(Ct));
        await ShouldBeDenied(() => documents.Advanced.Clean.DeleteSingleEventStreamAsync(project, StoppedStore.City, Ct));
        await ShouldBeDenied(() => documents.Advanced.Clean.CompletelyRemoveAllAsync(Ct));
        await ShouldBeDenied(() => documents.Advanced.RemoveMartenManagedTenantsAsync([StoppedStore.City], Ct));
        await ShouldBeDenied(() => documents.Advanced.DeleteAllTenantDataAsync(StoppedStore.City, Ct));

        await using var log = documents.QuerySession(StoppedStore.City);
        (await log.Events.FetchStreamAsync(project, token: Ct)).ShouldHaveSingleItem().IsArchived.ShouldBeFalse();

        static async Task ShouldBeDenied(Func<Task> change)
        {
            var thrown = await Should.ThrowAsync<Exception>(change);
            thrown.GetBaseException().ShouldBeOfType<PostgresException>(thrown.ToString()).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, thrown.ToString());
        }
    }

    private static bool MayUpdate(string right, string column)
    {
        var from = right.IndexOf("update", StringComparison.Ordinal);
        if (from < 0) return false;
        var open = right.IndexOf('[', from);
        return open < 0 || right[(open + 1)..right.IndexOf(']', open)].Split(' ').Contains(column, StringComparer.Ordinal);
    }

    /// <summary>The auditor is let out of his read-only transactions, so that it is his rights that are tried.</summary>
    private async Task<NpgsqlConnection> OpenAsync(DatabaseRole role)
    {
        var connection = new NpgsqlConnection(store.As(role));
        await connection.OpenAsync(Ct);
        await AskAsync(connection, "set default_transaction_read_only = off");
        return connection;
    }

    private static async Task<List<(string Table, bool IsPartition, string[] Columns)>> TablesAsync(NpgsqlConnection connection)
    {
        await using var select = new NpgsqlCommand("""
            select c.relname::text, c.relispartition, array_agg(a.attname::text) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') group by 1, 2 order by 1
            """, connection);
        await using var reader = await select.ExecuteReaderAsync(Ct);
        var tables = new List<(string, bool, string[])>();
        while (await reader.ReadAsync(Ct)) tables.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetFieldValue<string[]>(2)));
        return tables;
    }

    private static async Task<bool> MayAsync(NpgsqlConnection connection, string sql) =>
        await RefusalAsync(connection, sql) is var refusal && refusal is null ? true
        // Let through by the rights, and stopped by what the row, or a partition, would have to be.
        : refusal.StartsWith("23", StringComparison.Ordinal) || refusal == PostgresErrorCodes.WrongObjectType ? true
        : refusal == PostgresErrorCodes.InsufficientPrivilege ? false
        : throw new InvalidOperationException($"{sql}: {refusal}");

    /// <summary>The code with which PostgreSQL refuses a statement, or null; nothing of it stays.</summary>
    private static async Task<string?> RefusalAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        try
        {
            if (sql.EndsWith("from stdin", StringComparison.Ordinal)) await (await connection.BeginTextImportAsync(sql, Ct)).DisposeAsync();
            else if (sql.EndsWith("to stdout", StringComparison.Ordinal)) (await connection.BeginTextExportAsync(sql, Ct)).Dispose();
            else await AskAsync(connection, sql);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
        finally
        {
            await transaction.RollbackAsync(Ct);
        }
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}

/// <summary>A database with a project in it, on which no server works.</summary>
public sealed class StoppedStore(TestPostgres postgres) : IAsyncLifetime
{
    public const string City = "140500";

    private Connections database = null!;
    private WebApplication services = null!;

    /// <summary>The services of a server that does not run.</summary>
    public IServiceProvider Services => services.Services;

    public string As(DatabaseRole role) => postgres.As(role, new NpgsqlConnectionStringBuilder(database.Application).Database!);

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabaseAsync();
        await using (var server = await ServerUnderTest.StartAsync(postgres, database: database))
        {
            using var officer = server.Client(City);
            (await officer.PostAsync("/projects", OwnCity.ProjectIn(City, "P"))).Status.ShouldBe(201);
            await officer.CaughtUpAsync();
        }
        services = Program.CreateBuilder(["--Seeds=false"], Database.At(database), postgres.NewDataDirectory()).Build();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
