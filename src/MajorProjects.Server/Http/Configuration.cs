using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using MajorProjects.Server.Access;
using MajorProjects.Server.AccessLog;
using MajorProjects.Server.Storage;
using Scalar.AspNetCore;

namespace MajorProjects.Server.Http;

/// <summary>What all endpoints share: JSON, problem details, documentation, health.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<JsonOptions>(options => Json.With(options.SerializerOptions).NumberHandling = JsonNumberHandling.Strict);
        // A parameter that cannot be bound is then a refusal like any other, and not an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddDocumentation();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.LargestImport;
        });
        return builder;
    }

    public static void UseHttp(this WebApplication app)
    {
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
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAccessControl();
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference("/docs").AllowAnonymous();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}
