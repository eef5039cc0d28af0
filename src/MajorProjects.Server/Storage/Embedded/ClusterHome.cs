using System.Security.Cryptography;
using System.Text;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>
/// The folder that holds the cluster, owned by the account that runs it. <c>postgres</c> in the data directory is that
/// folder or a link to it, so a cluster stays where it was made, whatever becomes reachable later.
/// </summary>
internal sealed record ClusterHome(string Path, OsAccount Account)
{
    public string Cluster => ClusterOf(Path);

    /// <summary>Within the account's reach, but not in the folder it owns: root writes here.</summary>
    public string Tools => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "tools", "postgresql");

    /// <summary>The cluster's own folder as the server's user sees it, whether or not it is there.</summary>
    public static string ClusterIn(DataDirectory data) => ClusterOf(EntryIn(data));

    public static async Task<ClusterHome> PrepareAsync(DataDirectory data, string elsewhere, ILogger logger, CancellationToken ct)
    {
        var entry = EntryIn(data);
        var link = new DirectoryInfo(entry).LinkTarget;
        if (link is not null) return await ReturnToAsync(System.IO.Path.GetFullPath(link, data.Path), entry, ct);
        if (Directory.Exists(entry)) return await ReturnToAsync(entry, entry, ct);
        return await MakeAsync(data, elsewhere, logger, ct);
    }

    private static async Task<ClusterHome> ReturnToAsync(string path, string entry, CancellationToken ct)
    {
        if (!Directory.Exists(path)) throw EmbeddedPostgresException.ClusterGone(entry, path);

        var innermost = Directory.Exists(ClusterOf(path)) ? ClusterOf(path) : path;
        var account = await OsAccount.ForAsync(innermost, ct);
        // A backup restored by root belongs to root.
        if (!await account.OwnsAsync(innermost, ct)) await account.OwnAsync(path, ct);
        return await account.CanEnterAsync(innermost, ct)
            ? new ClusterHome(path, account)
            : throw EmbeddedPostgresException.OutOfReach(path, account.Name ?? Environment.UserName);
    }

    private static async Task<ClusterHome> MakeAsync(DataDirectory data, string elsewhere, ILogger logger, CancellationToken ct)
    {
        var entry = EntryIn(data);
        var path = entry;
        var account = await OsAccount.ForAsync(path, ct);
        if (!await account.CanEnterAsync(data.Path, ct))
        {
            path = System.IO.Path.Combine(elsewhere, ShortHash(data.Path), "postgres");
            Permissions.MakeFolder(elsewhere, Permissions.OwnerOnly | Permissions.OthersPass);
            Permissions.MakeFolder(System.IO.Path.GetDirectoryName(path)!, Permissions.OwnerOnly | Permissions.OthersPass);
            logger.ClusterElsewhere(account.Name, data.Path, path);
        }

        Permissions.MakeFolder(path, Permissions.OwnerOnly);
        await account.OwnAsync(path, ct);
        if (path != entry) Directory.CreateSymbolicLink(entry, path);
        return new ClusterHome(path, account);
    }

    private static string EntryIn(DataDirectory data) => data.Locate("postgres");

    private static string ClusterOf(string home) => System.IO.Path.Combine(home, "cluster");

    private static string ShortHash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
