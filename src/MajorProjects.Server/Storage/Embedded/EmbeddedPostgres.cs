using System.Globalization;
using System.Security.Cryptography;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>
/// The private PostgreSQL cluster of a data directory. It stops with its server; when the server is killed it lives on, and
/// the next server takes it over.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Database = "majorprojects";
    private const string PortFile = "postgres.port";
    private const int PortsToTry = 5;

    private readonly Cluster cluster;
    private readonly ILogger logger;
    private readonly SemaphoreSlim gate = new(1);
    private readonly DataDirectory data;
    private bool stopped;

    private EmbeddedPostgres(Cluster cluster, DataDirectory data, Superuser superuser, int port, ILogger logger)
    {
        this.cluster = cluster;
        this.data = data;
        this.logger = logger;
        Port = port;
        AsSuperuser = superuser.ConnectTo(port, Database);
    }

    /// <summary>The superuser's connection string, for tests that break things.</summary>
    internal string AsSuperuser { get; }

    public int Port { get; }

    /// <summary>The postmaster's, or null while it is down.</summary>
    public int? ProcessId => cluster.Postmaster?.ProcessId;

    /// <summary>The connection string of one of the database's roles.</summary>
    public string As(DatabaseRole role) => ConnectionString(Port, role, EnsurePassword(data, role));

    /// <summary>Whoever starts it holds <see cref="DataDirectory.Claim"/>.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be had; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(DataDirectory data, EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows()) throw EmbeddedPostgresException.Unsupported();
        try
        {
            var home = await ClusterHome.PrepareAsync(data, options.Elsewhere, logger, ct);
            var binaries = await PostgresBinaries.FindAsync(options.Binaries, home, Cluster.MajorOf(home), logger, ct);
            var own = new Cluster(home, binaries, options.Durable);
            var superuser = new Superuser(await own.EnsureMadeAsync(data, ct));
            var port = await TakeOverAsync(own, superuser, options.Durable, logger, ct) ?? await StartAnewAsync(own, data, logger, ct);

            var postgres = new EmbeddedPostgres(own, data, superuser, port, logger);
            try
            {
                await superuser.EnsureDatabaseAsync(port, Database, role => EnsurePassword(data, role), ct);
                return postgres;
            }
            catch
            {
                await postgres.DisposeAsync();
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw EmbeddedPostgresException.NotOurs(data.Path, e);
        }
    }

    /// <summary>For a command beside a server: the role's connection string to the cluster that runs in this directory, or null.</summary>
    public static string? ConnectToRunning(DataDirectory data, DatabaseRole role)
    {
        try
        {
            return data.ReadSecret(PasswordFile(role)) is { } password && Postmaster.Running(ClusterHome.ClusterIn(data)) is { } running
                ? ConnectionString(running.Port, role, password)
                : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw EmbeddedPostgresException.NotOurs(data.Path, e);
        }
    }

    /// <summary>Starts the postmaster again, on its port, if it has died.</summary>
    internal async Task<bool> ReviveAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (stopped || cluster.Postmaster is not null) return false;
            logger.PostmasterDied();
            await cluster.StartAsync(Port, ct);
            logger.Started(ProcessId, Port);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (stopped) return;
            stopped = true;
            var ended = await cluster.StopAsync(CancellationToken.None);
            if (cluster.Postmaster is { } still) logger.DoesNotStop(still.ProcessId, ended.Output);
        }
        finally
        {
            gate.Release();
        }
    }

    private static string PasswordFile(DatabaseRole role) => $"{role.Name()}.password";

    private static string EnsurePassword(DataDirectory data, DatabaseRole role) =>
        data.EnsureSecret(PasswordFile(role), () => RandomNumberGenerator.GetHexString(64, lowercase: true));

    private static string ConnectionString(int port, DatabaseRole role, string password) =>
        Loopback.Connection(port, Database, role.Name(), password).ConnectionString;

    private static async Task<int?> TakeOverAsync(Cluster cluster, Superuser superuser, bool durable, ILogger logger, CancellationToken ct)
    {
        if (cluster.Postmaster is not { } running || !await superuser.IsLetInAsync(running, cluster.Folder, ct)) return null;
        if (await superuser.IsDurableAsync(running.Port, ct) == durable)
        {
            logger.TakenOver(running.ProcessId, running.Port);
            return running.Port;
        }

        // Settings of a test do not outlive it.
        await cluster.StopAsync(ct);
        return null;
    }

    private static async Task<int> StartAnewAsync(Cluster cluster, DataDirectory data, ILogger logger, CancellationToken ct)
    {
        var port = int.TryParse(data.ReadSecret(PortFile), CultureInfo.InvariantCulture, out var last) && Loopback.IsFree(last) ? last : Loopback.FreePort();
        for (var left = PortsToTry; ; port = Loopback.FreePort())
        {
            try
            {
                await cluster.StartAsync(port, ct);
                break;
            }
            catch (EmbeddedPostgresException) when (--left > 0 && !Loopback.IsFree(port))
            {
                // Somebody took the port between the look and the start.
            }
        }

        data.WriteSecret(PortFile, port.ToString(CultureInfo.InvariantCulture));
        logger.Started(cluster.Postmaster?.ProcessId, port);
        return port;
    }
}
