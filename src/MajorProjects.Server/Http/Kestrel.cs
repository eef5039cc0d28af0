using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MajorProjects.Server.Http;

/// <summary>What the web server itself bears with before a request is one: slow, endless and half-open connections.</summary>
internal static class Kestrel
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void Bear(this KestrelServerOptions kestrel, Limits limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
        var connection = kestrel.Limits;
        connection.MaxConcurrentConnections = limits.Connections;
        connection.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadSeconds);
        connection.KeepAliveTimeout = TimeSpan.FromSeconds(limits.IdleSeconds);
        connection.MinRequestBodyDataRate = connection.MinResponseDataRate = new(limits.BytesPerSecond, Grace);
        // Where a route takes more, it says so as it begins to read (RequestBody.LimitTo).
        connection.MaxRequestBodySize = RequestBody.OnTheWire(RequestBody.LargestFact);
        connection.MaxRequestLineSize = 8 * 1024;
        connection.MaxRequestHeadersTotalSize = 32 * 1024;
        connection.MaxRequestHeaderCount = 100;
        connection.Http2.MaxStreamsPerConnection = 32;
    }
}
