using System.Net;
using System.Net.Sockets;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery;

/// <summary>
/// Where the server lets itself be sent to: the public internet, encrypted, and the networks that its settings list. An address is looked at
/// when it is connected to, after its name was resolved, so no name can lead elsewhere in between.
/// </summary>
/// <param name="listed">The networks that the settings list, such as the city's own.</param>
public sealed class Networks(IReadOnlyList<IPNetwork> listed)
{
    /// <summary>What of the internet's space is nobody's on the public internet (IANA's special-purpose registries), multicast and what is reserved.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Within the space of IPv6 that is in use, what embeds other addresses or is set aside; all the rest lies outside of it.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork Ipv6InUse = IPNetwork.Parse("2000::/3");

    /// <summary>Nothing but the public internet.</summary>
    public static Networks PublicOnly { get; } = new([]);

    /// <summary>Whether there are listed ones.</summary>
    public bool AnyListed => listed.Count > 0;

    /// <exception cref="FormatException">an entry is neither an address nor a network.</exception>
    public static Networks Parse(IEnumerable<string> entries) => new([.. entries.Select(ParseOne)]);

    /// <summary>These, and this machine.</summary>
    public Networks AndLoopback => new([.. listed, new(IPAddress.Parse("127.0.0.0"), 8), new(IPAddress.IPv6Loopback, 128)]);

    /// <summary>Whether the settings list it.</summary>
    public bool Lists(IPAddress address) => listed.Any(network => network.Contains(Plain(address)));

    /// <summary>Whether it may be connected to: where it is not listed only on the public internet, and only encrypted.</summary>
    public bool Admits(IPAddress address, bool encrypted) => Lists(address) || (encrypted && IsPublic(Plain(address)));

    /// <summary>Connects to a host, at the first of its addresses that it may be connected to and that answers.</summary>
    /// <exception cref="NotDeliveredException">it has no such address.</exception>
    /// <exception cref="SocketException">the name is unknown, or nobody answers.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, bool encrypted, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        var admitted = addresses.Where(address => Admits(address, encrypted)).ToList();
        if (admitted.Count == 0) throw new NotDeliveredException(encrypted || !addresses.Any(address => IsPublic(Plain(address)))
            ? new("该主机的地址不在公网，且未列入 Digests:AllowedNetworks，已拒绝连接。", "The host's address is not a public one and Digests:AllowedNetworks does not list it; it was not connected to.")
            : new("未加密的连接只限 Digests:AllowedNetworks 所列网段，已拒绝连接。", "Only what Digests:AllowedNetworks lists is connected to unencrypted; it was not."));
        SocketException? last = null;
        foreach (var address in admitted)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || Ipv6InUse.Contains(address)) && !NotPublic.Any(network => network.Contains(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork ParseOne(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new FormatException(new Text(
                $"Digests:AllowedNetworks：“{text}”应为地址或网段，如 10.0.0.0/8", $"“{text}” is neither an address nor a network such as 10.0.0.0/8").Both());
    }
}
