using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;

namespace MajorProjects.Server.Rounds;

/// <summary>What a publication answers.</summary>
/// <param name="Number">The round.</param>
/// <param name="Version">How often it has been published: 1, or more where it was corrected.</param>
public sealed record RoundWritten(string Number, int Version);

/// <summary><c>POST /rounds</c>: keeps what was published of a round, or corrects it.</summary>
public static class PublishRound
{
    public static async Task<IResult> Post(HttpContext context, Caller caller, RoundRecorder recorder)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestRound);
        var (round, corrects, malformed) = RoundRequest.Read(body);
        if (round is null) return malformed!.ToResult(context);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        var recorded = await recorder.PublishAsync(caller, round, corrects, key, context.RequestAborted);
        if (recorded.Refusal is not null) return recorded.Refusal.ToResult(context);
        context.Response.Headers.Location = $"/api/v1/rounds/{Uri.EscapeDataString(round.Number)}";
        return Results.Json(new RoundWritten(round.Number, recorded.Version), Json.Answers, statusCode: StatusCodes.Status201Created);
    }
}
