using System.ComponentModel;
using System.Diagnostics;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>The user that runs PostgreSQL: the server's own, but another one for root, as whom PostgreSQL refuses to run.</summary>
internal sealed record OsAccount(string? Name)
{
    public static readonly OsAccount Self = new(Name: null);

    /// <summary>A cluster goes on being run by whoever owns it.</summary>
    public static async Task<OsAccount> ForAsync(string folder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess) return Self;

        var owner = Directory.Exists(folder) ? await OwnerAsync(folder, ct) : null;
        if (owner is not (null or "root") && await ExistsAsync(owner, ct)) return new OsAccount(owner);
        return new OsAccount(await ExistsAsync("postgres", ct) ? "postgres" : "nobody");
    }

    public async Task<bool> CanEnterAsync(string folder, CancellationToken ct) =>
        Name is null || (await RunAsync("test", ["-x", folder], ct)).Succeeded;

    public async Task<bool> OwnsAsync(string folder, CancellationToken ct) =>
        Name is null || await OwnerAsync(folder, ct) == Name;

    /// <summary>Makes this account the owner; as the server's own it owns what it makes.</summary>
    public async Task OwnAsync(string path, CancellationToken ct)
    {
        if (Name is null) return;

        // -h: a link planted by the account must not hand it somebody else's file.
        var owned = await Self.RunAsync("chown", ["-h", "-R", Name + ":", path], ct);
        if (!owned.Succeeded) throw EmbeddedPostgresException.Failed("chown", owned.Output, path);
    }

    /// <summary>Runs a program to its end; a program that cannot be started at all has not succeeded either.</summary>
    public async Task<Finished> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // The server's own folder may be closed to the account.
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Messages are read below and by the log's readers: they come in one language. PG* of the caller is not for this cluster.
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        if (Name is not null) start.UserName = Name;

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            return new Finished(Succeeded: false, e.Message);
        }

        using (process)
        {
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(ct);
                var errors = process.StandardError.ReadToEndAsync(ct);
                await process.WaitForExitAsync(ct);
                return new Finished(process.ExitCode == 0, (await output + await errors).Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    private static async Task<bool> ExistsAsync(string name, CancellationToken ct) =>
        (await Self.RunAsync("id", ["-u", name], ct)).Succeeded;

    private static async Task<string?> OwnerAsync(string folder, CancellationToken ct) =>
        (await Self.RunAsync("ls", ["-ld", folder], ct)).Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);

    internal sealed record Finished(bool Succeeded, string Output);
}
