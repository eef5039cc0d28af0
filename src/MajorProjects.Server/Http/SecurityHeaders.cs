using Scalar.AspNetCore;

namespace MajorProjects.Server.Http;

/// <summary>What every answer tells a browser, refusals and pages alike: to take it for nothing but what it is, and to let no other site have it.</summary>
internal static class SecurityHeaders
{
    /// <summary>Where the documentation is, the only page for people.</summary>
    public const string Docs = "/docs";

    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // As it leaves, so that no answer that begins anew is without them.
        context.Response.OnStarting(() =>
        {
            Add(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        var isDocs = context.Request.Path.StartsWithSegments(Docs, StringComparison.Ordinal);
        // What an endpoint says of its own answer, as a download does, is stricter.
        headers.TryAdd("Content-Security-Policy", isDocs ? OfDocs(context.Items[ScalarOptions.NonceHttpContextItemKey] as string) : Nothing);
        if (!isDocs) headers.TryAdd("Cache-Control", "no-store");
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
    }

    /// <summary>The page's own scripts and calls of this server, and nothing from elsewhere; it styles itself in place.</summary>
    private static string OfDocs(string? nonce) =>
        $"{Nothing}; script-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'";
}
