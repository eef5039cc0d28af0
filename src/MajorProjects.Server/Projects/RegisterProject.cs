using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Projects;

/// <summary>What a write answers: where the project stands now.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Version">How many facts are recorded of it.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Suspected">The projects that it is suspected to repeat since this write; see <c>GET /duplicates</c>.</param>
public sealed record WriteAnswer(Guid Project, int Version, Stage Stage, IReadOnlyList<Guid> Suspected);

/// <summary><c>POST /projects</c>: enters a project in the library.</summary>
public static class RegisterProject
{
    public static async Task<IResult> Post(HttpContext context, Caller caller, FactRecorder recorder, TimeProvider clock)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return malformed!.ToResult(context);
        var (registration, refusal) = FactReader.ReadRegistration(json, clock.Today());
        if (registration is null) return refusal!.ToResult(context);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        var recorded = await recorder.RegisterAsync(caller, [registration], key, context.RequestAborted);
        return recorded.Refusal is null ? recorded.ToResult(context) : FactReader.OfRegistration(recorded.Refusal).ToResult(context);
    }

    /// <summary>The same, with an unknown project called as the caller does: its id is not for who does not see it.</summary>
    internal static Recorded Calling(this Recorded recorded, string project) =>
        recorded.Refusal is { Kind: RefusalKind.Unknown } ? recorded with { Refusal = Refused.UnknownProject(project) } : recorded;

    internal static IResult ToResult(this Recorded recorded, HttpContext context)
    {
        if (recorded.Refusal is not null) return recorded.Refusal.ToResult(context);
        context.Response.Headers.ETag = $"\"{recorded.Version}\"";
        context.Response.Headers.Location = $"/api/v1/projects/{recorded.Project}";
        return Results.Json(
            new WriteAnswer(recorded.Project, recorded.Version, recorded.Stage, recorded.Suspected ?? []), Json.Answers, statusCode: StatusCodes.Status201Created);
    }
}
