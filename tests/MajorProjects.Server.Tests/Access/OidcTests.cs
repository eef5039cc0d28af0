using System.Net.Http.Headers;
using System.Text;
using MajorProjects.Server.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>Who gets in where an identity provider is configured.</summary>
public sealed class OidcTests(TestPostgres postgres) : IAsyncLifetime
{
    private IdentityProvider provider = null!;
    private ServerUnderTest server = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await IdentityProvider.StartAsync();
        server = await ServerUnderTest.StartAsync(postgres, settings: [$"Oidc:Authority={provider.Issuer}/", $"Oidc:Audience={IdentityProvider.Audience}", "Oidc:RoleClaim=groups"]);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task who_signed_in_at_the_provider_gets_in_and_is_on_record()
    {
        using var client = Client(await provider.SignInAsync("zhao"));

        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).Status.ShouldBe(201);

        ((string?)(await client.GetAsync("/projects/P/facts", "")).Json["facts"]![0]!["recordedBy"]).ShouldBe("zhao");
    }

    [Fact]
    public async Task tokens_of_this_installation_do_not_count_beside_a_provider()
    {
        using var client = server.Client("140500");

        (await client.GetAsync("/projects", "")).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task the_command_that_prints_tokens_says_that_they_come_from_elsewhere()
    {
        var (status, output, error) = await Executable.RunAsync(
            postgres.NewDataDirectory().Path, null, [("Oidc__Authority", provider.Issuer), ("Oidc__Audience", "a")], "token");

        status.ShouldBe(1);
        error.ShouldContain(provider.Issuer);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_token_is_refused_that_is_of_another_issuer_for_another_audience_or_out_of_time()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        (await StatusAsync(provider.Sign())).ShouldBe(200);

        await RefusedAsync(provider.Sign(change: d => d.Issuer = LocalIssuer.Name));
        await RefusedAsync(provider.Sign(change: d => d.Issuer = null));
        await RefusedAsync(provider.Sign(change: d => d.Audience = IdentityProvider.ClientId));
        await RefusedAsync(provider.Sign(change: d => d.Audience = null));
        await RefusedAsync(provider.Sign(change: d => (d.NotBefore, d.Expires) = (now.AddHours(-1), now.AddSeconds(-61))));
        await RefusedAsync(provider.Sign(change: d => d.NotBefore = now.AddSeconds(90)));
        await RefusedAsync(provider.Sign(change: d => d.Expires = null));
        await RefusedAsync(provider.Sign(change: d => d.Claims.Remove("sub")));
    }

    [Fact]
    public async Task only_asymmetric_signatures_by_published_keys_count()
    {
        var key = provider.Published[0];
        await RefusedAsync(provider.Sign(IdentityProvider.NewKey()));
        await RefusedAsync(provider.Sign(change: d => d.SigningCredentials = null));
        foreach (var secret in new[] { key.Rsa.ExportSubjectPublicKeyInfo(), key.Rsa.ExportRSAPublicKey(), Encoding.UTF8.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem()), key.Rsa.ExportParameters(false).Modulus! })
            foreach (var algorithm in new[] { SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512 })
                await RefusedAsync(provider.Sign(change: d => d.SigningCredentials = new(new SymmetricSecurityKey(secret) { KeyId = key.KeyId }, algorithm)));
        (await StatusAsync(provider.Sign(change: d => d.SigningCredentials = new(key, SecurityAlgorithms.RsaSsaPssSha256)))).ShouldBe(200);
    }

    [Fact]
    public async Task a_key_counts_as_soon_as_it_is_published_and_no_longer_than_it_is()
    {
        var first = provider.Published[0];
        (await StatusAsync(provider.Sign(first))).ShouldBe(200);

        var second = provider.Publish();
        (await StatusAsync(provider.Sign(second))).ShouldBe(200);
        (await StatusAsync(provider.Sign(first))).ShouldBe(200);

        provider.Withdraw(first);
        provider.Publish();
        (await StatusAsync(provider.Sign())).ShouldBe(200);
        await RefusedAsync(provider.Sign(first));
        (await StatusAsync(provider.Sign(second))).ShouldBe(200);
    }

    [Fact]
    public async Task keys_that_nobody_knows_do_not_make_the_server_run_to_the_provider()
    {
        (await StatusAsync(provider.Sign())).ShouldBe(200);

        using var stranger = new RsaKey();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (n, _) =>
            await RefusedAsync(provider.Sign(stranger.Named($"unknown-{n}"))));

        provider.KeysServed.ShouldBeLessThan(20);
        provider.Publish();
        await Eventually.HoldsAsync(async () => await StatusAsync(provider.Sign()) == 200);
    }

    [Fact]
    public async Task while_the_provider_is_away_known_keys_go_on_counting()
    {
        (await StatusAsync(provider.Sign())).ShouldBe(200);

        await provider.GoAwayAsync();

        (await StatusAsync(provider.Sign())).ShouldBe(200);
        await RefusedAsync(provider.Sign(IdentityProvider.NewKey()));
        (await StatusAsync(provider.Sign())).ShouldBe(200);
    }

    [Fact]
    public async Task without_any_keys_callers_are_put_off_until_there_are_some()
    {
        await provider.GoAwayAsync();
        using var client = Client(provider.Sign());

        var refused = await client.GetAsync("/projects", "");

        refused.ShouldBeRefused(503, "authorityAway");
        refused.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var nobody = server.Anonymous();
        (await nobody.GetAsync("/projects", "")).ShouldBeRefused(401, "unauthenticated");

        await provider.ComeBackAsync();
        await Eventually.HoldsAsync(async () => await StatusAsync(provider.Sign()) == 200);
    }

    [Fact]
    public async Task a_document_of_another_issuer_gives_no_keys()
    {
        provider.Claimed = "http://127.0.0.1:1";
        using var client = Client(provider.Sign());

        (await client.GetAsync("/projects", "")).ShouldBeRefused(503, "authorityAway");
    }

    [Fact]
    public async Task a_token_of_the_provider_can_be_revoked_with_or_without_an_id()
    {
        var revocations = server.Services.GetRequiredService<Revocations>();
        foreach (var token in new[] { provider.Sign(), provider.Sign(change: d => d.Claims.Remove("jti")) })
        {
            (await StatusAsync(token)).ShouldBe(200);
            await revocations.AddTokenAsync(TokenId.Read(token)!, null, null, TestContext.Current.CancellationToken);
            await RefusedAsync(token, "revoked");
        }
        (await StatusAsync(provider.Sign())).ShouldBe(200);
    }

    [Theory]
    [InlineData("https://id.example.cn", "a", true)]
    [InlineData("http://127.0.0.1:8080", "a", true)]
    [InlineData("http://localhost:8080/realms/x/", "a", true)]
    [InlineData("http://id.example.cn", "a", false)]
    [InlineData("ftp://id.example.cn", "a", false)]
    [InlineData("id.example.cn", "a", false)]
    [InlineData("https://id.example.cn?x=1", "a", false)]
    [InlineData("https://id.example.cn", null, false)]
    [InlineData("https://id.example.cn", " ", false)]
    [InlineData(null, "a", false)]
    public void a_provider_is_configured_whole_and_over_https_or_not_at_all(string? authority, string? audience, bool taken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Oidc:Authority"] = authority, ["Oidc:Audience"] = audience }).Build();

        if (taken) Oidc.Of(configuration)!.NeedsHttps.ShouldBe(authority!.StartsWith("https", StringComparison.Ordinal));
        else Should.Throw<FormatException>(() => Oidc.Of(configuration)).Message.ShouldContain("Oidc__");
    }

    private HttpClient Client(string token)
    {
        var client = server.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<int> StatusAsync(string token)
    {
        using var client = Client(token);
        return (await client.GetAsync("/projects", "?limit=1")).Status;
    }

    private async Task RefusedAsync(string token, string code = "unauthenticated")
    {
        using var client = Client(token);
        (await client.GetAsync("/projects", "?limit=1")).ShouldBeRefused(401, code);
    }

    /// <summary>One key under any name.</summary>
    private sealed class RsaKey : IDisposable
    {
        private readonly System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create(2048);

        public RsaSecurityKey Named(string keyId) => new(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = keyId };

        public void Dispose() => rsa.Dispose();
    }
}
