using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Storage;

/// <summary>
/// The database that this process works on: the one that a connection string names, or the private cluster of the data directory.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Name of the connection string; without one the server runs its own cluster.</summary>
    public const string ConnectionName = "MajorProjects";

    private readonly IDisposable? held;

    private Database(string connectionString, EmbeddedPostgres? embedded, IDisposable? held) =>
        (ConnectionString, Embedded, this.held) = (connectionString, embedded, held);

    public string ConnectionString { get; }

    /// <summary>The private cluster, where this process runs it.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>One that somebody else runs.</summary>
    public static Database At(string connectionString) => new(connectionString, null, null);

    /// <summary>For the server, which holds its data directory for as long as it runs.</summary>
    /// <exception cref="EmbeddedPostgresException">another server holds the directory, or no database can be had.</exception>
    public static async Task<Database> ForServerAsync(
        string? connectionString, DataDirectory data, EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        var claim = data.Claim();
        try
        {
            if (connectionString is not null) return new(connectionString, null, claim);
            var embedded = await EmbeddedPostgres.StartAsync(data, options, logger, cancellation);
            return new(embedded.ConnectionString, embedded, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>For a command, which works beside a running server or, without one, runs the cluster for as long as it takes.</summary>
    public static async Task<Database> ForCommandAsync(string? connectionString, DataDirectory data, ILogger logger, CancellationToken cancellation) =>
        (connectionString ?? EmbeddedPostgres.ConnectToRunning(data)) is { } running
            ? new(running, null, null)
            : await ForServerAsync(null, data, new(), logger, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Embedded is not null) await Embedded.DisposeAsync();
        held?.Dispose();
    }
}
