using MajorProjects.Domain;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Access;

/// <summary>What is to be revoked: one of the two.</summary>
public sealed record RevocationRequest
{
    /// <summary>A token: its id (<c>jti</c>) or the whole of it.</summary>
    public string? Token { get; init; }

    /// <summary>All tokens of this user issued until now.</summary>
    public string? Subject { get; init; }

    /// <summary>Describes it in the OpenAPI document.</summary>
    internal static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(RevocationRequest), null, cancellation) },
            },
        };
}

/// <summary><c>POST /revocations</c>: a token, or whatever was issued to somebody, counts no more.</summary>
public static class Revoke
{
    public static async Task<IResult> Post(HttpContext context, Caller caller, Revocations revocations)
    {
        var (json, malformed) = RequestBody.Parse(await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact));
        if (json is null) return malformed!.ToResult(context);
        var (read, refusal) = RequestBody.Read(json, typeof(RevocationRequest));
        if (read is not RevocationRequest request) return refusal!.ToResult(context);

        var revoked = request switch
        {
            { Token: { } token, Subject: null } => await revocations.AddTokenAsync(TokenId.Read(token) ?? throw Malformed("token"), caller.City, caller.Subject, context.RequestAborted),
            { Token: null, Subject: { } subject } => await revocations.AddSubjectAsync(UserId.IsValid(subject) ? subject : throw Malformed("subject"), caller.City, caller.Subject, context.RequestAborted),
            _ => throw new RefusedException(Refusal.Malformed("token", new("请填写 token 和 subject 之一。", "Give one of `token` and `subject`."))),
        };
        return Results.Json(revoked, Json.Answers, statusCode: StatusCodes.Status201Created);
    }

    private static RefusedException Malformed(string field) => new(Refusal.Malformed(field, new(
        $"应为 1 到 {UserId.Longest} 个可见字符。", $"1 to {UserId.Longest} printable characters are expected.")));
}
