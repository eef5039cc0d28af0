using System.Net.Sockets;
using System.Text.Json.Serialization;
using MajorProjects.Domain;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace MajorProjects.Server.Http;

/// <summary>A refusal as callers see it (RFC 9457).</summary>
/// <param name="Type">Always <c>about:blank</c>: the code says which.</param>
/// <param name="Title">What sort of refusal it is.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable name of the refusal, for programs.</param>
/// <param name="Detail">A sentence that tells a person what to do: Chinese, or English under <c>Accept-Language: en</c>.</param>
/// <param name="Errors">What is wrong, by field.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Errors = null);

/// <summary>Turns refusals, and what else can go wrong, into problem details; the only place where a status is chosen.</summary>
internal static class Problems
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Under which the code of a refusal is left for who keeps a record of requests.</summary>
    public const string CodeItem = "refusal";

    public static IResult ToResult(this Refusal refusal, HttpContext context)
    {
        context.Items[CodeItem] = refusal.Code;
        var problem = Describe(refusal, ReadsEnglish(context.Request));
        if (refusal.Kind is RefusalKind.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.Kind is RefusalKind.Unavailable or RefusalKind.TooOften) context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        return Results.Json(problem, Json.Answers, "application/problem+json", problem.Status);
    }

    public static Problem Describe(Refusal refusal, bool english)
    {
        var (status, title) = StatusOf(refusal.Kind);
        return new(
            "about:blank", Say(title), status, refusal.Code, Say(refusal.Detail),
            refusal.Errors?.ToDictionary(e => e.Key, e => Say(e.Value), StringComparer.Ordinal));

        string Say(Text text) => english ? text.En : text.Zh;
    }

    /// <summary>The answer to an exception that ended a request: never a stack trace, never its message.</summary>
    public static async Task HandleAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var refusal = exception switch
        {
            RefusedException refused => refused.Refusal,
            BadHttpRequestException { StatusCode: 413 } => Refused.TooLarge(RequestBody.LimitOf(context)),
            BadHttpRequestException => Refusal.Malformed("body", new("请求不完整或格式有误。", "The request is incomplete or malformed.")),
            _ when IsTimedOut(exception) => Refused.TimedOut,
            _ when IsAway(exception) => Refused.Unavailable,
            _ => null,
        };
        if (refusal is not null) await refusal.ToResult(context).ExecuteAsync(context);
        else
        {
            var english = ReadsEnglish(context.Request);
            await Results.Json(
                new Problem(
                    "about:blank", english ? "Internal error" : "内部错误", 500, "internal",
                    english ? "Something went wrong in the system; tell its administrator." : "系统内部错误，请联系管理员。", null),
                Json.Answers, "application/problem+json", 500).ExecuteAsync(context);
        }
    }

    public static bool IsAway(Exception? exception) => exception switch
    {
        null => false,
        // Class 08: connection; 57P: shutting down or starting up; 53: out of connections or disk; 40: it chose to let another go first.
        PostgresException p => p.SqlState.StartsWith("08", StringComparison.Ordinal) || p.SqlState.StartsWith("40", StringComparison.Ordinal)
            || p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => IsAway(exception.InnerException),
    };

    /// <summary>Whether the database stopped a statement that took too long, or that waited too long for another's.</summary>
    private static bool IsTimedOut(Exception? exception) => exception switch
    {
        null => false,
        PostgresException p => p.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable,
        NpgsqlException { InnerException: TimeoutException, IsTransient: true } => true,
        _ => IsTimedOut(exception.InnerException),
    };

    public static bool ReadsEnglish(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString())
            .FirstOrDefault(l => l.StartsWith("en", StringComparison.OrdinalIgnoreCase) || l.StartsWith("zh", StringComparison.OrdinalIgnoreCase))
            ?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true;

    public static (int Status, Text Title) StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => (400, new("请求有误", "Malformed request")),
        RefusalKind.Unauthenticated => (401, new("未登录", "Not signed in")),
        RefusalKind.Forbidden => (403, new("无权操作", "Not allowed")),
        RefusalKind.Unknown => (404, new("不存在", "Not found")),
        RefusalKind.Conflict => (409, new("与已有记录冲突", "Conflict")),
        RefusalKind.Stale => (412, new("版本已过期", "Stale version")),
        RefusalKind.TooLarge => (413, new("内容过大", "Too large")),
        RefusalKind.UnsupportedMedia => (415, new("格式不支持", "Unsupported media type")),
        RefusalKind.Rule => (422, new("不符合登记规则", "Refused by a rule")),
        RefusalKind.TooOften => (429, new("请求过于频繁", "Too many requests")),
        RefusalKind.Unavailable => (503, new("暂不可用", "Unavailable")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
