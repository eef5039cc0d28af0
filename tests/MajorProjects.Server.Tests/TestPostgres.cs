using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using MajorProjects.Server.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace MajorProjects.Server.Tests;

/// <summary>
/// The PostgreSQL of the test run: the one that the connection string names, else a container where Docker answers, else a private
/// cluster as the server itself runs it.
/// </summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("major-projects-tests-").FullName;
    private PostgreSqlContainer? container;
    private EmbeddedPostgres? cluster;
    private string administrator = "";
    private readonly List<ServerUnderTest> shared = [];
    private readonly SemaphoreSlim gate = new(1);
    private readonly SemaphoreSlim roles = new(1);
    private int databases;

    public async ValueTask InitializeAsync()
    {
        await BroughtFont.EnsureAsync(new(), default);
        if (new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString(Database.ConnectionName) is { } given) administrator = given;
        else if (await StartContainerAsync()) administrator = container!.GetConnectionString();
        else
        {
            // PostgreSQL may run as another user, who has to pass through.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            cluster = await EmbeddedPostgres.StartAsync(new(Path.Combine(folder, "data")), new() { Durable = false }, NullLogger.Instance, default);
            administrator = cluster.AsSuperuser;
        }
    }

    /// <summary>The server that tests share, each class in cities of its own. There are 99 codes of cities to a server, so a run may come to need another.</summary>
    public Task<ServerUnderTest> Shared => SharedAsync();

    /// <summary>A new, empty database, which belongs to the owner of the schema, for the three roles.</summary>
    /// <param name="options">More of what <c>create database</c> takes, such as a locale.</param>
    public async Task<Connections> NewDatabaseAsync(string options = "")
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync(administrator, $"create database {name} {options}");
        await MakeRolesAsync(name);
        return new(As(DatabaseRole.App, name), As(DatabaseRole.Owner, name));
    }

    /// <summary>A connection string of one of the roles.</summary>
    public string As(DatabaseRole role, string database) =>
        new NpgsqlConnectionStringBuilder(administrator) { Database = database, MaxPoolSize = 40, Username = role.Name(), Password = Password }.ConnectionString;

    /// <summary>The administrator's connection string, for what no role may do.</summary>
    public string AsAdministrator(string database) => new NpgsqlConnectionStringBuilder(administrator) { Database = database, Pooling = false }.ConnectionString;

    /// <summary>Gives the roles a database, with all that is in it.</summary>
    public async Task MakeRolesAsync(string database)
    {
        // The roles are the cluster's, and two cannot change one at once.
        await roles.WaitAsync();
        try
        {
            await ExecuteAsync(AsAdministrator(database), DatabaseRoles.Script(_ => Password));
        }
        finally
        {
            roles.Release();
        }
    }

    /// <summary>The same for each run on a given server, where another run may be going on.</summary>
    private string Password => new NpgsqlConnectionStringBuilder(administrator).Password ?? "tests";

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A folder of its own for a server's keys.</summary>
    public DataDirectory NewDataDirectory() => new(Path.Combine(folder, Guid.NewGuid().ToString("N")));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in shared) await server.DisposeAsync();
        gate.Dispose();
        roles.Dispose();
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null) await cluster.DisposeAsync();
        if (container is not null) await container.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<ServerUnderTest> SharedAsync()
    {
        // As many as two classes at once could ask for.
        const int Enough = 40;
        await gate.WaitAsync();
        try
        {
            if (shared is [] || shared[^1].CitiesLeft < Enough) shared.Add(await ServerUnderTest.StartAsync(this));
            return shared[^1];
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<bool> StartContainerAsync()
    {
        try
        {
            container = new PostgreSqlBuilder("postgres:17").Build();
            await container.StartAsync();
            return true;
        }
        catch (Exception e) when (e.GetType().Namespace?.StartsWith("DotNet.Testcontainers", StringComparison.Ordinal) == true || e is ArgumentException or HttpRequestException or TimeoutException)
        {
            // No Docker engine answers here.
            container = null;
            return false;
        }
    }
}
