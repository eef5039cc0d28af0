using JasperFx.Events;
using MajorProjects.Domain;
using Marten;

namespace MajorProjects.Server.Projects;

/// <summary>The history that stored events are.</summary>
internal static class ProjectHistory
{
    /// <summary>What is recorded of a project; nothing where the id is that of a stream which is no project's.</summary>
    public static async Task<IReadOnlyList<IEvent>> FetchFactsAsync(this IQuerySession session, Guid project, CancellationToken cancellation) =>
        [.. (await session.Events.FetchStreamAsync(project, token: cancellation)).Where(e => e.Data is Fact)];

    public static History Of(IEnumerable<IEvent> events) =>
        new() { Facts = [.. events.Select(e => new RecordedFact((int)e.Version, (Fact)e.Data, e.UserName))] };
}
