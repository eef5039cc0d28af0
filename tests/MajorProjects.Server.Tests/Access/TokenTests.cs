using System.Security.Cryptography;
using System.Text;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>Who gets in, and with what.</summary>
public sealed class TokenTests(OwnCity own) : IClassFixture<OwnCity>, IDisposable
{
    private readonly ECDsa key = KeyOf(own.Server.Services.GetRequiredService<DataDirectory>());

    public void Dispose() => key.Dispose();

    [Fact]
    public async Task a_token_of_this_installation_lets_in() => (await StatusAsync(Token())).ShouldBe(200);

    [Fact]
    public async Task a_token_is_good_for_a_minute_after_it_ran_out_and_no_longer()
    {
        (await StatusAsync(Token(expires: TimeSpan.FromSeconds(-30)))).ShouldBe(200);
        await RefusedAsync(Token(expires: TimeSpan.FromSeconds(-90)));
        await RefusedAsync(Token(from: TimeSpan.FromSeconds(90), expires: TimeSpan.FromHours(1)));
        await RefusedAsync(Token(d => d.Expires = null));
    }

    [Fact]
    public async Task whoever_brings_no_token_or_none_at_all_is_told_to_sign_in()
    {
        await RefusedAsync(null);
        using var nobody = Client(null);
        (await nobody.GetAsync("/nothing", "")).ShouldBeRefused(401, "unauthenticated");
        foreach (var header in new[] { "Bearer", "Bearer ", "Bearer garbage", "Bearer a.b.c", "Basic dGVzdGVyOnBhc3N3b3Jk", Token(), $"Bearer {new string('x', 8000)}" })
            await RefusedAsync(header, asItIs: true);
    }

    [Fact]
    public async Task a_token_of_another_key_is_refused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync(Token(d => d.SigningCredentials = new(new ECDsaSecurityKey(foreign), SecurityAlgorithms.EcdsaSha256)));
    }

    [Fact]
    public async Task a_token_without_a_signature_is_refused()
    {
        var parts = Token().Split('.');
        await RefusedAsync($"{parts[0]}.{parts[1]}.");
        await RefusedAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.");
        await RefusedAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}");
        await RefusedAsync(Token(d => d.SigningCredentials = null));
    }

    [Fact]
    public async Task a_token_that_was_changed_is_refused()
    {
        var parts = Token().Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace(own.Code, "140500", StringComparison.Ordinal);
        await RefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}");
    }

    [Fact]
    public async Task the_public_key_is_no_secret_to_sign_with()
    {
        foreach (var secret in new[] { key.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()) })
            await RefusedAsync(Token(d => d.SigningCredentials = new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256)));
    }

    [Fact]
    public async Task a_token_for_another_audience_or_by_another_issuer_is_refused()
    {
        await RefusedAsync(Token(d => d.Audience = "urn:elsewhere"));
        await RefusedAsync(Token(d => d.Audience = null));
        await RefusedAsync(Token(d => d.Issuer = "urn:elsewhere"));
        await RefusedAsync(Token(d => d.Issuer = null));
    }

    [Fact]
    public async Task a_token_that_names_nobody_is_refused() => await RefusedAsync(Token(d => d.Claims.Remove("sub")));

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task what_anybody_may_see_needs_no_token(string path)
    {
        using var anybody = own.Server.Anonymous();
        (await anybody.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task the_command_prints_a_token_that_lets_in_and_says_who_recorded()
    {
        var data = own.Server.Services.GetRequiredService<DataDirectory>().Path;

        var (status, token, error) = await Executable.RunAsync(
            data, null, "token", "--role", "officer", "--role", "auditor", "--city", own.Code, "--city", "140500", "--region", own.County, "--region", "140521", "--sub", "wang", "--name", "王工", "--hours", "1");

        (status, error).ShouldBe((0, ""));
        var claims = new JsonWebToken(token);
        claims.Claims.Where(c => c.Type == "role").Select(c => c.Value).ShouldBe(["officer", "auditor"]);
        claims.Claims.Where(c => c.Type == "region").Select(c => c.Value).ShouldBe([own.County, "140521"]);
        claims.Id.ShouldNotBeEmpty();
        (claims.ValidTo - TimeProvider.System.GetUtcNow().UtcDateTime).ShouldBeInRange(TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
        using var client = Client($"Bearer {token}");
        var project = own.Project();
        (await client.PostAsync($"/projects?city={own.Code}", project)).Status.ShouldBe(201);
        ((string?)(await own.FactsAsync((string)project["localCode"]!))[0]!["recordedBy"]).ShouldBe("wang");
    }

    [Fact]
    public async Task without_options_the_command_prints_the_token_of_an_officer()
    {
        var (status, token, error) = await Executable.RunAsync(own.Server.Services.GetRequiredService<DataDirectory>().Path, null, "token");

        (status, error).ShouldBe((0, ""));
        var claims = new JsonWebToken(token).Claims.ToLookup(c => c.Type, c => c.Value, StringComparer.Ordinal);
        (claims["role"].Single(), claims["city"].Single(), claims["region"].Any()).ShouldBe(("officer", "140500", false));
    }

    [Theory]
    [InlineData("--hours 0")]
    [InlineData("--hours 1000000")]
    [InlineData("--hours NaN")]
    [InlineData("--nonsense 1")]
    [InlineData("--role emperor")]
    [InlineData("--role Officer")]
    [InlineData("--role officer --role systemAdministrator")]
    [InlineData("--role securityAdministrator --role auditor --role auditAdministrator")]
    [InlineData("--city 140521")]
    [InlineData("--region 1405")]
    [InlineData("--region 140500")]
    [InlineData("--region 140121")]
    [InlineData("--sub \u200b")]
    public async Task the_command_fails_aloud(string arguments)
    {
        var (status, output, error) = await Executable.RunAsync(own.Server.Services.GetRequiredService<DataDirectory>().Path, null, ["token", .. arguments.Split(' ')]);

        status.ShouldBe(1);
        error.ShouldNotBeEmpty();
        output.ShouldNotContain("eyJ");
    }

    private static ECDsa KeyOf(DataDirectory data)
    {
        var loaded = ECDsa.Create();
        loaded.ImportFromPem(data.ReadSecret("issuer.pem"));
        return loaded;
    }

    private string Token(Action<SecurityTokenDescriptor>? change = null, TimeSpan? from = null, TimeSpan? expires = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = LocalIssuer.Name,
            Audience = LocalIssuer.Audience,
            IssuedAt = now.AddHours(-1),
            NotBefore = now + (from ?? TimeSpan.FromHours(-1)),
            Expires = now + (expires ?? TimeSpan.FromHours(1)),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "tester", ["role"] = "officer", ["city"] = own.Code },
            SigningCredentials = new(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    private HttpClient Client(string? authorization)
    {
        var client = own.Server.Anonymous();
        if (authorization is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return client;
    }

    private async Task<int> StatusAsync(string token)
    {
        using var client = Client($"Bearer {token}");
        return (await client.GetAsync("/projects", "?limit=1")).Status;
    }

    private async Task RefusedAsync(string? token, bool asItIs = false)
    {
        using var client = Client(token is null || asItIs ? token : $"Bearer {token}");
        var before = await own.CountFactsAsync();
        (await client.GetAsync("/projects", "?limit=1")).ShouldBeRefused(401, "unauthenticated");
        var write = await client.PostAsync("/projects", own.Project());
        write.ShouldBeRefused(401, "unauthenticated");
        write.Response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await own.CountFactsAsync()).ShouldBe(before);
    }
}
