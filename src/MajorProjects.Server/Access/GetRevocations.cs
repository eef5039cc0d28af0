using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Access;

public sealed record RevocationsQuery
{
    [FromQuery(Name = "limit"), Description("How many at most, 1 to 1000; default: 100.")]
    public string? Limit { get; init; }
}

/// <summary>What was revoked, the latest first.</summary>
public sealed record RevocationsAnswer(IReadOnlyList<Revocation> Revocations);

/// <summary><c>GET /revocations</c>: what was revoked, when and by whom.</summary>
public static class GetRevocations
{
    public static async Task<RevocationsAnswer> Get([AsParameters] RevocationsQuery query, Caller caller, Revocations revocations, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var limit = QueryText.Number(errors, "limit", query.Limit, 1, 1000) ?? 100;
        QueryText.Refuse(errors);
        return new(await revocations.LatestAsync(caller.City, (int)limit, cancellation));
    }
}
