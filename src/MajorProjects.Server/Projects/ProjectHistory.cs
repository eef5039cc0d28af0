using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using Marten;

namespace MajorProjects.Server.Projects;

/// <summary>The history that stored events are.</summary>
internal static class ProjectHistory
{
    /// <summary>What is recorded of a project; nothing where the id is that of a stream which is no project's.</summary>
    public static async Task<IReadOnlyList<IEvent>> FetchFactsAsync(this IQuerySession session, Guid project, CancellationToken cancellation) =>
        [.. (await session.Events.FetchStreamAsync(project, token: cancellation)).Where(e => e.Data is Fact)];

    /// <summary>The same, where the caller's token covers the region that the project is filed under now; nothing where it does not.</summary>
    public static async Task<IReadOnlyList<IEvent>> FetchCoveredAsync(this IQuerySession session, Caller caller, Guid project, CancellationToken cancellation)
    {
        var facts = await session.FetchFactsAsync(project, cancellation);
        return caller.Covers(Of(facts)) ? facts : [];
    }

    /// <summary>Those of some projects that the caller's token covers.</summary>
    public static async Task<IReadOnlyCollection<Guid>> CoveredAsync(this IQuerySession session, Caller caller, IEnumerable<Guid> projects, CancellationToken cancellation)
    {
        var covered = new List<Guid>();
        foreach (var project in projects.Distinct())
            if (caller.Regions is null || (await session.FetchCoveredAsync(caller, project, cancellation)).Count > 0) covered.Add(project);
        return covered;
    }

    /// <summary>Whether what is recorded is of a project within what the caller's token covers.</summary>
    public static bool Covers(this Caller caller, History history) =>
        caller.Regions is null || (history.Now.Details is { } details && caller.Covers(details.Region.ToString()));

    public static History Of(IEnumerable<IEvent> events) =>
        new() { Facts = [.. events.Select(e => new RecordedFact((int)e.Version, (Fact)e.Data, e.UserName))] };
}
