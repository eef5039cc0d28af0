using JasperFx.Events;
using MajorProjects.Domain;

namespace MajorProjects.Server.Projects;

/// <summary>The history that stored events are.</summary>
internal static class ProjectHistory
{
    public static History Of(IEnumerable<IEvent> events) =>
        new() { Facts = [.. events.Select(e => new RecordedFact((int)e.Version, (Fact)e.Data))] };
}
