using System.Net;
using MajorProjects.Server.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MajorProjects.Server.Http;

/// <summary>Tells the operator, at the start, where tokens would cross a network in the open.</summary>
internal sealed partial class PlainHttpWarning(IServer server, Proxies proxies, ILogger<PlainHttpWarning> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // They take the encryption off.
        if (proxies.AreThere) return Task.CompletedTask;
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            if (IsOpen(address)) LogOpen(address);
        return Task.CompletedTask;
    }

    /// <summary>Whether an address that is listened on lets others in, unencrypted.</summary>
    internal static bool IsOpen(string address)
    {
        if (!address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)) return false;
        var host = BindingAddress.Parse(address).Host;
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning,
        "{Address} 未加密，令牌会在网络上明文传输：请改用 https（Kestrel__Certificates__Default__Path），或放在代理之后并配置 Proxies / is not encrypted, so tokens cross the network in the open: serve https, or put it behind a proxy and name that in Proxies")]
    private partial void LogOpen(string address);
}
