using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>An OpenID provider on a loopback port: discovery, JWKS, authorization code with PKCE; its keys can be rotated and it can go away.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "majorprojects-web";
    public const string Audience = "major-projects";
    public const string Callback = "http://127.0.0.1/callback";

    private readonly ConcurrentDictionary<string, (string Challenge, string User)> codes = new(StringComparer.Ordinal);
    private readonly List<RsaSecurityKey> published = [];
    private readonly int port;
    private WebApplication? app;
    private int keysServed;

    private IdentityProvider(int port) => this.port = port;

    public string Issuer { get; private set; } = "";

    /// <summary>What it calls itself, where that differs from where it is.</summary>
    public string? Claimed { get; set; }

    /// <summary>How often its keys were fetched.</summary>
    public int KeysServed => keysServed;

    public IReadOnlyList<RsaSecurityKey> Published => published;

    public static async Task<IdentityProvider> StartAsync(int port = 0)
    {
        var provider = new IdentityProvider(port);
        provider.Publish();
        await provider.ComeBackAsync();
        return provider;
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>Publishes one more key, which signs from now on.</summary>
    public RsaSecurityKey Publish()
    {
        var key = NewKey();
        lock (published) published.Add(key);
        return key;
    }

    /// <summary>Publishes a key no more.</summary>
    public void Withdraw(RsaSecurityKey key)
    {
        lock (published) published.Remove(key);
    }

    public async Task GoAwayAsync()
    {
        await app!.DisposeAsync();
        app = null;
    }

    public async Task ComeBackAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{(Issuer == "" ? port : new Uri(Issuer).Port)}");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Claimed ?? Issuer,
            jwks_uri = $"{Issuer}/jwks",
            authorization_endpoint = $"{Issuer}/authorize",
            token_endpoint = $"{Issuer}/token",
            response_types_supported = new[] { "code" },
            code_challenge_methods_supported = new[] { "S256" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        app.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref keysServed);
            lock (published) return Results.Json(new { keys = published.Select(PublicPart).ToArray() });
        });
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", ExchangeAsync);
        await app.StartAsync();
        Issuer = app.Urls.Single();
    }

    /// <summary>An access token, got as a browser's application gets one: authorization code with PKCE.</summary>
    public async Task<string> SignInAsync(string user)
    {
        var configuration = await Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectConfigurationRetriever.GetAsync(
            $"{Issuer}/.well-known/openid-configuration", new Microsoft.IdentityModel.Protocols.HttpDocumentRetriever { RequireHttps = false }, TestContext.Current.CancellationToken);
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var redirected = await browser.GetAsync(new Uri(
            $"{configuration.AuthorizationEndpoint}?response_type=code&client_id={ClientId}&redirect_uri={Uri.EscapeDataString(Callback)}&state=s&login_hint={Uri.EscapeDataString(user)}"
            + $"&code_challenge_method=S256&code_challenge={Challenge(verifier)}"), TestContext.Current.CancellationToken);
        var answered = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(redirected.Headers.Location!.Query);
        answered["state"].ToString().ShouldBe("s");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["client_id"] = ClientId, ["redirect_uri"] = Callback, ["code"] = answered["code"].ToString(), ["code_verifier"] = verifier,
        });
        var exchanged = await Answer.OfAsync(await browser.PostAsync(new Uri(configuration.TokenEndpoint), form, TestContext.Current.CancellationToken));
        exchanged.Status.ShouldBe(200, exchanged.Text);
        return (string)exchanged.Json["access_token"]!;
    }

    /// <summary>A token of its own making, for what no sign-in would give.</summary>
    public string Sign(RsaSecurityKey? key = null, Action<SecurityTokenDescriptor>? change = null, string user = "li")
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        SecurityKey signing;
        lock (published) signing = key ?? published[^1];
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = user, ["jti"] = Guid.NewGuid().ToString("N"), ["groups"] = new[] { "officer" }, ["city"] = "140500",
            },
            SigningCredentials = new(signing, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["redirect_uri"] != Callback || query["code_challenge_method"] != "S256") return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["code_challenge"].ToString(), query["login_hint"].ToString());
        return Results.Redirect($"{Callback}?code={code}&state={query["state"]}");
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        return form["grant_type"] == "authorization_code" && form["client_id"] == ClientId && form["redirect_uri"] == Callback
            && codes.TryRemove(form["code"].ToString(), out var asked) && Challenge(form["code_verifier"].ToString()) == asked.Challenge
                ? Results.Json(new { access_token = Sign(user: asked.User), token_type = "Bearer", expires_in = 300 })
                : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private static string Challenge(string verifier) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static object PublicPart(RsaSecurityKey key)
    {
        var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }
}
