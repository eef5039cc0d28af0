using MajorProjects.Domain.Values;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MajorProjects.Server.Tests.Storage;

/// <summary>A database whose schema is current, to make others of; nobody is connected to it.</summary>
public sealed class CurrentSchema(TestPostgres postgres) : IAsyncLifetime
{
    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var connections = await postgres.NewDatabaseAsync();
        Database = new NpgsqlConnectionStringBuilder(connections.Owner).Database!;
        await using var services = Program.CreateBuilder(["--Seeds=false"], Server.Storage.Database.At(connections), postgres.NewDataDirectory()).Build();
        await services.Services.GetRequiredService<StoreSetup>().StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Who changes the schema, and what becomes of a server that may not.</summary>
public sealed class SchemaOwnerTests(CurrentSchema current, TestPostgres postgres) : IClassFixture<CurrentSchema>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_server_that_knows_the_application_alone_works_on_what_the_owner_has_set_up()
    {
        var database = await postgres.NewDatabaseAsync();
        var alone = database with { Owner = null };
        var data = postgres.NewDataDirectory().Path;

        var refusal = await Should.ThrowAsync<CommandFailedException>(() => ServerUnderTest.StartAsync(postgres, database: alone));
        refusal.Message.ShouldContain("db-apply");
        refusal.Message.ShouldContain("mt_events");
        refusal.Message.ShouldContain("ConnectionStrings__MajorProjectsOwner");
        var denied = await Executable.RunAloneAsync(data, alone, "db-apply");
        denied.Status.ShouldBe(1);
        denied.Error.ShouldContain("ConnectionStrings__MajorProjectsOwner");

        var applied = await Executable.RunAloneAsync(data, database, "db-apply");
        applied.Status.ShouldBe(0, applied.Error + applied.Output);

        await using var server = await ServerUnderTest.StartAsync(postgres, database: alone);
        using var officer = server.Client("140500");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn("140500", "P", ("sector", "public")))).Status.ShouldBe(201);
        (await officer.PostAsync("/projects/P/facts", Facts.Started())).Status.ShouldBe(201);
        ((int)(await officer.GetAsync("/batches", "?by=year&from=2024&to=2024&fresh=true")).Json["totals"]!["started"]!["count"]!).ShouldBe(1);

        (await Should.ThrowAsync<CommandFailedException>(() => server.NewCityAsync())).Message.ShouldContain("majorprojects_owner");
        var added = await Executable.RunAsync(data, alone, "cities", "add", "140400", "长治市");
        added.Status.ShouldBe(1);
        added.Error.ShouldContain("ConnectionStrings__MajorProjectsOwner");
        (await server.Services.GetRequiredService<Cities>().AllAsync(Ct)).ShouldBe([RegionCode.Parse("140500")]);
    }

    [Theory]
    [InlineData("drop table idempotent_answer", "idempotent_answer")]
    // What the application may only read.
    [InlineData("alter table city drop column industries", "city")]
    [InlineData("alter table city drop constraint pkey_city_code", "city")]
    [InlineData("alter table project_code drop constraint pkey_project_code_city_code", "project_code")]
    [InlineData("alter table mt_events drop column headers", "mt_events")]
    [InlineData("drop function mt_quick_append_events", "mt_quick_append_events")]
    [InlineData("drop function analyze_read_tables", "analyze_read_tables")]
    [InlineData("drop table wolverine_dead_letters", "wolverine_dead_letters")]
    [InlineData("drop index ix_mt_events_rare", "ix_mt_events_rare")]
    [InlineData("comment on table read_position is 'shape 0'", "read_position")]
    public async Task a_schema_that_is_not_current_is_named_to_who_may_not_change_it(string sql, string named)
    {
        var database = await postgres.NewDatabaseAsync($"template {current.Database}");
        await ExecuteAsync(database.Owner!, sql);
        await using var alone = Program.CreateBuilder(["--Seeds=false"], Database.At(database with { Owner = null }), postgres.NewDataDirectory()).Build();

        var refusal = await Should.ThrowAsync<CommandFailedException>(() => alone.Services.GetRequiredService<StoreSetup>().StartAsync(Ct));

        refusal.Message.ShouldContain($"（{named}）");
    }

    [Fact]
    public async Task a_single_role_that_may_do_everything_does_it_and_is_warned_of()
    {
        var database = await postgres.NewDatabaseAsync();
        var single = new Connections(database.Owner!, null);

        var added = await Executable.RunAsync(postgres.NewDataDirectory().Path, single, "cities", "add", "140400", "长治市");

        added.Status.ShouldBe(0, added.Error);
        added.Output.ShouldContain("已登记 140400 长治市");
        added.Output.ShouldContain("deploy/roles.sql");
        await using var server = await ServerUnderTest.StartAsync(postgres, database: database);
        (await server.Services.GetRequiredService<Cities>().AllAsync(Ct)).ShouldBe([RegionCode.Parse("140400"), RegionCode.Parse("140500")]);
    }

    [Fact]
    public async Task between_its_tasks_the_owner_is_not_connected()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: database);
        await server.NewCityAsync();

        await using var asking = new NpgsqlConnection(database.Application);
        await asking.OpenAsync(Ct);
        await using var count = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and usename = 'majorprojects_owner'", asking);
        await Eventually.HoldsAsync(async () => await count.ExecuteScalarAsync(Ct) is 0L);
        count.CommandText = "select count(*) > 0 from pg_stat_activity where datname = current_database() and usename = 'majorprojects_app'";
        (await count.ExecuteScalarAsync(Ct)).ShouldBe(true);
    }

    [Fact]
    public async Task a_private_cluster_from_before_the_roles_is_taken_over_with_what_is_in_it()
    {
        var root = Directory.CreateTempSubdirectory("majorprojects-");
        if (!OperatingSystem.IsWindows()) root.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var data = new DataDirectory(Path.Combine(root.FullName, "data"));
        try
        {
            await using (var earlier = await StartAsync())
            {
                // As an earlier version left it: the superuser's, and nobody else there.
                await using (var server = await ServerUnderTest.StartAsync(postgres, database: new(earlier.AsSuperuser, null)))
                {
                    using var officer = server.Client("140500");
                    (await officer.PostAsync("/projects", OwnCity.ProjectIn("140500", "P", ("sector", "public")))).Status.ShouldBe(201);
                }
                await ExecuteAsync(earlier.AsSuperuser, """
                    alter database majorprojects owner to majorprojects;
                    alter schema public owner to pg_database_owner;
                    drop owned by majorprojects_owner, majorprojects_app, majorprojects_auditor;
                    drop role majorprojects_owner, majorprojects_app, majorprojects_auditor;
                    grant all on schema public to public;
                    grant all on mt_events to public;
                    """);
                foreach (var secret in Directory.GetFiles(data.Path, "majorprojects_*.password")) File.Delete(secret);
            }

            await using var cluster = await StartAsync();
            await using var next = await ServerUnderTest.StartAsync(postgres, database: new(cluster.As(DatabaseRole.App), cluster.As(DatabaseRole.Owner)));
            using var client = next.Client("140500");
            (await client.PostAsync("/projects/P/facts", Facts.Started())).Status.ShouldBe(201);
            ((int)(await client.GetAsync("/batches", "?by=year&from=2024&to=2024&fresh=true")).Json["totals"]!["started"]!["count"]!).ShouldBe(1);
            (await AskAsync(cluster.As(DatabaseRole.Auditor), "select string_agg(distinct tableowner, ' ') from pg_tables where schemaname = 'public'")).ShouldBe("majorprojects_owner");
            (await AskAsync(cluster.As(DatabaseRole.Auditor), "select pg_get_userbyid(datdba)::text from pg_database where datname = current_database()")).ShouldBe("majorprojects_owner");
            (await Should.ThrowAsync<PostgresException>(() => AskAsync(cluster.As(DatabaseRole.App), "delete from mt_events"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
            (await AskAsync(cluster.AsSuperuser, "select has_table_privilege('public', 'mt_events', 'select') or has_schema_privilege('public', 'public', 'create')")).ShouldBe(false);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            root.Delete(recursive: true);
        }

        Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(
            data, new() { Durable = false, Elsewhere = Path.Combine(root.FullName, "elsewhere") }, NullLogger.Instance, Ct);
    }

    private static async Task ExecuteAsync(string connectionString, string sql) => await AskAsync(connectionString, sql);

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
