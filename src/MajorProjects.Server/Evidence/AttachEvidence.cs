using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Evidence;

/// <summary>What an upload answers: where the project stands now, and what the file was found to be.</summary>
public sealed record EvidenceAnswer(Guid Project, int Version, Stage Stage, string Sha256, string MediaType, long SizeBytes, string FileName);

/// <summary><c>POST /projects/{project}/evidence</c>: stores a file, then records that it is attached.</summary>
public static class AttachEvidence
{
    private const string Named = "select exists (select 1 from mt_events where tenant_id = $1 and type = $2 and data ->> 'sha256' = $3)";

    public static async Task<IResult> Post(
        string project, HttpContext context, Caller caller, FactRecorder recorder, ProjectCodes codes, IDocumentStore store,
        EvidenceFiles files, NpgsqlDataSource database, TimeProvider clock)
    {
        var expected = RecordFact.ExpectedVersion(context.Request);
        // Asked before anything is read: nobody fills the disk for a project that does not exist.
        if (await codes.FindAsync(caller.City, project, context.RequestAborted) is not { } id
            || await store.HistoryAsync(caller, id, context.RequestAborted) is { Count: 0 }) return Refused.UnknownProject(project).ToResult(context);
        using var form = await EvidenceForm.ReadAsync(context.Request, () => files.Begin(caller.City));
        var (fact, refusal) = await form.ToFactAsync(clock.Today(), context.RequestAborted);
        if (fact is null) return refusal!.ToResult(context);
        var key = IdempotencyKey.Of(context.Request, caller, form.Identity);

        Recorded recorded;
        // Everything has arrived: it is seen through to its end, whether or not the caller still waits for the answer.
        using (await files.HoldAsync(fact.Sha256, CancellationToken.None))
        {
            files.Keep(caller.City, form.File);
            // Where the recording fails without an answer, the fact may be there, so the content stays; the caller repeats what he sent.
            recorded = await recorder.RecordAsync(caller, id, [fact], expected, key, CancellationToken.None);
            if (recorded.Refusal is not null && !await IsNamedAsync(database, caller.City, fact.Sha256)) files.Remove(caller.City, fact.Sha256);
        }
        if (recorded.Refusal is not null) return recorded.Refusal.ToResult(context);
        context.Response.Headers.ETag = $"\"{recorded.Version}\"";
        context.Response.Headers.Location = $"/api/v1/projects/{recorded.Project}/evidence/{fact.Sha256}";
        return Results.Json(
            new EvidenceAnswer(recorded.Project, recorded.Version, recorded.Stage, fact.Sha256, fact.MediaType, fact.SizeBytes, fact.FileName),
            Json.Answers, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<bool> IsNamedAsync(NpgsqlDataSource database, City city, string sha256)
    {
        await using var select = database.CreateCommand(Named);
        foreach (var value in new[] { city.Code.ToString(), AttachedEvidence.Type, sha256 }) select.Parameters.AddWithValue(value);
        return (bool)(await select.ExecuteScalarAsync())!;
    }
}
