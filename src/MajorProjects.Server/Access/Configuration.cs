using MajorProjects.Server.Storage;
using Marten;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Access;

/// <summary>Whoever calls the API says who he is by a bearer token: of the identity provider where one is configured, of the local issuer where none is.</summary>
public static class Configuration
{
    /// <summary>Longest token that is looked at, in characters.</summary>
    internal const int LargestToken = 16 * 1024;

    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var proxies = Proxies.Of(builder.Configuration);
        services.AddSingleton(proxies);
        services.Configure<ForwardedHeadersOptions>(proxies.Configure);
        services.AddSingleton(FailureLimits.Of(builder.Configuration));
        services.AddSingleton<FailedTries>();
        services.AddSingleton<Revocations>();
        services.ConfigureMarten(options => options.AddTables([Revocations.Table]));
        services.AddSingleton<LocalIssuer>();
        services.AddSingleton(provider => new TokenChecks(
            provider.GetRequiredService<Revocations>(), provider.GetRequiredService<FailedTries>(), provider.GetService<Oidc>(), provider.GetService<AuthorityKeys>()));
        if (Oidc.Of(builder.Configuration) is { } oidc)
        {
            services.AddSingleton(oidc);
            services.AddSingleton<AuthorityKeys>();
        }
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        // At the start, so that a key that others could read stops the server and not its first caller.
        services.AddOptionsWithValidateOnStart<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IServiceProvider>((options, provider) =>
        {
            options.MapInboundClaims = false;
            options.ConfigurationManager = provider.GetService<AuthorityKeys>();
            options.TokenValidationParameters = provider.GetService<Oidc>() is { } oidc ? Validation(oidc) : provider.GetRequiredService<LocalIssuer>().Validation;
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken });
            options.EventsType = typeof(TokenChecks);
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return builder;
    }

    /// <summary>Before anything else looks at a request: where it came from.</summary>
    public static void UseAccess(this WebApplication app) => app.Services.GetRequiredService<Proxies>().Use(app);

    public static RouteGroupBuilder MapAccess(this RouteGroupBuilder api)
    {
        var access = api.MapGroup("").WithTags("Access");
        access.MapGet("/revocations", GetRevocations.Get).WithSummary("已撤销的访问令牌").Requires(Operation.Revoke);
        access.MapPost("/revocations", Revoke.Post).WithSummary("撤销一个访问令牌，或某用户此前的全部令牌").Requires(Operation.Revoke)
            .Produces<Revocation>(StatusCodes.Status201Created).AddOpenApiOperationTransformer(RevocationRequest.DescribeAsync);
        return api;
    }

    /// <summary>What makes a token valid of whichever issuer: his audience, a key that he is known by, a time that has not run out.</summary>
    internal static TokenValidationParameters Validation(string audience, params string[] algorithms) => new()
    {
        ValidAudience = audience,
        ValidAlgorithms = algorithms,
        // The key that a token names, and no other; one that names none may be of any.
        IssuerSigningKeyResolver = (_, _, keyId, parameters) =>
            (parameters.IssuerSigningKeys ?? [parameters.IssuerSigningKey]).Where(key => string.IsNullOrEmpty(keyId) || key.KeyId == keyId),
        TryAllIssuerSigningKeys = false,
        ClockSkew = TimeSpan.FromMinutes(1),
        RequireExpirationTime = true,
        NameClaimType = "sub",
        RoleClaimType = "role",
    };

    /// <summary>Asymmetric algorithms alone: by a symmetric one the published key would be the secret.</summary>
    private static TokenValidationParameters Validation(Oidc oidc) => Validation(
        oidc.Audience,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512);
}
