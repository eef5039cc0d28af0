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
        await RefusedAsync(Token(expires: TimeSpan.FromSeconds(-61)));
        // Seconds pass between the making of a token and its check.
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
            foreach (var algorithm in new[] { SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512 })
                await RefusedAsync(Token(d => d.SigningCredentials = new(new SymmetricSecurityKey(secret), algorithm)));
    }

    [Fact]
    public async Task a_token_that_names_another_key_is_refused_though_ours_signed_it()
    {
        (await StatusAsync(Token(d => d.SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = OwnKeyId }, SecurityAlgorithms.EcdsaSha256)))).ShouldBe(200);
        await RefusedAsync(Token(d => d.SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = "another" }, SecurityAlgorithms.EcdsaSha256)));
    }

    [Fact]
    public async Task a_token_that_brings_its_own_key_or_demands_what_nobody_knows_is_refused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(foreign));
        var brought = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jwk"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = jwk.Kty, ["crv"] = jwk.Crv, ["x"] = jwk.X, ["y"] = jwk.Y },
            ["jku"] = "http://127.0.0.1:1/jwks",
            ["x5u"] = "http://127.0.0.1:1/chain.pem",
            ["crit"] = new[] { "exp" },
        };
        foreach (var signer in new[] { foreign, key })
            foreach (var (name, value) in brought)
                await RefusedAsync(Token(d =>
                {
                    d.SigningCredentials = new(new ECDsaSecurityKey(signer), SecurityAlgorithms.EcdsaSha256);
                    d.AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal) { [name] = value };
                }));
    }

    [Fact]
    public async Task a_token_of_more_than_16_KiB_is_refused()
    {
        (await StatusAsync(Token(d => d.Claims["name"] = new string('x', 10_000)))).ShouldBe(200);
        await RefusedAsync(Token(d => d.Claims["name"] = new string('x', 13_000)));
    }

    [Fact]
    public async Task two_tokens_at_once_and_one_in_the_address_are_none()
    {
        using var twice = Client($"Bearer {Token()}");
        twice.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Token()}");
        (await twice.GetAsync("/projects", "?limit=1")).ShouldBeRefused(401, "unauthenticated");
        using var nobody = Client(null);
        (await nobody.GetAsync("/projects", $"?access_token={Token()}")).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task claims_that_are_not_what_they_should_be_never_break_anything()
    {
        foreach (var payload in new[]
        {
            """{"sub":"\ud800"}""", """{"sub":"a\u0000b"}""", """{"sub":{"a":1}}""", """{"sub":["a","b"]}""", """{"sub":true}""", """{"sub":null}""",
            """{"sub":"a","exp":"soon"}""", """{"sub":"a","exp":-1}""", "[]", "7", "", "{",
        })
            await RefusedAsync(Raw(payload));
        // Some of these are read as somebody, who then names no city.
        foreach (var payload in new[] { """{"sub":7}""", """{"sub":"a","exp":1e400}""", """{"sub":"a","sub":"b"}""", """{"sub":"a","iat":"then"}""", """{"sub":"a","iat":1e18}""", """{"sub":"a","jti":7}""" })
            (await StatusAsync(Raw(payload))).ShouldBeInRange(400, 401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2028b")]
    public async Task a_subject_that_cannot_be_read_is_nobody(string subject) => await RefusedAsync(Token(d => d.Claims["sub"] = subject));

    [Fact]
    public async Task a_subject_has_at_most_200_characters()
    {
        (await StatusAsync(Token(d => d.Claims["sub"] = new string('王', 200)))).ShouldBe(200);
        await RefusedAsync(Token(d => d.Claims["sub"] = new string('王', 201)));
    }

    [Fact]
    public void the_key_is_readable_by_its_user_only_and_one_that_others_can_read_is_not_used()
    {
        if (OperatingSystem.IsWindows()) return;
        var data = own.Server.Services.GetRequiredService<DataDirectory>();
        File.GetUnixFileMode(data.Locate("issuer.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var open = new DataDirectory(Path.Combine(data.Path, "open"));
        _ = new LocalIssuer(open);
        foreach (var wider in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite })
        {
            File.SetUnixFileMode(open.Locate("issuer.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | wider);
            Should.Throw<UnauthorizedAccessException>(() => new LocalIssuer(open)).Message.ShouldContain("chmod 600");
        }
        File.SetUnixFileMode(open.Locate("issuer.pem"), UnixFileMode.UserRead);
        _ = new LocalIssuer(open);
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
        var project = own.Project(("region", own.County));
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

    private string OwnKeyId => Base64UrlEncoder.Encode(new ECDsaSecurityKey(key).ComputeJwkThumbprint());

    /// <summary>A payload as it is, signed by our key; what it lacks to be valid is added to an object.</summary>
    private string Raw(string payload)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (payload.StartsWith("{\"", StringComparison.Ordinal))
            payload = $"{payload[..^1]},\"iss\":\"{LocalIssuer.Name}\",\"aud\":\"{LocalIssuer.Audience}\"{(payload.Contains("exp", StringComparison.Ordinal) ? "" : $",\"exp\":{now + 600}")}}}";
        var signed = $"{Base64UrlEncoder.Encode("""{"alg":"ES256","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(payload)}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
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
