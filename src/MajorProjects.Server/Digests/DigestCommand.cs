using System.CommandLine;
using System.Text;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Digests.Rendering;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Digests;

/// <summary>
/// <c>digest [ID] --city 140500 [--kind monthly] [--period 2026-10] [--round N] [--region R] [--industry I] [--form md] [--out FILE]</c>: prints a digest that was
/// issued, by its id; or what one would say, issuing nothing.
/// </summary>
internal static class DigestCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid?>("id") { Description = "已发出的通报的标识；不填则按以下选项试算，不发出 / a digest that was issued; none: what one would say, issuing nothing", Arity = ArgumentArity.ZeroOrOne };
        var city = new Option<string>("--city") { Description = "城市代码 / the city's code", Required = true };
        var kind = new Option<DigestKind>("--kind") { Description = "weekly、monthly、quarterly、yearly、round", DefaultValueFactory = _ => DigestKind.Monthly };
        var period = new Option<string?>("--period") { Description = "期间，默认为最近结束的一期 / the period; default: the last one that is over" };
        var round = new Option<string?>("--round") { Description = "活动编号（--kind round） / the round's number" };
        var region = new Option<string?>("--region") { Description = "只限一个县区 / only this region" };
        var industry = new Option<string?>("--industry") { Description = "只限一个行业 / only this industry" };
        var form = new Option<DigestForm>("--form") { Description = "md（默认）、html、docx、xlsx、pdf、json", DefaultValueFactory = _ => DigestForm.Md };
        var output = new Option<string?>("--out") { Description = "写入文件，默认写到标准输出 / into this file; default: standard output" };
        var command = new Command("digest", "在终端打印一份通报 / prints a digest") { id, city, kind, period, round, region, industry, form, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await parsed.WithStoreAsync(async services =>
            {
                if (!RegionCode.TryParse(parsed.GetValue(city)!, out var code) || await services.GetRequiredService<Cities>().FindAsync(code, cancellation) is not { } found)
                    throw new CommandFailedException($"没有城市 {parsed.GetValue(city)} / there is no such city");
                var asked = new DigestRequest
                {
                    Kind = parsed.GetValue(kind), Period = PeriodOf(parsed.GetValue(period)), Round = parsed.GetValue(round), Region = parsed.GetValue(region), Industry = parsed.GetValue(industry),
                };
                var document = await DocumentAsync(services, found, parsed.GetValue(id), asked, parsed.GetValue(form), cancellation);
                await using var stream = parsed.GetValue(output) is { } file ? File.Create(file) : Console.OpenStandardOutput();
                await stream.WriteAsync(document.Bytes, cancellation);
            }, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task<DigestDocument> DocumentAsync(
        IServiceProvider services, City city, Guid? id, DigestRequest asked, DigestForm form, CancellationToken cancellation)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        try
        {
            if (id is { } digest)
            {
                var stored = await database.DigestAsync(city, digest, cancellation) ?? throw new RefusedException(DigestRefused.Unknown($"{digest}"));
                return await services.GetRequiredService<DigestDocuments>().GetAsync(city, stored, form, cancellation);
            }
            var clock = services.GetRequiredService<TimeProvider>();
            var order = await asked.OrderAsync(Caller.System("digest", "digest", city), services.GetRequiredService<Viewpoints>(), database, clock, cancellation);
            var content = await services.GetRequiredService<DigestIssuer>().PreviewAsync(city, order, cancellation);
            return await services.GetRequiredService<DigestRenderer>().RenderAsync(content, new(order.Id, clock.GetUtcNow(), null, Late: false), form, cancellation);
        }
        catch (RefusedException e)
        {
            throw new CommandFailedException(Said(e.Refusal));
        }
        catch (FormUnavailableException e)
        {
            throw new CommandFailedException(Said(e.Refusal));
        }
        catch (ScheduleBrokenException e)
        {
            throw new CommandFailedException(Said(DigestRefused.Broken(e)));
        }
    }

    private static Period? PeriodOf(string? text) => text is null ? null
        : Period.TryParse(text, out var period) ? period
        : throw new CommandFailedException($"--period: {Period.Expected.Zh} / {Period.Expected.En}");

    private static string Said(Refusal refusal) => new StringBuilder($"{refusal.Detail.Zh} / {refusal.Detail.En}")
        .AppendJoin("", (refusal.Errors ?? new Dictionary<string, Text>(StringComparer.Ordinal)).Select(e => $"\n--{e.Key}: {e.Value.Zh} / {e.Value.En}")).ToString();
}
