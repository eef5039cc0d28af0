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
    private string connectionString = "";
    private readonly List<ServerUnderTest> shared = [];
    private readonly SemaphoreSlim gate = new(1);
    private int databases;

    public async ValueTask InitializeAsync()
    {
        if (new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString(Database.ConnectionName) is { } given) connectionString = given;
        else if (await StartContainerAsync()) connectionString = container!.GetConnectionString();
        else
        {
            // PostgreSQL may run as another user, who has to pass through.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            cluster = await EmbeddedPostgres.StartAsync(new(Path.Combine(folder, "data")), new() { Durable = false }, NullLogger.Instance, default);
            connectionString = cluster.ConnectionString;
        }
    }

    /// <summary>The server that tests share, each class in cities of its own. There are 99 codes of cities to a server, so a run may come to need another.</summary>
    public Task<ServerUnderTest> Shared => SharedAsync();

    /// <summary>A new, empty database.</summary>
    /// <param name="options">More of what <c>create database</c> takes, such as a locale.</param>
    public async Task<string> NewDatabaseAsync(string options = "")
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} {options}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(connectionString) { Database = name, MaxPoolSize = 40 }.ConnectionString;
    }

    /// <summary>A folder of its own for a server's keys.</summary>
    public DataDirectory NewDataDirectory() => new(Path.Combine(folder, Guid.NewGuid().ToString("N")));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in shared) await server.DisposeAsync();
        gate.Dispose();
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
