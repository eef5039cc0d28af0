using System.Diagnostics;
using System.Text.RegularExpressions;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Tests;

/// <summary>The server's executable, serving as a process of its own.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What it holds in memory, in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>How many files and connections it has open, but for its code, of which more is loaded as it is needed; none where the operating system does not say.</summary>
    public int Open => Targets().Count(target => Path.GetExtension(target) is not (".dll" or ".pdb" or ".so"));

    /// <summary>What it has open, by kind: connections by their state, and files by their names.</summary>
    public string WhatIsOpen()
    {
        var states = new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{process.Id}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLookup(c => c[9], c => $"port {Convert.ToInt32(c[1].Split(':')[1], 16) switch { var local when local == Address.Port => "of the server", _ => "elsewhere" }} state {c[3]}");
        return string.Join(", ", Targets().Select(Kind).GroupBy(kind => kind, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} × {g.Key}"));

        string Kind(string target) =>
            target.StartsWith("socket:[", StringComparison.Ordinal) ? states[target["socket:[".Length..^1]].FirstOrDefault() ?? "socket"
            : target.StartsWith('/') && Path.GetExtension(target) is { Length: > 0 } extension ? $"file {extension}"
            : target.Split(':')[0];
    }

    // One that is closed meanwhile has none.
    private IEnumerable<string> Targets() => Directory.Exists($"/proc/{process.Id}/fd")
        ? Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Select(entry => new FileInfo(entry).LinkTarget).OfType<string>()
        : [];

    public bool HasExited => process.HasExited;

    public static async Task<ServerProcess> StartAsync(string data, Connections database, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "MajorProjects.Server.dll"), "--data", data, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                [$"ConnectionStrings__{Database.ConnectionName}"] = database.Application,
                [$"ConnectionStrings__{Database.OwnerConnectionName}"] = database.Owner,
                ["Seeds"] = "false",
            },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        var listens = new TaskCompletionSource<Uri>();
        server.process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is { Success: true } match) listens.TrySetResult(new(match.Groups["address"].Value));
            if (line.Data is null) listens.TrySetException(new InvalidOperationException("It ended before it listened."));
        };
        server.process.BeginOutputReadLine();
        server.Address = await listens.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex("Now listening on: (?<address>http://\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
