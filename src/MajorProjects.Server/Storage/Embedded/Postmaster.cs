using System.Diagnostics;
using System.Globalization;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>PostgreSQL's main process as its own <c>postmaster.pid</c> tells of it.</summary>
internal sealed record Postmaster(int ProcessId, int Port)
{
    private const int PidLine = 0, PortLine = 3;

    public static Postmaster? Running(string cluster) => Read(cluster) is { } told && told.State() == ProcessState.Runs ? told : null;

    /// <summary>
    /// A killed postmaster that nobody has reaped yet (in a container whose first process reaps nothing: ever) still answers
    /// kill(pid, 0), and its successor would give way to it. Under this server's pid, which PostgreSQL knows for its
    /// grandparent, the file no longer bars the way, and still names the shared memory that orphaned backends may hold.
    /// </summary>
    public static void Bury(string cluster)
    {
        if (Read(cluster) is not { } told || told.State() != ProcessState.AwaitsReaping) return;

        var lines = File.ReadAllLines(FileIn(cluster));
        lines[PidLine] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(FileIn(cluster), string.Join('\n', lines) + '\n');
    }

    private static Postmaster? Read(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(FileIn(cluster));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return lines.Length > PortLine
            && int.TryParse(lines[PidLine], CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(lines[PortLine], CultureInfo.InvariantCulture, out var port)
            ? new Postmaster(pid, port)
            : null;
    }

    /// <summary>After a crash of the machine the pid may be anybody's: it counts only as a process of that name.</summary>
    private ProcessState State()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "pid (name) state …"
                var stat = File.ReadAllText($"/proc/{ProcessId}/stat").Split(['(', ')'], 3);
                if (stat[1] != "postgres") return ProcessState.Gone;
                return stat[2].TrimStart()[0] is 'Z' or 'X' ? ProcessState.AwaitsReaping : ProcessState.Runs;
            }

            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName == "postgres" ? ProcessState.Runs : ProcessState.Gone;
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            return ProcessState.Gone;
        }
    }

    private static string FileIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    private enum ProcessState { Gone, AwaitsReaping, Runs }
}
