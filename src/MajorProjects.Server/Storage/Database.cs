using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Storage;

/// <summary>Connection strings to one database.</summary>
/// <param name="Application">What the server works with.</param>
/// <param name="Owner">The one of the schema's owner, or null where it is not known.</param>
public sealed record Connections(string Application, string? Owner)
{
    /// <summary>For what changes the schema: the owner does all of it.</summary>
    public Connections AsOwner => Owner is null ? this : new(Owner, Owner);
}

/// <summary>
/// The database that this process works on: the one that a connection string names, or the private cluster of the data directory.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Name of the application's connection string; without one the server runs its own cluster.</summary>
    public const string ConnectionName = "MajorProjects";

    /// <summary>Name of the connection string of the schema's owner; without one a server on another's database leaves the schema alone.</summary>
    public const string OwnerConnectionName = "MajorProjectsOwner";

    private readonly IDisposable? held;

    private Database(Connections connections, EmbeddedPostgres? embedded, IDisposable? held) =>
        (Connections, Embedded, this.held) = (connections, embedded, held);

    public Connections Connections { get; }

    /// <summary>The private cluster, where this process runs it.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>One that somebody else runs.</summary>
    public static Database At(Connections connections) => new(connections, null, null);

    /// <summary>For the server, which holds its data directory for as long as it runs.</summary>
    /// <exception cref="EmbeddedPostgresException">another server holds the directory, or no database can be had.</exception>
    public static async Task<Database> ForServerAsync(
        Connections? given, DataDirectory data, EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        var claim = data.Claim();
        try
        {
            if (given is not null) return new(given, null, claim);
            var embedded = await EmbeddedPostgres.StartAsync(data, options, logger, cancellation);
            return new(new(embedded.As(DatabaseRole.App), embedded.As(DatabaseRole.Owner)), embedded, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>For a command, which works beside a running server or, without one, runs the cluster for as long as it takes.</summary>
    public static async Task<Database> ForCommandAsync(Connections? given, DataDirectory data, ILogger logger, CancellationToken cancellation) =>
        (given ?? Running(data)) is { } running
            ? new(running, null, null)
            : await ForServerAsync(null, data, new(), logger, cancellation);

    private static Connections? Running(DataDirectory data) => EmbeddedPostgres.ConnectToRunning(data, DatabaseRole.App) is { } application
        ? new(application, EmbeddedPostgres.ConnectToRunning(data, DatabaseRole.Owner))
        : null;

    public async ValueTask DisposeAsync()
    {
        if (Embedded is not null) await Embedded.DisposeAsync();
        held?.Dispose();
    }
}
