using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Marten;

namespace MajorProjects.Server.Projects;

/// <summary>One recorded fact.</summary>
/// <param name="Version">Its place in the project's history, from 1.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="Title">The kind in Chinese.</param>
/// <param name="Data">Its fields, as recorded.</param>
/// <param name="OccurredOn">The day it happened, in Asia/Shanghai.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">What he was called then; null where nobody has said.</param>
/// <param name="Role">The roles that he had then, by their keys and with a space between them; null where nobody has said.</param>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="VoidedBy">The version that voids or returns it; null while it stands.</param>
/// <param name="RefiledBy">The version of the later report on the same month that stands in its place, or null.</param>
/// <param name="Evidence">What proves it.</param>
/// <param name="Review">What a reviewer has said of it; null where it needs no review.</param>
/// <param name="ReviewedBy">The version that says so.</param>
public sealed record FactView(
    int Version, string Type, string Title, JsonElement Data, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy,
    string? RecordedByName, string? Role, long Position, int? VoidedBy, int? RefiledBy, string? Evidence, ReviewState? Review, int? ReviewedBy);

public sealed record HistoryAnswer(Guid Project, IReadOnlyList<FactView> Facts);

/// <summary><c>GET /projects/{project}/facts</c>: its history in order of recording.</summary>
public static class GetHistory
{
    public static async Task<IResult> Get(
        string project, HttpContext context, Caller caller, IDocumentStore store, ProjectCodes codes, CancellationToken cancellation)
    {
        if (await codes.FindAsync(caller.City, project, cancellation) is not { } id) return Refused.UnknownProject(project).ToResult(context);
        await using var session = store.QuerySession(caller.City.Code.ToString());
        var events = await session.FetchCoveredAsync(caller, id, cancellation);
        if (events.Count == 0) return Refused.UnknownProject(project).ToResult(context);
        var history = ProjectHistory.Of(events);
        var (voided, refiled, reviews) = (history.VoidedBy, history.RefiledBy, history.Reviews);
        var seen = await session.CoveredAsync(caller, events.Select(e => ((Fact)e.Data).Concerns()).OfType<Guid>(), cancellation);
        var facts = events.Select(e =>
        {
            var fact = (Fact)e.Data;
            var type = FactType.Of(fact);
            var review = reviews.GetValueOrDefault((int)e.Version);
            return new FactView(
                (int)e.Version, type.Name, type.Title.Zh, FactData.Of(fact, seen), fact.OccurredOn,
                e.Timestamp.ToUniversalTime(), e.UserName, e.GetHeader("name")?.ToString(), e.GetHeader("role")?.ToString(), e.Sequence, By(voided, e), By(refiled, e), fact.Evidence, review?.State, review?.By);
        }).ToList();
        context.Response.Headers.ETag = $"\"{events.Count}\"";
        return Results.Json(new HistoryAnswer(id, facts), Json.Answers);

        static int? By(IReadOnlyDictionary<int, int> later, JasperFx.Events.IEvent e) => later.TryGetValue((int)e.Version, out var by) ? by : null;
    }
}
