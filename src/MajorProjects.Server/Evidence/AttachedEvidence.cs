using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Projects;
using Marten;

namespace MajorProjects.Server.Evidence;

/// <summary>What is attached to a project, as its own log has it.</summary>
internal static class AttachedEvidence
{
    /// <summary>The stored name of the fact.</summary>
    public static string Type { get; } = FactType.All.Single(t => t.Class == typeof(EvidenceAttached)).Name;

    /// <summary>All that is recorded of a project; nothing where it is none that the caller's token covers.</summary>
    public static async Task<IReadOnlyList<IEvent>> HistoryAsync(this IDocumentStore store, Caller caller, Guid project, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(caller.City.Code.ToString());
        return await session.FetchCoveredAsync(caller, project, cancellation);
    }

    /// <summary>The attachments among recorded facts, the voided ones too.</summary>
    public static IEnumerable<(IEvent Event, EvidenceAttached Fact)> Attached(this IEnumerable<IEvent> history) =>
        history.Where(e => e.Data is EvidenceAttached).Select(e => (e, (EvidenceAttached)e.Data));
}
