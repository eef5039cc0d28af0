using MajorProjects.Domain.Values;
using MajorProjects.Server;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>One durable PostgreSQL for the whole run, on which both arms of each comparison work.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string City = "990100";

    private readonly string folder;
    private readonly EmbeddedPostgres cluster;
    private int databases, servers;

    private Connections connections;

    private Bench(string folder, EmbeddedPostgres cluster) =>
        (this.folder, this.cluster, connections) = (folder, cluster, new(cluster.As(DatabaseRole.App), cluster.As(DatabaseRole.Owner)));

    /// <summary>The database that the comparison works on, for the peer, who makes tables of its own.</summary>
    public string ConnectionString => connections.Owner!;

    /// <summary>Connections for the peer, which keep their plans and read as much at once as the server's do.</summary>
    public NpgsqlDataSource Peer() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        MaxAutoPrepare = 100, AutoPrepareMinUsages = 3, ReadBufferSize = 64 * 1024, WriteBufferSize = 64 * 1024,
    });

    public static async Task<Bench> StartAsync()
    {
        var temporary = Directory.CreateTempSubdirectory("major-projects-bench-").FullName;
        // PostgreSQL may run as another user, who has to pass through.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(temporary) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return new(temporary, await EmbeddedPostgres.StartAsync(new(Path.Combine(temporary, "data")), new(), NullLogger.Instance, default));
    }

    /// <summary>A fresh database for the next comparison.</summary>
    public async Task<Bench> FreshAsync()
    {
        var name = $"bench_{++databases}";
        await ExecuteAsync(cluster.AsSuperuser, $"create database {name}");
        await ExecuteAsync(In(cluster.AsSuperuser), DatabaseRoles.Script(role => new NpgsqlConnectionStringBuilder(cluster.As(role)).Password!));
        connections = new(In(cluster.As(DatabaseRole.App)), In(cluster.As(DatabaseRole.Owner)));
        return this;

        string In(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString;
    }

    /// <summary>The whole server on a port of its own, with the benchmark's city.</summary>
    public async Task<RunningServer> ServerAsync(params string[] settings)
    {
        // One caller for all: what is measured is how fast it can be, and not how fast one may ask.
        string[] unhurried = ["--Limits:CallerBurst=1000000", "--Limits:CallerPerSecond=1000000", "--Limits:CityBurst=1000000", "--Limits:CityPerSecond=1000000"];
        var builder = Server.Program.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Seeds=false", .. unhurried, .. settings], Database.At(connections), new(Path.Combine(folder, $"server-{++servers}")));
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("MajorProjects", LogLevel.Error).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Error);
        var app = builder.Build();
        Server.Program.Map(app);
        await app.StartAsync();
        await app.Services.GetRequiredService<Cities>().AddAsync(RegionCode.Parse(City), "基准市（模拟）", default);
        return new(app);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A server that is stopped before it is disposed, as a host does it.</summary>
internal sealed class RunningServer(WebApplication app) : IAsyncDisposable
{
    public WebApplication App => app;

    public IServiceProvider Services => app.Services;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
