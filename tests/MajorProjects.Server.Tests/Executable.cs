using System.Diagnostics;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Tests;

/// <summary>The server's executable, run with a command as an operator runs it.</summary>
internal static class Executable
{
    public static Task<(int Status, string Output, string Error)> RunAsync(string data, string? database, params string[] arguments) =>
        RunAsync(data, database, [], arguments);

    public static async Task<(int Status, string Output, string Error)> RunAsync(
        string data, string? database, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "MajorProjects.Server.dll"), .. arguments, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (database is not null) start.Environment[$"ConnectionStrings__{Database.ConnectionName}"] = database;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
