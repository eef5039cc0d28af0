using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace MajorProjects.Server.Access;

/// <summary>Whoever calls the API says who he is by a bearer token.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LocalIssuer>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<LocalIssuer>((options, issuer) =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = issuer.Validation;
            options.Events = new()
            {
                OnChallenge = async challenge =>
                {
                    challenge.HandleResponse();
                    await Refused.Unauthenticated.ToResult(challenge.HttpContext).ExecuteAsync(challenge.HttpContext);
                },
            };
        });
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return builder;
    }
}
