using System.Threading.RateLimiting;
using MajorProjects.Server.Http;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MajorProjects.Server.Access;

/// <summary>
/// What the identity provider publishes of itself (discovery and JWKS). It is read anew every five minutes, so that a withdrawn key stops counting, and
/// at once when a token names a key that is not known. While the provider is away the keys known so far go on counting.
/// </summary>
/// <remarks>
/// The library's own manager tells a token by a new key to come again, keeps a withdrawn one for another hour, and without any keys lets every request
/// ask the provider in turn.
/// </remarks>
internal sealed partial class AuthorityKeys(Oidc oidc, TimeProvider clock, ILogger<AuthorityKeys> logger) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private const int LargestDocument = 1024 * 1024;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    // However many requests bring keys that nobody knows, the provider is asked five times at once and then every five seconds.
    private readonly TokenBucketRateLimiter turns = new(new()
    {
        TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(5), AutoReplenishment = true,
    });

    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = LargestDocument };
    private readonly Lock gate = new();
    private volatile Published? known;
    private Task reading = Task.CompletedTask;

    /// <summary>Before a token is looked at: asks the provider for its key where that is not known, so that a key counts from its first use on.</summary>
    /// <param name="keyId">The key that the token names; null: any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task LearnAsync(string? keyId, CancellationToken cancellation)
    {
        if (known?.Configuration.SigningKeys.Any(k => keyId is null || k.KeyId == keyId) != true) await ReadAsync().WaitAsync(cancellation);
        else if (clock.GetUtcNow() - known.At > Fresh) _ = ReadAsync();
    }

    /// <exception cref="RefusedException">no key has been had of the provider.</exception>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        known is { Configuration: { SigningKeys.Count: > 0 } configuration } ? Task.FromResult(configuration) : throw new RefusedException(AccessRefused.AuthorityAway);

    // What could be learnt was learnt before.
    public void RequestRefresh()
    {
    }

    public void Dispose()
    {
        turns.Dispose();
        client.Dispose();
    }

    /// <summary>One reading at a time, which all who come meanwhile share.</summary>
    private Task ReadAsync()
    {
        lock (gate)
        {
            if (reading.IsCompleted && TakeTurn()) reading = Task.Run(ReadOnceAsync);
            return reading;
        }
    }

    private bool TakeTurn()
    {
        using var turn = turns.AttemptAcquire();
        return turn.IsAcquired;
    }

    private async Task ReadOnceAsync()
    {
        try
        {
            var documents = new HttpDocumentRetriever(client) { RequireHttps = oidc.NeedsHttps };
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(oidc.Metadata, documents, CancellationToken.None);
            if (configuration.Issuer?.TrimEnd('/') != oidc.Issuer) throw new InvalidOperationException($"it calls itself {configuration.Issuer}");
            known = new(configuration, clock.GetUtcNow());
        }
        catch (Exception e)
        {
            // Whatever it sends instead of its keys, the ones known so far go on counting.
            Unreadable(oidc.Issuer, e.GetBaseException().Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "身份认证服务暂不可用 / the identity provider {Issuer} gives no keys: {Reason}")]
    private partial void Unreadable(string issuer, string reason);

    private sealed record Published(OpenIdConnectConfiguration Configuration, DateTimeOffset At);
}
