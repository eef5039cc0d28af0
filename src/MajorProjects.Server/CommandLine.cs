using System.CommandLine;
using JasperFx;
using MajorProjects.Server.Access;
using MajorProjects.Server.Plans;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Marten.Exceptions;
using Npgsql;

namespace MajorProjects.Server;

/// <summary>
/// The commands of the executable: without one it serves. Commands of the libraries below (db-apply, projections, resources, codegen,
/// describe …) are passed on to them.
/// </summary>
internal static class CommandLine
{
    private const string DataVariable = "MAJORPROJECTS_DATA";

    private static readonly Option<string> DataOption = new("--data")
    {
        Description = "数据目录 / the data directory",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(DataVariable) ?? DataDirectory.Default,
        Recursive = true,
    };

    private static readonly Option<string> UrlsOption = new("--urls")
    {
        Description = "监听地址 / where to listen",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:5080",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("重大项目调度系统 / Major projects: without a command it serves.") { DataOption, UrlsOption };
        root.SetAction((parsed, cancellation) => ServeAsync(parsed, cancellation));
        foreach (var command in new[] { TokenCommand.Create(), RevokeCommand.Create(), CitiesCommand.Create(), SeedCommand.Create(), SimulateCommand.Create(), ConnectionCommand.Create() })
            root.Add(command);

        // What the libraries call run is to serve, which here has its own guard of the data directory.
        if (args is ["run", .. var others]) args = others;
        try
        {
            return args.FirstOrDefault() is { } first && !first.StartsWith('-') && root.Subcommands.All(c => c.Name != first)
                ? await PassOnAsync(args)
                : await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is EmbeddedPostgresException or CommandFailedException or IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e) when (e is NpgsqlException or MartenCommandException)
        {
            await Console.Error.WriteLineAsync($"数据库不可用或拒绝了操作 / the database is away or refused: {e.GetBaseException().Message}");
            return 1;
        }
    }

    public static DataDirectory Data(this ParseResult parsed) => new(parsed.GetValue(DataOption)!);

    /// <summary>The services of the server, for a command that works on the store; none of its background work runs.</summary>
    public static async Task WithStoreAsync(this ParseResult parsed, Func<IServiceProvider, Task> work, CancellationToken cancellation)
    {
        using var logging = Logging();
        var data = parsed.Data();
        await using var database = await Database.ForCommandAsync(ConnectionString(), data, logging.CreateLogger("storage"), cancellation);
        var builder = Program.CreateBuilder([], database, data);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<StoreSetup>().StartAsync(cancellation);
        await work(app.Services);
    }

    public static IConfiguration Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    public static string? ConnectionString() => Configuration().GetConnectionString(Database.ConnectionName);

    public static ILoggerFactory Logging() => LoggerFactory.Create(logging => logging.AddSimpleConsole(o => o.SingleLine = true)
        .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace));

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var logging = Logging();
        var data = parsed.Data();
        await using var database = await Database.ForServerAsync(ConnectionString(), data, new(), logging.CreateLogger("storage"), cancellation);
        var builder = Program.CreateBuilder(["--urls", parsed.GetValue(UrlsOption)!], database, data);
        await using var app = builder.Build();
        Program.Map(app);
        await app.RunAsync(cancellation);
        return 0;
    }

    private static async Task<int> PassOnAsync(string[] args)
    {
        using var logging = Logging();
        var (data, rest) = TakeData(args);
        await using var database = await Database.ForCommandAsync(ConnectionString(), data, logging.CreateLogger("storage"), CancellationToken.None);
        var builder = Program.CreateBuilder([], database, data);
        builder.Host.ApplyJasperFxExtensions();
        await using var app = builder.Build();
        Program.Map(app);
        return await app.RunJasperFxCommands(rest);
    }

    private static (DataDirectory Data, string[] Others) TakeData(string[] args)
    {
        args = [.. args.SelectMany(a => a.StartsWith($"{DataOption.Name}=", StringComparison.Ordinal) ? [DataOption.Name, a[(DataOption.Name.Length + 1)..]] : new[] { a })];
        var at = Array.IndexOf(args, DataOption.Name);
        return at < 0 || at + 1 == args.Length
            ? (new(Environment.GetEnvironmentVariable(DataVariable) ?? DataDirectory.Default), args)
            : (new(args[at + 1]), [.. args[..at], .. args[(at + 2)..]]);
    }
}

/// <summary>A command could not do what it says; the message tells why.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
