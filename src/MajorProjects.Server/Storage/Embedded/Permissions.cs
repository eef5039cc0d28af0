using System.Text;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>Who may read what; on Windows the folder's own rules hold.</summary>
internal static class Permissions
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode OthersPass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    public const UnixFileMode OthersRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes a folder with exactly this mode, whatever the umask; one that is there keeps its own.</summary>
    public static void MakeFolder(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    public static void WriteSecret(string path, string text)
    {
        File.Delete(path);
        // Created with its mode and never through a link: at no moment can another user open it or redirect it.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Lets everybody read a tree, and run what its owner can run.</summary>
    public static void LetEveryoneRead(DirectoryInfo tree)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var entry in tree.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(tree))
            if (entry.LinkTarget is null)
                entry.UnixFileMode |= OthersRead | (entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? OthersPass : UnixFileMode.None);
    }
}
