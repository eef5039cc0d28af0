using System.Globalization;
using MajorProjects.Domain;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>The folder in which a server keeps what is its own: the private database cluster, its secrets, its tools.</summary>
public sealed class DataDirectory
{
    public const string Default = ".data";

    private const string PidFile = "server.pid";

    public DataDirectory(string path = Default)
    {
        Path = System.IO.Path.GetFullPath(path);
        // Root's PostgreSQL runs as another user, who has to pass through to the cluster but has nothing to list here.
        Permissions.MakeFolder(Path, Environment.IsPrivilegedProcess ? Permissions.OwnerOnly | Permissions.OthersPass : Permissions.OwnerOnly);
    }

    public string Path { get; }

    public string Locate(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Takes the directory for one server until disposed; the operating system releases it when the process dies.</summary>
    /// <exception cref="EmbeddedPostgresException">Another server holds it.</exception>
    public IDisposable Claim()
    {
        FileStream held;
        try
        {
            // On Unix, FileShare.None is flock(LOCK_EX), which kill -9 cannot leave behind.
            held = new FileStream(Locate("server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw EmbeddedPostgresException.AlreadyClaimed(Path, ReadSecret(PidFile) ?? "?", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw EmbeddedPostgresException.NotOurs(Path, e);
        }

        // Beside the lock, not in it: a locked file cannot be opened even to be read.
        WriteSecret(PidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new Claimed(held, Locate(PidFile));
    }

    public string? ReadSecret(string name) =>
        File.Exists(Locate(name)) ? File.ReadAllText(Locate(name)).Trim() : null;

    /// <summary>Writes a file that only the server's user can read; whole or not at all.</summary>
    public void WriteSecret(string name, string value)
    {
        var unfinished = Locate(name + ".new");
        Permissions.WriteSecret(unfinished, value);
        File.Move(unfinished, Locate(name), overwrite: true);
    }

    /// <summary>A secret that is made once, even where two processes come for it at the same time.</summary>
    public string EnsureSecret(string name, Func<string> make)
    {
        if (ReadSecret(name) is { } there) return there;
        var unfinished = Locate($"{name}.{Guid.NewGuid():N}");
        Permissions.WriteSecret(unfinished, make());
        try
        {
            File.Move(unfinished, Locate(name), overwrite: false);
        }
        catch (IOException) when (File.Exists(Locate(name)))
        {
            File.Delete(unfinished);
        }

        return ReadSecret(name)!;
    }

    /// <summary>Makes sure that nobody but the server's user can read a secret: to narrow it in silence would hide that somebody may have it by now.</summary>
    /// <param name="name">The file.</param>
    /// <param name="remedy">What to do if somebody can.</param>
    /// <exception cref="UnauthorizedAccessException">others can.</exception>
    public void RefuseIfOthersRead(string name, Text remedy)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(Locate(name)) & ~Owner) == UnixFileMode.None) return;
        throw new UnauthorizedAccessException($"{Locate(name)} 可被其他用户读取：{remedy.Zh} / others can read it: {remedy.En}");
    }

    private sealed class Claimed(FileStream held, string pidFile) : IDisposable
    {
        public void Dispose()
        {
            if (!held.CanRead) return;
            File.Delete(pidFile);
            held.Dispose();
        }
    }
}
