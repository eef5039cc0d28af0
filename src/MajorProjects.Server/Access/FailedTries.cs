using System.Net;
using System.Net.Sockets;

namespace MajorProjects.Server.Access;

/// <summary>When an address counts as one that guesses (<c>Access__Failures</c> …).</summary>
internal sealed record FailureLimits
{
    /// <summary>So many bad tokens …</summary>
    public int Failures { get; init; } = 100;

    /// <summary>… within so long …</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>… lock its unauthenticated tries for so long.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="FormatException">a limit that would lock everybody or nobody.</exception>
    public static FailureLimits Of(IConfiguration configuration)
    {
        FailureLimits limits;
        try
        {
            limits = configuration.GetSection("Access").Get<FailureLimits>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"Access__…: {e.Message}", e);
        }
        return limits.Failures > 0 && limits.Within > TimeSpan.Zero && limits.LockFor > TimeSpan.Zero
            ? limits
            : throw new FormatException("Access__Failures、Access__Within、Access__LockFor 应大于 0 / must be above 0");
    }
}

/// <summary>
/// How often each address has brought a bad token of late (GB/T 22239-2019, 8.1.4.1: failed logins end in a lock). A lock turns away who brings no good
/// token; it shuts nobody else out who shares the address.
/// </summary>
internal sealed class FailedTries(FailureLimits limits, TimeProvider clock)
{
    /// <summary>Addresses kept at most.</summary>
    public const int MostAddresses = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Tries> tries = [];

    /// <summary>How many addresses are kept now.</summary>
    public int Addresses
    {
        get
        {
            lock (gate) return tries.Count;
        }
    }

    /// <summary>Notes a bad token; what comes over no network has no address and is not counted.</summary>
    public void Note(IPAddress? address)
    {
        if (address is null) return;
        var (key, now) = (Network(address), clock.GetUtcNow());
        lock (gate)
        {
            if (tries.TryGetValue(key, out var earlier) && earlier.Until > now)
            {
                var count = earlier.Count + 1;
                tries[key] = new(count, count == limits.Failures ? now + limits.LockFor : earlier.Until);
                return;
            }
            if (tries.Count >= MostAddresses) Forget(now);
            tries[key] = new(1, now + (limits.Failures == 1 ? limits.LockFor : limits.Within));
        }
    }

    /// <summary>For how much longer the address is locked; null: it is not.</summary>
    public TimeSpan? LockedFor(IPAddress? address)
    {
        if (address is null) return null;
        var now = clock.GetUtcNow();
        lock (gate) return tries.TryGetValue(Network(address), out var noted) && noted.Count >= limits.Failures && noted.Until > now ? noted.Until - now : null;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, _) in tries.Where(t => t.Value.Until <= now).ToList()) tries.Remove(address);
        if (tries.Count < MostAddresses) return;
        foreach (var (address, _) in tries.OrderBy(t => t.Value.Until).Take(MostAddresses / 2).ToList()) tries.Remove(address);
    }

    // One caller of IPv6 has 64 bits of addresses to himself.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    private sealed record Tries(int Count, DateTimeOffset Until);
}
