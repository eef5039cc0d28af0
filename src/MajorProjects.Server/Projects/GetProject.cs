using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Marten;

namespace MajorProjects.Server.Projects;

/// <summary>One project, from one point of the two clocks.</summary>
public sealed record ProjectAnswer(DateOnly AsOf, DateTimeOffset KnownAt, long Position, ProjectView Project, ProgressView? LatestProgress);

/// <summary><c>GET /projects/{project}</c>: folded from its own facts, so it shows what was written a moment ago.</summary>
public static class GetProject
{
    public static async Task<IResult> Get(
        string project, [AsParameters] PointQuery query, HttpContext context, Caller caller,
        IDocumentStore store, ProjectCodes codes, Viewpoints viewpoints, CancellationToken cancellation)
    {
        if (await codes.FindAsync(caller.City, project, cancellation) is not { } id) return Refused.UnknownProject(project).ToResult(context);
        var viewpoint = await viewpoints.ResolveHeadAsync(caller.City, query, cancellation);
        await using var session = store.QuerySession(caller.City.Code.ToString());
        var events = await session.FetchFactsAsync(id, cancellation);
        var history = ProjectHistory.Of(events.Where(e => e.Sequence <= viewpoint.Position));
        if (history.Facts is not [{ Fact: ProjectRegistered registered }, ..]) return Refused.UnknownProject(project).ToResult(context);
        var state = history.On(viewpoint.AsOf);
        // Before it was filed, and with nothing on record that far back, there was no project yet.
        if (registered.OccurredOn > viewpoint.AsOf && state.Milestones.IsEmpty) return Refused.UnknownProject(project).ToResult(context);
        context.Response.Headers.ETag = $"\"{history.Version}\"";
        return Results.Json(
            new ProjectAnswer(
                viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position,
                new ProjectView(state.Details!, state.Milestones)
                {
                    Id = id, Version = history.Version, Stage = state.Stage, RegisteredOn = registered.OccurredOn,
                },
                ProgressView.Of(state.LatestProgress)),
            Json.Answers);
    }
}
