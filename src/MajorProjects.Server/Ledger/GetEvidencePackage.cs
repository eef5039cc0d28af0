using System.ComponentModel;
using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Ledger;
using MajorProjects.Ledger.Packages;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Ledger;

public sealed record EvidencePackageQuery : ViewQuery
{
    [FromQuery(Name = "project"), Description("All facts of this project: its id, its national code or its local code.")]
    public string? Project { get; init; }

    [FromQuery(Name = "kind"), Description("In place of project: the facts behind one cell of the rolling view, signed, started or commissioned …")]
    public string? Kind { get; init; }

    [FromQuery(Name = "period"), Description("… in this period: 2024-11, 2024Q4, 2024H2, 2024, 2021-2025, or trailing90.")]
    public string? Period { get; init; }

    /// <exception cref="RefusedException">it asks for neither or for both.</exception>
    internal void CheckQuestion()
    {
        var errors = new FieldErrors();
        if (Project is null == (Kind is null)) errors.Add("project", "请给出 project，或 kind 和 period，二者取其一。", "Give project, or kind and period: one of the two.");
        else if (Kind is null != (Period is null)) errors.Add("period", "kind 和 period 须同时给出。", "kind and period go together.");
        QueryText.Refuse(errors);
    }
}

/// <summary>
/// <c>GET /ledger/{city}/evidence</c>: one question with the facts that answer it and their proofs, in a ZIP that is checked without this system
/// (<c>MajorProjects.Verifier check</c>).
/// </summary>
internal static class GetEvidencePackage
{
    // The facts that decide under what a project is filed and of how much investment.
    private static readonly string[] Revising = [.. FactType.All.Where(t => t.RevisesDetails).Select(t => t.Name)];

    public static async Task<IResult> Get(
        [AsParameters] LogQuery log, [AsParameters] EvidencePackageQuery query, Caller caller, EvidenceAnswers answers, LedgerEntries entries, LedgerTiles tiles, LedgerKeys keys,
        NpgsqlDataSource database, HttpContext context, CancellationToken cancellation)
    {
        query.CheckQuestion();
        // What files a project tells of its whole way, which may have led through other counties.
        if (query.Project is null && caller.Regions is not null) throw new RefusedException(Refused.OfWholeCity);
        var (current, signed) = await log.SignedAsync(database, cancellation);
        var (question, facts) = query.Project is null ? await answers.OfBatchAsync(query, caller, Revising, cancellation) : await answers.OfProjectAsync(query, caller, cancellation);
        var placed = await entries.OfFactsAsync(current, facts, signed.Size, cancellation);
        var tree = tiles.Tree(current, signed.Size);
        var proven = new List<ProvenEntry>(placed.Count);
        foreach (var (leaf, entry) in placed) proven.Add(new(leaf, entry, await tree.InclusionAsync(leaf, cancellation)));
        var package = new MemoryStream();
        EvidencePackage.Write(package, question, signed.Note, [.. keys.Of(current.City).Select(key => key.Verifier).Where(signed.Note.IsSignedBy)], proven);
        package.Position = 0;
        // curl takes the plain name, browsers the other.
        context.Response.GetTypedHeaders().ContentDisposition = new("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"evidence-{current.City}-{signed.Size}-{facts.Count}.zip"), FileNameStar = $"证据包 {question.Question}.zip",
        };
        return Results.Stream(package, "application/zip");
    }
}

/// <summary>The questions that packages answer, with the positions of the facts that do.</summary>
internal sealed class EvidenceAnswers(Viewpoints viewpoints, BatchMemory memory, LedgerFacts facts, NpgsqlDataSource database)
{
    public async Task<(EvidenceQuestion Question, IReadOnlyCollection<long> Facts)> OfProjectAsync(EvidencePackageQuery query, Caller caller, CancellationToken cancellation)
    {
        var viewpoint = await viewpoints.ResolveHeadAsync(caller.City, query, cancellation);
        var events = (await facts.EventsAsync(query.Project!, caller, cancellation)).Where(e => e.Sequence <= viewpoint.Position).ToList();
        if (events is not [{ Data: ProjectRegistered registration }, ..]) throw new RefusedException(Refused.UnknownProject(query.Project!));
        await facts.InsistCoversAsync(caller, events, cancellation);
        var details = ProjectHistory.Of(events).Now.Details;
        var name = details?.Name ?? registration.Name;
        return (
            Question($"{name}的全部记录", viewpoint, figure: $"{events.Count} 条记录", [(events[0].StreamId, name)]),
            events.ConvertAll(e => e.Sequence));
    }

    public async Task<(EvidenceQuestion Question, IReadOnlyCollection<long> Facts)> OfBatchAsync(EvidencePackageQuery query, Caller caller, string[] revising, CancellationToken cancellation)
    {
        var cell = await GetBatch.ListAsync(query.Kind!, query.Period!, query, caller, viewpoints, memory, database, cancellation);
        await using var select = database.CreateCommand("""
            select e.seq_id from mt_events e
            where e.tenant_id = $1 and e.stream_id = any($2) and e.seq_id <= $3 and (e.type = any($4) or e.seq_id = any($5))
            """);
        foreach (var value in new object[]
        {
            $"{caller.City.Code}", cell.Projects.Select(p => p.Id).ToArray(), cell.Position, revising, cell.Projects.Select(p => p.Fact.Position).ToArray(),
        }) select.Parameters.AddWithValue(value);
        var filters = string.Concat(new[] { query.Region, query.Industry, query.Class, query.Sector }.OfType<string>().Select(filter => $"、{filter}"));
        return (
            Question(
                $"{caller.City.Name}{cell.Period}{Batch.Title(cell.Kind).Zh}的项目{filters}{(cell.Confirmed ? "（已审核）" : "")}", new(cell.AsOf, cell.KnownAt, cell.Position),
                $"{cell.Count} 个项目，总投资 {new Wan(cell.InvestmentWan).ToYi()} 亿元", cell.Projects.Select(p => (p.Id, p.Name))),
            await select.ListAsync(row => row.GetInt64(0), cancellation));
    }

    private static EvidenceQuestion Question(string question, Viewpoint viewpoint, string figure, IEnumerable<(Guid Id, string Name)> projects) => new(
        question, viewpoint.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), viewpoint.KnownAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        viewpoint.Position, figure,
        FactType.All.Select(t => (Key: t.Name, t.Title.Zh)).Concat(projects.Select(p => (Key: p.Id.ToString(), Zh: p.Name))).ToDictionary(n => n.Key, n => n.Zh, StringComparer.Ordinal));
}
