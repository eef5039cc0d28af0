using System.Globalization;
using MajorProjects.Digests;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Ledger.Packages;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
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
        var filters = string.Concat(new[] { query.Region, query.Industry, query.Class, query.Sector }.OfType<string>().Select(filter => $"、{filter}"));
        return (
            Question(
                $"{caller.City.Name}{cell.Period}{Batch.Title(cell.Kind).Zh}的项目{filters}{(cell.Confirmed ? "（已审核）" : "")}", new(cell.AsOf, cell.KnownAt, cell.Position),
                $"{cell.Count} 个项目，总投资 {new Wan(cell.InvestmentWan).ToYi()} 亿元", cell.Projects.Select(p => (p.Id, p.Name))),
            await FactsAsync(caller, cell.Projects, cell.Position, cancellation));
    }

    /// <summary>The facts behind the batches of a digest, and that it was issued, which pins its content by its hash.</summary>
    public async Task<(EvidenceQuestion Question, IReadOnlyCollection<long> Facts)> OfDigestAsync(EvidencePackageQuery query, Caller caller, CancellationToken cancellation)
    {
        var digest = await database.DigestAsync(caller, query.Digest!, cancellation);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, new() { AsOf = Day(digest.AsOf), Position = digest.Position.ToString(CultureInfo.InvariantCulture) }, cancellation);
        var filter = ProjectFilter.Open with { Region = digest.Scope.Region, Industry = digest.Scope.Industry };
        var entries = (await memory.ReachingAsync(caller.City, viewpoint, cancellation))
            .List(viewpoint, filter, e => digest.Round is null ? digest.Period.Contains(e.OccurredOn) : e.Round == digest.Round);
        ViewCommand.RefuseBeyondMost(entries);
        var projects = await GetBatch.DescribeAsync(entries, caller.City, viewpoint, filter, database, cancellation);
        return (
            Question(
                $"{caller.City.Name}{digest.Kind.Title().Zh}{digest.Period}（通报 {digest.Id}）", viewpoint,
                string.Join('，', Batch.Kinds.Select(kind => $"{Batch.Title(kind).Zh} {entries.Count(e => e.Kind == kind)} 个")), projects.DistinctBy(p => p.Id).Select(p => (p.Id, p.Name))),
            [.. await FactsAsync(caller, projects, digest.Position, cancellation), await IssueAsync(caller, digest.Id, cancellation)]);
    }

    // What put the projects there, and under what they were filed.
    private async Task<List<long>> FactsAsync(Caller caller, IReadOnlyList<BatchProject> projects, long position, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("""
            select e.seq_id from mt_events e
            where e.tenant_id = $1 and e.stream_id = any($2) and e.seq_id <= $3 and (e.type = any($4) or e.seq_id = any($5))
            """);
        foreach (var value in new object[]
        {
            $"{caller.City.Code}", projects.Select(p => p.Id).ToArray(), position, ReadTablesProjection.Revising, projects.Select(p => p.Fact.Position).ToArray(),
        }) select.Parameters.AddWithValue(value);
        return await select.ListAsync(row => row.GetInt64(0), cancellation);
    }

    private async Task<long> IssueAsync(Caller caller, Guid digest, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select seq_id from mt_events where tenant_id = $1 and stream_id = $2 and version = 1");
        select.Parameters.AddWithValue($"{caller.City.Code}");
        select.Parameters.AddWithValue(digest);
        return (long)(await select.ExecuteScalarAsync(cancellation))!;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static EvidenceQuestion Question(string question, Viewpoint viewpoint, string figure, IEnumerable<(Guid Id, string Name)> projects) => new(
        question, Day(viewpoint.AsOf), viewpoint.KnownAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        viewpoint.Position, figure,
        FactType.All.Select(t => (Key: t.Name, t.Title.Zh)).Concat(projects.Select(p => (Key: p.Id.ToString(), Zh: p.Name))).ToDictionary(n => n.Key, n => n.Zh, StringComparer.Ordinal));
}
