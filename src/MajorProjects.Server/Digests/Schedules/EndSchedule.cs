using System.ComponentModel;
using System.Text;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Digests.Schedules;

public sealed record EndQuery
{
    [FromQuery(Name = "reason"), Description("Why it ends, at most 200 characters; required.")]
    public string? Reason { get; init; }
}

/// <summary><c>DELETE /digests/schedules/{key}</c>: ends a schedule. What it said stays on record, and what is not issued by then is not.</summary>
internal static class EndSchedule
{
    public static async Task<IResult> Delete(
        [Description("The schedule's key.")] string key, [AsParameters] EndQuery query, HttpContext context, Caller caller, ScheduleRecorder recorder)
    {
        var errors = new FieldErrors();
        errors.RequiredText("reason", query.Reason, 200);
        QueryText.Refuse(errors);
        var idempotency = IdempotencyKey.Of(context.Request, caller, Encoding.UTF8.GetBytes(query.Reason!));
        var recorded = await recorder.EndAsync(caller, key, query.Reason!, idempotency, context.RequestAborted);
        return recorded.Refusal is { } refusal ? refusal.ToResult(context) : Results.Json(new ScheduleWritten(key, recorded.Version, null), Json.Answers);
    }

    /// <summary>Describes it in the OpenAPI document.</summary>
    internal static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: false);
        return Task.CompletedTask;
    }
}
