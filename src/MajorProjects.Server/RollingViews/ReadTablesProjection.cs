using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

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
        {
            var page = log.OrderBy(e => e.Sequence).ToList();
            var facts = page.FindAll(e => e.Data is Fact);
            var versions = new ProjectVersions(await EarlierRevisionsAsync(operations, facts, page[0].Sequence, cancellation));
            foreach (var e in facts) versions.Add(e);
            ((ITransactionParticipantRegistrar)operations).AddTransactionParticipant(
                new ReadTablesPage(log.Key, page, facts, versions));
        }
    }

    /// <summary>
    /// What was already known of the attributes of those projects that the page revises. Most pages revise none, and of a project
    /// that begins in the page there is nothing earlier.
    /// </summary>
    private static async Task<IReadOnlyList<IEvent>> EarlierRevisionsAsync(
        IDocumentOperations operations, List<IEvent> page, long first, CancellationToken cancellation)
    {
        var begun = page.Where(e => e.Version == 1).Select(e => e.StreamId).ToHashSet();
        var revised = page
            .Where(e => e.Data is FactVoided or (IRevisesDetails and not ProjectRegistered) && !begun.Contains(e.StreamId))
            .Select(e => e.StreamId).Distinct().ToArray();
        if (revised.Length == 0) return [];
        var revising = FactType.All.Where(t => t.RevisesDetails || t.Class == typeof(FactVoided)).Select(t => t.Name).ToArray();
        return await operations.Events.QueryAllRawEvents()
            .Where(e => e.Sequence < first && e.StreamId.IsOneOf(revised) && e.EventTypeName.IsOneOf(revising))
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
    }
}
