using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;

namespace MajorProjects.Server.Evidence;

/// <summary>One attached file.</summary>
/// <param name="Version">Of the fact that attaches it, in the project's history.</param>
/// <param name="FileName">What it is called.</param>
/// <param name="MediaType">What its content is.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Sha256">The hash of its content; other facts name it by <c>sha256:</c> and this.</param>
/// <param name="OccurredOn">The day it was obtained.</param>
/// <param name="Note">A remark.</param>
/// <param name="RecordedAt">The instant it was attached.</param>
/// <param name="RecordedBy">Who attached it.</param>
/// <param name="VoidedBy">The version that voids or returns it, or null.</param>
public sealed record EvidenceView(
    int Version, string FileName, string MediaType, long SizeBytes, string Sha256, DateOnly OccurredOn, string? Note,
    DateTimeOffset RecordedAt, string? RecordedBy, int? VoidedBy);

public sealed record EvidenceList(Guid Project, IReadOnlyList<EvidenceView> Evidence);

/// <summary><c>GET /projects/{project}/evidence</c>: what is attached, in order of recording.</summary>
public static class ListEvidence
{
    public static async Task<IResult> Get(
        string project, HttpContext context, Caller caller, IDocumentStore store, ProjectCodes codes, CancellationToken cancellation)
    {
        if (await codes.FindAsync(caller.City, project, cancellation) is not { } id) return Refused.UnknownProject(project).ToResult(context);
        var history = await store.HistoryAsync(caller, id, cancellation);
        if (history.Count == 0) return Refused.UnknownProject(project).ToResult(context);
        var voided = ProjectHistory.Of(history).VoidedBy;
        context.Response.Headers.ETag = $"\"{history.Count}\"";
        return Results.Json(
            new EvidenceList(id, [.. history.Attached().Select(a => new EvidenceView(
                (int)a.Event.Version, a.Fact.FileName, a.Fact.MediaType, a.Fact.SizeBytes, a.Fact.Sha256, a.Fact.OccurredOn, a.Fact.Note,
                a.Event.Timestamp.ToUniversalTime(), a.Event.UserName, voided.TryGetValue((int)a.Event.Version, out var by) ? by : null))]),
            Json.Answers);
    }
}
