using System.CommandLine;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Http;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>
/// <c>replay --city 140500 [--project P] [--region R] [--from --to] [--out FILE]</c>: a city's log told again, the same lines as <c>GET /replay</c>.
/// <c>replay --check [--city 140500]</c>: whether everything that is computed from the log is what the log says.
/// <c>replay --export-checkpoints FOLDER [--city 140500]</c>: what was signed of the log, for an auditor to keep elsewhere.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var city = new Option<string?>("--city") { Description = "城市代码 / the city's code" };
        var project = new Option<string?>("--project") { Description = "只重放一个项目（标识或代码） / only this project, by its id or code" };
        var region = new Option<string?>("--region") { Description = "只重放一个县区 / only this region" };
        var from = new Option<string?>("--from") { Description = "从这一天（或时刻）登记的起 / recorded from this day or instant" };
        var to = new Option<string?>("--to") { Description = "到这一天（或时刻）登记的止 / recorded by the end of this day, or this instant" };
        var output = new Option<string?>("--out") { Description = "写入文件，默认写到标准输出 / into this file; default: standard output" };
        var check = new Option<bool>("--check") { Description = "由事实重新计算全部读表、项目代码和通报并逐表比对，不改动任何内容；不指明城市则查全部 / computes the read tables, codes and digests anew and compares, changing nothing; of all cities unless one is named" };
        var export = new Option<string?>("--export-checkpoints") { Description = "把签名的检查点、公钥和散列分块写入文件夹，供审计人员另行保存；不指明城市则为全部 / writes the signed checkpoints, the key and the tiles into a folder" };
        var command = new Command("replay", "按登记顺序重放事实，或核对读表 / tells the facts again in order of recording, or checks the read tables") { city, project, region, from, to, output, check, export };
        command.SetAction(async (parsed, cancellation) =>
        {
            var status = 0;
            await parsed.WithStoreAsync(async services =>
            {
                if (parsed.GetValue(export) is { } folder) await ExportAsync(services, parsed.GetValue(city), folder, cancellation);
                else if (parsed.GetValue(check)) status = await CheckAsync(services, parsed.GetValue(city), cancellation) ? 0 : 1;
                else
                {
                    var query = new ReplayQuery
                    {
                        Project = parsed.GetValue(project), Region = parsed.GetValue(region), From = parsed.GetValue(from), To = parsed.GetValue(to),
                        Fresh = parsed.GetValue(to) is null ? "true" : null,
                    };
                    await ReplayAsync(services, await services.GetRequiredService<Cities>().InsistAsync(parsed.GetValue(city), cancellation), query, parsed.GetValue(output), cancellation);
                }
            }, cancellation);
            return status;
        });
        command.Validators.Add(result =>
        {
            var isCheck = result.GetValue(check);
            var isExport = result.GetValue(export) is not null;
            if (!isCheck && !isExport && result.GetValue(city) is null) result.AddError("请用 --city 指明城市 / name the city by --city");
            if ((isCheck || isExport) && (isCheck == isExport || new Option[] { project, region, from, to, output }.Any(option => result.GetResult(option) is not null)))
                result.AddError("--check、--export-checkpoints 涉及全部记录，各只能与 --city 同用 / they are of all facts, and each goes with --city alone");
        });
        return command;
    }

    private static async Task ReplayAsync(IServiceProvider services, City city, ReplayQuery query, string? file, CancellationToken cancellation)
    {
        var (store, database) = (services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<NpgsqlDataSource>());
        var caller = Caller.System("replay", "replay", city);
        try
        {
            var range = await query.ReadAsync(caller, services.GetRequiredService<Viewpoints>(), services.GetRequiredService<ProjectCodes>(), store, cancellation);
            var replay = new Replay(caller, range, database, store);
            var progress = new Progress(city, await replay.CountAsync(cancellation));
            await using var stream = file is null ? Console.OpenStandardOutput() : File.Create(file);
            var lines = await GetReplay.WriteAsync(stream, replay, progress.Passed, cancellation);
            await Console.Error.WriteLineAsync($"{city.Code}：已重放到位置 {range.To}，共 {lines} 条 / replayed up to position {range.To}, {lines} facts");
        }
        catch (RefusedException e)
        {
            throw new CommandFailedException($"{e.Refusal.Detail.Zh} / {e.Refusal.Detail.En}"
                + string.Concat((e.Refusal.Errors ?? new Dictionary<string, Text>(StringComparer.Ordinal)).Select(error => $"\n--{error.Key}: {error.Value.Zh} / {error.Value.En}")));
        }
    }

    private static async Task ExportAsync(IServiceProvider services, string? asked, string folder, CancellationToken cancellation)
    {
        foreach (var city in await AskedAsync(services, asked, cancellation))
        {
            var checkpoints = await services.GetRequiredService<LedgerExport>().WriteAsync($"{city.Code}", folder, cancellation);
            Console.WriteLine($"{city.Code}：{checkpoints} 个检查点写入 {folder} / checkpoints written");
        }
    }

    private static async Task<bool> CheckAsync(IServiceProvider services, string? asked, CancellationToken cancellation)
    {
        var holds = true;
        foreach (var city in await AskedAsync(services, asked, cancellation))
        {
            var tables = await new ReplayCheck(services.GetRequiredService<SchemaOwner>(), services.GetRequiredService<DigestComposer>()).OfAsync(city, all => new Progress(city, all).Passed, cancellation);
            Console.WriteLine(TableCheck.Print(city, tables));
            holds &= tables.All(t => t.Holds);
        }
        return holds;
    }

    private static Task<IReadOnlyList<City>> AskedAsync(IServiceProvider services, string? asked, CancellationToken cancellation) =>
        services.GetRequiredService<Cities>().AskedAsync(asked is null ? [] : [asked], cancellation);

    /// <summary>Tells on standard error, every second or so, how far it has come.</summary>
    private sealed class Progress(City city, long all)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        private readonly long began = TimeProvider.System.GetTimestamp();
        private TimeSpan told;
        private long done;

        public void Passed(int facts)
        {
            done += facts;
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            if (done < all && elapsed - told < Pause) return;
            told = elapsed;
            Console.Error.WriteLine($"{city.Code}: {done}/{all}");
        }
    }
}
