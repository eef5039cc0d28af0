using System.Text;
using System.Text.RegularExpressions;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Diagnostics;

namespace MajorProjects.Server.AccessLog;

/// <summary>Puts on record every request of the API and every one that is turned away, wherever it was going.</summary>
internal static partial class AccessLogging
{
    private const int NotWaitedFor = 499;

    private const int LongestText = 300;

    /// <summary>The parameters whose values are kept: of a small set each, and no free text.</summary>
    private static readonly string[] Kept =
    [
        "asOf", "knownAt", "position", "asOf2", "knownAt2", "position2", "confirmed", "fresh", "city", "region", "industry", "class", "sector", "by", "from", "to",
        "period", "milestone", "stage", "light", "delay", "parent", "merged", "status", "days", "list", "limit", "sort", "day", "after",
    ];

    /// <summary>
    /// An answer that tells something begins only when it is on record that it was asked for. Comes before everything else, so that it sees
    /// what became of the request.
    /// </summary>
    public static void UseAccessLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<AccessLogWriter>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            var came = clock.GetUtcNow();
            var noted = false;
            context.Response.OnStarting(async () =>
            {
                noted = true;
                var status = context.Response.StatusCode;
                if (status >= 400) log.Note(EntryOf(context, came, status));
                // Nobody would know of it: better no answer.
                else if (IsOfApi(context) && !await log.RecordAsync(EntryOf(context, came, status))) context.Abort();
            });
            if (!log.HasRoom)
            {
                await Refused.Unavailable.ToResult(context).ExecuteAsync(context);
                return;
            }
            try
            {
                await next(context);
            }
            finally
            {
                if (!noted && context.RequestAborted.IsCancellationRequested && IsOfApi(context)) log.Note(EntryOf(context, came, NotWaitedFor));
            }
        });
    }

    // A refusal that was thrown has left the endpoint, and says which it was.
    private static Endpoint? EndpointOf(HttpContext context) => context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static bool IsOfApi(HttpContext context) => EndpointOf(context)?.Metadata.GetMetadata<Requirement>() is not null;

    private static AccessEntry EntryOf(HttpContext context, DateTimeOffset came, int status)
    {
        var (request, caller) = (context.Request, context.Features.Get<Caller>());
        var signedIn = context.User.Identity?.IsAuthenticated == true;
        return new(
            caller?.City.Code.ToString() ?? CityOf(context), came.AddTicks(-(came.Ticks % TimeSpan.TicksPerMicrosecond)),
            Short(context.User.FindFirst("sub")?.Value),
            caller?.RoleKeys ?? (signedIn ? Short(string.Join(' ', context.User.FindAll("role").Select(c => c.Value))) : null),
            context.Connection.RemoteIpAddress?.ToString(), Short(request.Method)!,
            (EndpointOf(context) as RouteEndpoint)?.RoutePattern.RawText, Short(request.Path.ToUriComponent())!,
            Short(string.Join('&', request.Query.Where(q => Kept.Contains(q.Key, StringComparer.Ordinal) && q.Value.All(v => v is not null && Plain().IsMatch(v))).Select(q => $"{q.Key}={q.Value}"))),
            status, context.Items[Problems.CodeItem] as string);
    }

    // Where nobody was let in, the token may still say whose he is: of several cities the one that is asked about, else the first.
    private static string CityOf(HttpContext context)
    {
        var named = context.User.FindAll("city").Select(c => c.Value).ToList();
        var asked = context.Request.Query["city"].ToString();
        return RegionCode.TryParse(named.Contains(asked, StringComparer.Ordinal) ? asked : named.FirstOrDefault(), out var code) ? code.ToString() : "";
    }

    private static string? Short(string? text) => text switch
    {
        null or "" => null,
        // Half a character at the cut, or from wherever it came, could not be stored.
        _ => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length > LongestText ? text[..LongestText] : text)).Replace('\0', ' '),
    };

    [GeneratedRegex(@"^[A-Za-z0-9:.,+\-]{0,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
