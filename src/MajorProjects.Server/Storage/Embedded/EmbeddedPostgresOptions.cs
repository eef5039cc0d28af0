namespace MajorProjects.Server.Storage.Embedded;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>False gives up surviving a power cut for speed: for tests only.</summary>
    public bool Durable { get; init; } = true;

    public PostgresSearch Binaries { get; init; } = new();

    /// <summary>Where root's cluster goes when the user that runs PostgreSQL cannot reach the data directory (below /root, say).</summary>
    public string Elsewhere { get; init; } = "/var/lib/majorprojects";
}
