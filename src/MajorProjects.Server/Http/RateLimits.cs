using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using MajorProjects.Domain;
using Microsoft.AspNetCore.RateLimiting;

namespace MajorProjects.Server.Http;

/// <summary>
/// How often one may ask (429 <c>tooManyRequests</c>), and how much is worked on at once (503 <c>busy</c>). Shares are kept only for subjects and cities
/// of valid tokens, while they are used, and for a fixed number of groups of addresses, so that nobody can have the server keep many.
/// </summary>
internal static class RateLimits
{
    private const int GroupsOfAddresses = 1024;

    // The first eight bytes of an address of IPv6: what is below belongs to one house.
    private const int BytesOfNetwork = 8;

    /// <summary>What each may ask, once it is known who he is; refused requests count too.</summary>
    public static void UseCallerLimits(this WebApplication app, Limits limits) => app.UseRateLimiter(new()
    {
        GlobalLimiter = PartitionedRateLimiter.CreateChained(
            Share(context => IsKnown(context)
                ? Rate(CallerOf(context), limits.CallerBurst, limits.CallerPerSecond)
                : Rate(CallerOf(context), limits.AnonymousBurst, limits.AnonymousPerSecond)),
            Share(context => CityOf(context) is { } city ? Rate(city, limits.CityBurst, limits.CityPerSecond) : Unlimited),
            Share(context => RouteCost.Of(context) == RouteCost.Transfer ? AtOnce(CallerOf(context), limits.CallerTransfersAtOnce, limits.CallerTransfersWaiting) : Unlimited),
            Share(context => RouteCost.Of(context) == RouteCost.View ? AtOnce(CallerOf(context), limits.CallerViewsAtOnce, limits.CallerViewsWaiting) : Unlimited),
            Share(context => AtOnce(CallerOf(context), limits.CallerAtOnce, limits.CallerWaiting))),
        OnRejected = (rejected, _) => RefuseAsync(rejected, Refused.TooManyRequests),
    });

    /// <summary>What the server does at once, of what may be done at all.</summary>
    public static void UseCapacity(this WebApplication app, Limits limits) => app.UseRateLimiter(new()
    {
        GlobalLimiter = PartitionedRateLimiter.CreateChained(
            Share(context => RouteCost.Of(context) == RouteCost.Import ? AtOnce("imports", limits.ImportsAtOnce, limits.ImportsWaiting) : Unlimited),
            Share(context => RouteCost.Of(context) == RouteCost.Transfer
                ? AtOnce("transfers", limits.TransfersAtOnce, limits.TransfersWaiting)
                : AtOnce("all", limits.AtOnce, limits.Waiting))),
        OnRejected = (rejected, _) => RefuseAsync(rejected, Refused.Busy),
    });

    private static RateLimitPartition<string> Unlimited { get; } = RateLimitPartition.GetNoLimiter("");

    private static PartitionedRateLimiter<HttpContext> Share(Func<HttpContext, RateLimitPartition<string>> of) =>
        PartitionedRateLimiter.Create(of, StringComparer.Ordinal);

    private static RateLimitPartition<string> Rate(string whose, int burst, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(whose, _ => new()
    {
        TokenLimit = Math.Max(burst, perSecond), TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    private static RateLimitPartition<string> AtOnce(string whose, int most, int waiting) =>
        RateLimitPartition.GetConcurrencyLimiter(whose, _ => new() { PermitLimit = most, QueueLimit = waiting });

    private static bool IsKnown(HttpContext context) => context.User.Identity?.IsAuthenticated == true;

    private static string CallerOf(HttpContext context) =>
        IsKnown(context) ? $"sub {context.User.FindFirstValue("sub")}" : $"from {GroupOf(context.Connection.RemoteIpAddress)}";

    private static int GroupOf(IPAddress? address)
    {
        if (address is null) return 0;
        var hash = new HashCode();
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        hash.AddBytes(address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? bytes.AsSpan(0, BytesOfNetwork) : bytes);
        return (int)((uint)hash.ToHashCode() % GroupsOfAddresses);
    }

    /// <summary>The city that a valid token is used for: the one asked for, or the only one that it names.</summary>
    private static string? CityOf(HttpContext context)
    {
        if (!IsKnown(context)) return null;
        var named = context.User.FindAll("city").Select(c => c.Value).ToList();
        var asked = context.Request.Query["city"].ToString();
        return asked.Length == 0 ? named.Count == 1 ? named[0] : null : named.Contains(asked, StringComparer.Ordinal) ? asked : null;
    }

    private static ValueTask RefuseAsync(OnRejectedContext rejected, Refusal refusal)
    {
        var result = refusal.ToResult(rejected.HttpContext);
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new(result.ExecuteAsync(rejected.HttpContext));
    }
}
