using MajorProjects.Digests.Content;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary><c>POST /digests</c>: issues a digest by hand, as things are known now. With an <c>Idempotency-Key</c>, once.</summary>
internal static class IssueDigest
{
    public static async Task<IResult> Post(
        HttpContext context, Caller caller, DigestIssuer issuer, Viewpoints viewpoints, NpgsqlDataSource database, TimeProvider clock, DigestClock work,
        CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return malformed!.ToResult(context);
        var (read, refusal) = RequestBody.Read(json, typeof(DigestRequest));
        if (read is not DigestRequest request) return refusal!.ToResult(context);
        var order = await request.OrderAsync(caller, viewpoints, database, clock, cancellation);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        if (key is not null && !await key.TakeAsync(database, clock.GetUtcNow(), cancellation)) return Refused.IdempotencyKeyReused.ToResult(context);
        order = order with { Id = key is null ? order.Id : DigestOrder.IdByHand(caller.City, caller.Subject, key.Key) };
        try
        {
            await issuer.IssueAsync(caller, order, cancellation);
        }
        catch (ScheduleBrokenException broken)
        {
            return DigestRefused.Broken(broken).ToResult(context);
        }
        work.Wake();
        context.Response.Headers.Location = $"/api/v1/digests/{order.Id}";
        return Results.Json(await database.DigestAsync(caller, $"{order.Id}", cancellation), Json.Answers, statusCode: StatusCodes.Status201Created);
    }
}
