using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Projects;
using Marten;

namespace MajorProjects.Server.Evidence;

/// <summary>What is attached to a project, as its own log has it.</summary>
internal static class AttachedEvidence
{
    /// <summary>The stored name of the fact.</summary>
    public static string Type { get; } = FactType.All.Single(t => t.Class == typeof(EvidenceAttached)).Name;

    /// <summary>All that is recorded of a project of the city; nothing where it is no project of that city.</summary>
    public static async Task<IReadOnlyList<IEvent>> HistoryAsync(this IDocumentStore store, City city, Guid project, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(city.Code.ToString());
        return await session.FetchFactsAsync(project, cancellation);
    }

    /// <summary>The attachments among recorded facts, the voided ones too.</summary>
    public static IEnumerable<(IEvent Event, EvidenceAttached Fact)> Attached(this IEnumerable<IEvent> history) =>
        history.Where(e => e.Data is EvidenceAttached).Select(e => (e, (EvidenceAttached)e.Data));
}
