using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Json;
using MajorProjects.Server.Access;
using MajorProjects.Server.AccessLog;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scalar.AspNetCore;

namespace MajorProjects.Server.Http;

/// <summary>What all endpoints share: JSON, problem details, limits, documentation, health.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<JsonOptions>(options => Json.With(options.SerializerOptions).NumberHandling = JsonNumberHandling.Strict);
        // A parameter that cannot be bound is then a refusal like any other, and not an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        var limits = Limits.Of(builder.Configuration);
        builder.Services.AddSingleton(limits).AddTimeouts(limits).AddRateLimiter(_ => { });
        builder.Services.Configure<HostFilteringOptions>(options => options.IncludeFailureMessage = false);
        builder.Services.AddHostedService<PlainHttpWarning>();
        builder.Services.AddDocumentation();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Bear(limits));
        return builder;
    }

    /// <summary>The way of every request, from the wire inwards.</summary>
    public static void UseHttp(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<Limits>();
        app.UseSecurityHeaders();
        app.UseAccessLog();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.HandleAsync,
            // A refusal is an answer; a log of errors is for what an operator has to look at.
            SuppressDiagnosticsCallback = handled => handled.Exception is RefusedException,
        });
        app.UseStatusCodePages(pages => pages.HttpContext.Response.StatusCode switch
        {
            404 or 405 => Refused.UnknownPath.ToResult(pages.HttpContext).ExecuteAsync(pages.HttpContext),
            415 => Refused.UnsupportedMedia("application/json / application/x-ndjson").ToResult(pages.HttpContext).ExecuteAsync(pages.HttpContext),
            _ => Task.CompletedTask,
        });
        app.UseTimeouts();
        app.UseAuthentication();
        app.UseCallerLimits(limits);
        app.UseAuthorization();
        app.UseAccessControl();
        app.UseCapacity(limits);
        app.MapOpenApi().AllowAnonymous();
        // All of it comes from here: no fonts, no telemetry, no assistant from elsewhere.
        app.MapScalarApiReference(SecurityHeaders.Docs, docs => docs.WithNonce().DisableDefaultFonts().DisableTelemetry().DisableAgent()).AllowAnonymous();
        // Whoever watches over the server hears of it when it is busy too.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous().DisableRateLimiting();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = TellAsync }).AllowAnonymous().DisableRateLimiting();
    }

    // The word that programs look for comes first, then what there is to see to.
    private static Task TellAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            $"{report.Status}{string.Concat(report.Entries.Where(e => e.Value.Description is not null).Select(e => $"\n{e.Key}: {e.Value.Description}"))}", context.RequestAborted);
    }
}
