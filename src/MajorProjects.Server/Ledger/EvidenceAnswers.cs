using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Ledger.Packages;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

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

    public async Task<(EvidenceQuestion Question, IReadOnlyCollection<long> Facts)> OfBatchAsync(EvidencePackageQuery query, Caller caller, CancellationToken cancellation)
    {
        var cell = await GetBatch.ListAsync(query.Kind!, query.Period!, query, caller, viewpoints, memory, database, cancellation);
        await using var select = database.CreateCommand("""
            select e.seq_id from mt_events e
            where e.tenant_id = $1 and e.stream_id = any($2) and e.seq_id <= $3 and (e.type = any($4) or e.seq_id = any($5))
            """);
        foreach (var value in new object[]
        {
            $"{caller.City.Code}", cell.Projects.Select(p => p.Id).ToArray(), cell.Position, ReadTablesProjection.Revising, cell.Projects.Select(p => p.Fact.Position).ToArray(),
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
