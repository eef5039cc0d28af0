using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>Which keys count while those of the provider change, and while it is away: for each test a provider of its own.</summary>
public sealed class OidcKeysTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly OidcSite site = new(postgres);

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task a_key_counts_as_soon_as_it_is_published_and_no_longer_than_it_is()
    {
        var first = site.Provider.Published[0];
        (await site.StatusAsync(site.Provider.Sign(first))).ShouldBe(200);

        var second = site.Provider.Publish();
        (await site.StatusAsync(site.Provider.Sign(second))).ShouldBe(200);
        (await site.StatusAsync(site.Provider.Sign(first))).ShouldBe(200);

        site.Provider.Withdraw(first);
        site.Provider.Publish();
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);
        await site.RefusedAsync(site.Provider.Sign(first));
        (await site.StatusAsync(site.Provider.Sign(second))).ShouldBe(200);
    }

    [Fact]
    public async Task keys_that_nobody_knows_do_not_make_the_server_run_to_the_provider()
    {
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);

        using var stranger = new RsaKey();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (n, _) =>
            await site.RefusedAsync(site.Provider.Sign(stranger.Named($"unknown-{n}"))));

        site.Provider.KeysServed.ShouldBeLessThan(20);
        site.Provider.Publish();
        await Eventually.HoldsAsync(async () => await site.StatusAsync(site.Provider.Sign()) == 200);
    }

    [Fact]
    public async Task while_the_provider_is_away_known_keys_go_on_counting()
    {
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);

        await site.Provider.GoAwayAsync();

        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);
        await site.RefusedAsync(site.Provider.Sign(IdentityProvider.NewKey()));
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);
    }

    [Fact]
    public async Task without_any_keys_callers_are_put_off_until_there_are_some()
    {
        await site.Provider.GoAwayAsync();
        using var client = site.Client(site.Provider.Sign());

        var refused = await client.GetAsync("/projects", "");

        refused.ShouldBeRefused(503, "authorityAway");
        refused.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var nobody = site.Server.Anonymous();
        (await nobody.GetAsync("/projects", "")).ShouldBeRefused(401, "unauthenticated");

        await site.Provider.ComeBackAsync();
        await Eventually.HoldsAsync(async () => await site.StatusAsync(site.Provider.Sign()) == 200);
    }

    [Fact]
    public async Task a_document_of_another_issuer_gives_no_keys()
    {
        site.Provider.Claimed = "http://127.0.0.1:1";
        using var client = site.Client(site.Provider.Sign());

        (await client.GetAsync("/projects", "")).ShouldBeRefused(503, "authorityAway");
    }

    /// <summary>One key under any name.</summary>
    private sealed class RsaKey : IDisposable
    {
        private readonly System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create(2048);

        public RsaSecurityKey Named(string keyId) => new(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = keyId };

        public void Dispose() => rsa.Dispose();
    }
}
