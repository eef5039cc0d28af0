using System.CommandLine;
using JasperFx;
using MajorProjects.Server.Access;
using MajorProjects.Server.AccessLog;
using MajorProjects.Server.Audit;
using MajorProjects.Server.Digests;
using MajorProjects.Server.Ledger;
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
    private const string Apply = "db-apply";

    /// <summary>Of the commands that are passed on, those that change the schema.</summary>
    private static readonly string[] OwnersCommands = [Apply, "resources", "storage"];

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
        foreach (var command in new[]
        {
            TokenCommand.Create(), RevokeCommand.Create(), CitiesCommand.Create(), SeedCommand.Create(), SimulateCommand.Create(), ReplayCommand.Create(), ConnectionCommand.Create(),
            AccessLogCommand.Create(), DigestCommand.Create(), VerifyCommand.Create(), LedgerCommand.Create(),
        })
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
        await using var database = await Database.ForCommandAsync(Connections(), data, logging.CreateLogger("storage"), cancellation);
        var builder = Program.CreateBuilder([], database, data);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<StoreSetup>().StartAsync(cancellation);
        await work(app.Services);
    }

    /// <summary>What the environment says of the database, or null where the server has its own.</summary>
    public static Connections? Connections()
    {
        var environment = Configuration();
        var owner = environment.GetConnectionString(Database.OwnerConnectionName);
        if (environment.GetConnectionString(Database.ConnectionName) is { } application) return new(application, owner);
        return owner is null ? null : throw new CommandFailedException(
            $"只有 ConnectionStrings__{Database.OwnerConnectionName}：请同时给出应用的 ConnectionStrings__{Database.ConnectionName} / give the application's connection string as well");
    }

    public static IConfiguration Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    public static ILoggerFactory Logging() => LoggerFactory.Create(logging => logging.AddSimpleConsole(o => o.SingleLine = true)
        .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace));

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var logging = Logging();
        var data = parsed.Data();
        await using var database = await Database.ForServerAsync(Connections(), data, new(), logging.CreateLogger("storage"), cancellation);
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
        await using var database = await Database.ForCommandAsync(Connections(), data, logging.CreateLogger("storage"), CancellationToken.None);
        var changesSchema = OwnersCommands.Contains(rest[0], StringComparer.Ordinal);
        var worksOn = changesSchema ? Database.At(database.Connections.AsOwner) : database;
        var builder = Program.CreateBuilder([], worksOn, data);
        builder.Host.ApplyJasperFxExtensions();
        await using var app = builder.Build();
        Program.Map(app);
        if (!changesSchema) return await app.RunJasperFxCommands(rest);

        await app.Services.GetRequiredService<SchemaOwner>().InsistAsync(CancellationToken.None);
        // What the libraries do not know of is part of the schema too.
        if (rest[0] == Apply) await app.Services.GetRequiredService<StoreSetup>().StartAsync(CancellationToken.None);
        var status = await app.RunJasperFxCommands(rest);
        // They dispose of the services they ran with.
        await using var after = Program.CreateBuilder([], worksOn, data).Build();
        await after.Services.GetRequiredService<SchemaOwner>().GrantAsync(CancellationToken.None);
        return status;
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
