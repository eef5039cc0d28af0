using System.Runtime.InteropServices;
using System.Text;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// Brings a folder's list of names to disk, without which a renamed file may be lost in a power cut although its content was written.
/// .NET opens no folders, so this asks the operating system; Windows has no such call and keeps names in a journal.
/// </summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    // What a file system says that has no such notion, as some on the network: the rest of what makes a file last still holds there.
    private const int NotForFolders = 22;

    /// <exception cref="IOException">the operating system could not.</exception>
    public static void ToDisk(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0) throw Failed();
        try
        {
            if (fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != NotForFolders) throw Failed();
        }
        finally
        {
            _ = close(descriptor);
        }

        IOException Failed() => new($"fsync {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code to be allowed in the whole project.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
#pragma warning restore SYSLIB1054
}
