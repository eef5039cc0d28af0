using Microsoft.AspNetCore.Http.Timeouts;

namespace MajorProjects.Server.Http;

/// <summary>A request that takes too long is stopped, at the database too, and answered with 503: nobody waits on a connection that says nothing.</summary>
internal static class Timeouts
{
    /// <summary>The policy of what may take <see cref="Limits.LongSeconds"/>.</summary>
    public const string Long = "long";

    public static IServiceCollection AddTimeouts(this IServiceCollection services, Limits limits) => services.AddRequestTimeouts(options =>
    {
        options.DefaultPolicy = After(limits.Seconds);
        options.AddPolicy(Long, After(limits.LongSeconds));
    });

    public static void UseTimeouts(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.Use(ReportAsync);
    }

    private static RequestTimeoutPolicy After(int seconds) => new()
    {
        Timeout = TimeSpan.FromSeconds(seconds),
        TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        WriteTimeoutResponse = context => Refused.TimedOut.ToResult(context).ExecuteAsync(context),
    };

    /// <summary>What is broken off comes up as whatever exception the library below makes of it, or, out of a queue, as none at all; either is the time that ran out.</summary>
    private static async Task ReportAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not OperationCanceledException && context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            throw new OperationCanceledException(e.Message, e, context.RequestAborted);
        }
        if (!context.Response.HasStarted) context.RequestAborted.ThrowIfCancellationRequested();
    }
}
