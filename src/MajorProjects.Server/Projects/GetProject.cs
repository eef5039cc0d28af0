using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Marten;

namespace MajorProjects.Server.Projects;

/// <summary>One project, from one point of the two clocks.</summary>
/// <param name="AsOf">Facts that had happened by the end of this day.</param>
/// <param name="KnownAt">The instant that was asked for, or at which the question came.</param>
/// <param name="Position">Facts up to this position of the city's log.</param>
/// <param name="Confirmed">Whether only confirmed facts, and those that need no review, were looked at.</param>
/// <param name="Project">Its attributes and how far it has come.</param>
/// <param name="Investor">Whoever invests by the latest agreement.</param>
/// <param name="Approvals">The first day of each kind of approval that it has.</param>
/// <param name="Commitments">By when each approval is due that the owner has undertaken to obtain.</param>
/// <param name="PendingExtensions">The extensions asked for and not yet decided.</param>
/// <param name="LatestProgress">The latest month that was reported.</param>
public sealed record ProjectAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, ProjectView Project, string? Investor,
    IReadOnlyDictionary<ApprovalKind, DateOnly> Approvals, IReadOnlyDictionary<ApprovalKind, DateOnly> Commitments,
    IReadOnlyList<ExtensionRequested> PendingExtensions, ProgressView? LatestProgress);

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
        var events = await session.FetchCoveredAsync(caller, id, cancellation);
        var reported = ProjectHistory.Of(events.Where(e => e.Sequence <= viewpoint.Position));
        var history = viewpoint.Confirmed ? reported.Confirmed() : reported;
        if (history.Facts is not [{ Fact: ProjectRegistered registered }, ..]) return Refused.UnknownProject(project).ToResult(context);
        var state = history.On(viewpoint.AsOf);
        // Before it was filed, and with nothing on record that far back, there was no project yet.
        if (registered.OccurredOn > viewpoint.AsOf && state.Milestones.IsEmpty) return Refused.UnknownProject(project).ToResult(context);
        context.Response.Headers.ETag = $"\"{reported.Version}\"";
        return Results.Json(
            new ProjectAnswer(
                viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed,
                new ProjectView(state.Details!, state.Milestones)
                {
                    Id = id, Version = reported.Version, Stage = state.Stage, RegisteredOn = registered.OccurredOn,
                    Overdue = state.OverdueOn(viewpoint.AsOf),
                },
                state.Investor, state.Approvals, state.Commitments, [.. state.PendingExtensions.Values],
                ProgressView.Of(state.LatestProgress)),
            Json.Answers);
    }
}
