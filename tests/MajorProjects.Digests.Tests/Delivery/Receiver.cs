using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MajorProjects.Digests.Tests.Delivery;

/// <summary>A server on this machine that keeps what is posted to it, and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app, string scheme) =>
        (this.app, Port, Url) = (app, PortOf(app), $"{scheme}://localhost:{PortOf(app)}/robot/send?access_token=verysecrettoken");

    public int Port { get; }

    /// <summary>With what nobody may see in its query.</summary>
    public string Url { get; }

    public ConcurrentQueue<Posted> All { get; } = new();

    /// <summary>Answers; by default as a robot that took it.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("""{"errcode":0,"errmsg":"ok"}""");

    public static async Task<Receiver> StartAsync(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        Receiver? receiver = null;
        server.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            receiver!.All.Enqueue(new(
                context.Request.Method, context.Request.Path, context.Request.Query.ToDictionary(q => q.Key, q => $"{q.Value}"),
                context.Request.Headers.ToDictionary(h => h.Key, h => $"{h.Value}", StringComparer.OrdinalIgnoreCase), body.ToArray()));
            await receiver.Answer(context);
        });
        await server.StartAsync();
        return receiver = new(server, certificate is null ? "http" : "https");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static int PortOf(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public sealed record Posted(string Method, string Path, Dictionary<string, string> Query, Dictionary<string, string> Headers, byte[] Body);
}
