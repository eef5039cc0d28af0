using System.Diagnostics;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Tests;

/// <summary>The server's executable, run with a command as an operator runs it.</summary>
internal static class Executable
{
    public static Task<(int Status, string Output, string Error)> RunAsync(string data, Connections? database, params string[] arguments) =>
        RunAsync(data, database, [], arguments);

    public static Task<(int Status, string Output, string Error)> RunAsync(
        string data, Connections? database, (string Name, string Value)[] environment, params string[] arguments) =>
        RunFromAsync(AppContext.BaseDirectory, data, database, environment, arguments);

    /// <summary>With a command of the libraries, which look through every assembly of the server's folder: from a folder without those of the tests.</summary>
    public static async Task<(int Status, string Output, string Error)> RunAloneAsync(string data, Connections? database, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("major-projects-alone-").FullName;
        try
        {
            var own = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "MajorProjects.Server.deps.json"), TestContext.Current.CancellationToken);
            foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
            {
                if (file.EndsWith(".dll", StringComparison.Ordinal) && !own.Contains(Path.GetFileName(file), StringComparison.Ordinal)) continue;
                var copy = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
            return await RunFromAsync(folder, data, database, [], arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Status, string Output, string Error)> RunFromAsync(
        string folder, string data, Connections? database, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(folder, "MajorProjects.Server.dll"), .. arguments, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (database is not null) start.Environment[$"ConnectionStrings__{Database.ConnectionName}"] = database.Application;
        if (database?.Owner is not null) start.Environment[$"ConnectionStrings__{Database.OwnerConnectionName}"] = database.Owner;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
