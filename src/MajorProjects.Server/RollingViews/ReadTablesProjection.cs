using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// Keeps the read tables: takes a page of one city's log and writes it set-wise, in the transaction that moves the projection on.
/// A page applied twice leaves the tables as once, and a rebuild from the first fact leaves them as they were: before it writes, it
/// takes the tables back to the position where the page begins.
/// </summary>
public sealed class ReadTablesProjection : IProjection
{
    public const string Name = "ReadTables";

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var log in events.GroupBy(e => e.TenantId, StringComparer.Ordinal))
            ((ITransactionParticipantRegistrar)operations).AddTransactionParticipant(
                await PageAsync(operations, log.Key, [.. log.OrderBy(e => e.Sequence)], cancellation));
    }

    /// <summary>What a page of a city's log writes to the tables.</summary>
    internal static async Task<ReadTablesPage> PageAsync(IQuerySession session, string city, List<IEvent> page, CancellationToken cancellation)
    {
        var facts = page.FindAll(e => e.Data is Fact);
        var versions = new ProjectVersions(await EarlierRevisionsAsync(session, facts, page[0].Sequence, cancellation));
        foreach (var e in facts) versions.Add(e);
        return new(city, page, facts, versions);
    }

    /// <summary>The facts that decide under what a project is filed, and of how much investment.</summary>
    internal static readonly string[] Revising = [.. FactType.All.Where(t => t.RevisesDetails).Select(t => t.Name)];

    private static readonly string[] Telling = [.. FactType.All.Where(t => t.RevisesDetails || t.Class.IsAssignableTo(typeof(IAboutFact))).Select(t => t.Name)];

    /// <summary>
    /// What was already known of the attributes of those projects that the page revises, in either edition. Most pages revise none, and of a
    /// project that begins in the page there is nothing earlier.
    /// </summary>
    private static async Task<IReadOnlyList<IEvent>> EarlierRevisionsAsync(
        IQuerySession session, List<IEvent> page, long first, CancellationToken cancellation)
    {
        var begun = page.Where(e => e.Version == 1).Select(e => e.StreamId).ToHashSet();
        var revised = page
            .Where(e => e.Data is ITakesBack or (IRevisesDetails and not ProjectRegistered) && !begun.Contains(e.StreamId))
            .Select(e => e.StreamId).Concat(await ConfirmedAsync(session, page, first, cancellation)).Distinct().ToArray();
        if (revised.Length == 0) return [];
        return await session.Events.QueryAllRawEvents()
            .Where(e => e.Sequence < first && e.StreamId.IsOneOf(revised) && e.EventTypeName.IsOneOf(Telling))
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
    }

    /// <summary>The projects of which the page confirms an earlier fact that revises their attributes; most confirmations are of other facts.</summary>
    private static async Task<IReadOnlyList<Guid>> ConfirmedAsync(
        IQuerySession session, List<IEvent> page, long first, CancellationToken cancellation)
    {
        var confirmed = page.FindAll(e => e.Data is FactConfirmed);
        if (confirmed.Count == 0) return [];
        await using var select = new NpgsqlCommand("""
            select distinct e.stream_id from unnest($2, $3) c (project, version)
            join mt_events e on e.tenant_id = $1 and e.stream_id = c.project and e.version = c.version
            where e.type = any($4) and e.seq_id < $5
            """);
        foreach (var value in new object[]
        {
            page[0].TenantId, confirmed.ConvertAll(e => e.StreamId), confirmed.ConvertAll(e => (long)((FactConfirmed)e.Data).Version), Revising, first,
        }) select.Parameters.AddWithValue(value);
        await using var reader = await session.ExecuteReaderAsync(select, cancellation);
        var projects = new List<Guid>();
        while (await reader.ReadAsync(cancellation)) projects.Add(reader.GetGuid(0));
        return projects;
    }
}
