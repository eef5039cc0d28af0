using System.Text;
using MajorProjects.Server.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>Who gets in where an identity provider is configured.</summary>
public sealed class OidcTests(OidcSite site) : IClassFixture<OidcSite>
{
    [Fact]
    public async Task who_signed_in_at_the_provider_gets_in_and_is_on_record()
    {
        using var client = site.Client(await site.Provider.SignInAsync("zhao"));

        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).Status.ShouldBe(201);

        ((string?)(await client.GetAsync("/projects/P/facts", "")).Json["facts"]![0]!["recordedBy"]).ShouldBe("zhao");
    }

    [Fact]
    public async Task tokens_of_this_installation_do_not_count_beside_a_provider()
    {
        using var client = site.Server.Client("140500");

        (await client.GetAsync("/projects", "")).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task a_token_is_refused_that_is_of_another_issuer_for_another_audience_or_out_of_time()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);

        await site.RefusedAsync(site.Provider.Sign(change: d => d.Issuer = LocalIssuer.Name));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.Issuer = null));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.Audience = IdentityProvider.ClientId));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.Audience = null));
        await site.RefusedAsync(site.Provider.Sign(change: d => (d.NotBefore, d.Expires) = (now.AddHours(-1), now.AddSeconds(-61))));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.NotBefore = now.AddSeconds(90)));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.Expires = null));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.Claims.Remove("sub")));
    }

    [Fact]
    public async Task only_asymmetric_signatures_by_published_keys_count()
    {
        var key = site.Provider.Published[0];
        await site.RefusedAsync(site.Provider.Sign(IdentityProvider.NewKey()));
        await site.RefusedAsync(site.Provider.Sign(change: d => d.SigningCredentials = null));
        foreach (var secret in new[] { key.Rsa.ExportSubjectPublicKeyInfo(), key.Rsa.ExportRSAPublicKey(), Encoding.UTF8.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem()), key.Rsa.ExportParameters(false).Modulus! })
            foreach (var algorithm in new[] { SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512 })
                await site.RefusedAsync(site.Provider.Sign(change: d => d.SigningCredentials = new(new SymmetricSecurityKey(secret) { KeyId = key.KeyId }, algorithm)));
        (await site.StatusAsync(site.Provider.Sign(change: d => d.SigningCredentials = new(key, SecurityAlgorithms.RsaSsaPssSha256)))).ShouldBe(200);
    }

    [Fact]
    public async Task a_token_of_the_provider_can_be_revoked_with_or_without_an_id()
    {
        var revocations = site.Server.Services.GetRequiredService<Revocations>();
        foreach (var token in new[] { site.Provider.Sign(), site.Provider.Sign(change: d => d.Claims.Remove("jti")) })
        {
            (await site.StatusAsync(token)).ShouldBe(200);
            await revocations.AddTokenAsync(TokenId.Read(token)!, null, null, TestContext.Current.CancellationToken);
            await site.RefusedAsync(token, "revoked");
        }
        (await site.StatusAsync(site.Provider.Sign())).ShouldBe(200);
    }
}
