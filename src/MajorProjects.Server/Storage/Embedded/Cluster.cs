using System.Globalization;
using System.Security.Cryptography;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>The private cluster on disk and the programs that make, start and stop it.</summary>
internal sealed class Cluster(ClusterHome home, PostgresBinaries binaries, bool durable)
{
    private const string PasswordFile = "postgres.password";

    /// <summary>For a small machine (2 cores); an operator may change it here. What keeps the cluster private is on the command line instead, out of reach.</summary>
    private const string Settings = """

        # Major Projects
        max_connections = 200
        shared_buffers = 256MB
        jit = off

        """;

    public string Folder => home.Cluster;

    public Postmaster? Postmaster => Postmaster.Running(home.Cluster);

    private string Logs => Path.Combine(home.Cluster, "log");

    public static int? MajorOf(ClusterHome home)
    {
        var file = Path.Combine(home.Cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The superuser's password, or null where no cluster was made yet.</summary>
    public static string? PasswordIn(DataDirectory data) => data.ReadSecret(PasswordFile);

    /// <summary>Makes the cluster unless it is there; answers with its password.</summary>
    public async Task<string> EnsureMadeAsync(DataDirectory data, CancellationToken ct)
    {
        var password = PasswordIn(data);
        if (MajorOf(home) is not null)
            return password ?? throw EmbeddedPostgresException.PasswordGone(data.Locate(PasswordFile), home.Cluster);

        if (password is null)
        {
            password = RandomNumberGenerator.GetHexString(64, lowercase: true);
            data.WriteSecret(PasswordFile, password);
        }

        // Made beside its place, then moved there: an initdb cut short leaves nothing that looks like a cluster.
        var unfinished = home.Cluster + ".new";
        var passwordForInitdb = Path.Combine(home.Path, "initdb.password");
        try
        {
            Permissions.WriteSecret(passwordForInitdb, password);
            await home.Account.OwnAsync(passwordForInitdb, ct);
            await InitialiseAsync(unfinished, passwordForInitdb, ct);
        }
        finally
        {
            File.Delete(passwordForInitdb);
        }

        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), Settings, ct);
        Directory.Move(unfinished, home.Cluster);
        return password;
    }

    public async Task StartAsync(int port, CancellationToken ct)
    {
        // PostgreSQL truncates a log when it rotates, which it never does on a machine that is off at midnight.
        await home.Account.RunAsync("find", [Logs, "-type", "f", "-mtime", "+5", "-delete"], ct);

        var startLog = Path.Combine(home.Path, "start.log");
        for (var patience = 60; ; patience--)
        {
            Postmaster.Bury(home.Cluster);
            File.Delete(startLog);
            var started = await RunAsync("pg_ctl", ["start", "-D", home.Cluster, "-w", "-t", "600", "-l", startLog, "-o", CommandLine(port)], ct);
            if (started.Succeeded) return;

            // Backends orphaned by a killed postmaster take a moment to notice, and must be gone before another one may start.
            var said = File.Exists(startLog) ? await File.ReadAllTextAsync(startLog, ct) : "";
            if (patience == 0 || !said.Contains("shared memory block", StringComparison.Ordinal))
                throw EmbeddedPostgresException.Failed("pg_ctl start", $"{started.Output}{Environment.NewLine}{said}", Logs);
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    public Task<OsAccount.Finished> StopAsync(CancellationToken ct) =>
        RunAsync("pg_ctl", ["stop", "-D", home.Cluster, "-m", "fast", "-w", "-t", "60"], ct);

    private async Task InitialiseAsync(string folder, string passwordFile, CancellationToken ct)
    {
        foreach (var locale in (string[])["C.UTF-8", "C"])
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            string[] how = durable ? [] : ["--no-sync"];
            var made = await RunAsync(
                "initdb",
                ["-D", folder, "-U", Superuser.Name, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale", locale, "--data-checksums", "--no-instructions", .. how],
                ct);
            if (made.Succeeded) return;
            // Not every system has C.UTF-8, and C sorts the same.
            if (locale == "C" || !made.Output.Contains("invalid locale", StringComparison.Ordinal))
                throw EmbeddedPostgresException.Failed("initdb", made.Output, home.Path);
        }
    }

    /// <summary>A log a weekday, begun anew each week.</summary>
    private string CommandLine(int port)
    {
        var settings = new List<string>
        {
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=''",
            "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log",
            "log_rotation_age=1d", "log_rotation_size=0", "log_truncate_on_rotation=on",
        };
        if (!durable) settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        return string.Join(' ', settings.Select(setting => "-c " + setting));
    }

    private Task<OsAccount.Finished> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        home.Account.RunAsync(binaries[program], arguments, ct);
}
