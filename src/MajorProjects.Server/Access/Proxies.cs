using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace MajorProjects.Server.Access;

/// <summary>
/// The gateways in front of the server (<c>Proxies__0=10.0.0.0/8</c> …): their word counts for where a request came from (<c>X-Forwarded-…</c>) and for
/// whom (<c>X-User</c>). By default there are none, and nobody else's counts.
/// </summary>
internal sealed class Proxies(IReadOnlyList<IPNetwork> networks)
{
    public const string UserHeader = "X-User";

    private static readonly object Brought = new();

    /// <exception cref="FormatException">an entry is neither an address nor a network.</exception>
    public static Proxies Of(IConfiguration configuration) => new([.. (configuration.GetSection("Proxies").Get<string[]>() ?? []).Select(Parse)]);

    public bool AreThere => networks.Count > 0;

    public bool Include(IPAddress? address) =>
        address is not null && networks.Any(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>Whether a gateway brought this request.</summary>
    public static bool HasBrought(HttpContext context) => context.Items.ContainsKey(Brought);

    /// <summary>Takes its word, and remembers whose it was: afterwards the connection shows the caller's address.</summary>
    public void Use(IApplicationBuilder app) => app.UseWhen(context => Include(context.Connection.RemoteIpAddress), brought => brought
        .Use((context, next) =>
        {
            context.Items[Brought] = true;
            return next(context);
        })
        .UseForwardedHeaders());

    public void Configure(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        // To the middleware an empty list means everybody.
        options.ForwardedHeaders = !AreThere
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        // Through as many gateways as are known.
        options.ForwardLimit = null;
    }

    private static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new FormatException($"Proxies: {text} 应为地址或网段，如 10.0.0.0/8 / is neither an address nor a network such as 10.0.0.0/8");
    }
}
