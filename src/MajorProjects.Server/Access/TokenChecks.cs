using System.Security.Claims;
using MajorProjects.Domain;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MajorProjects.Server.Access;

/// <summary>What a token has to be beyond well signed and in time, for whom it speaks, and what whoever brings none is told.</summary>
internal sealed class TokenChecks(Revocations revocations, FailedTries tries, Oidc? oidc, AuthorityKeys? keys) : JwtBearerEvents
{
    /// <summary>Header parameters that would change what a signature means, or bring the key to check it by (RFC 7515, 4.1): nobody needs them here.</summary>
    private static readonly string[] NeverIn = ["crit", "jwk", "jku", "x5u"];

    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var headers = context.Request.Headers.Authorization;
        // What anybody may see asks for no token, so it is there also while the database or the identity provider is away.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) context.NoResult();
        else if (headers.Count > 1) context.Fail("several Authorization headers");
        else if (keys is not null && TokenOf(headers) is { } token)
            await keys.LearnAsync(string.IsNullOrEmpty(token.Kid) ? null : token.Kid, context.HttpContext.RequestAborted);
    }

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (NeverIn.Any(name => token.TryGetHeaderValue<object>(name, out _)))
        {
            context.Fail("a header parameter that is never taken");
            return;
        }
        if (identity.FindAll("sub").ToList() is not [{ ValueType: ClaimValueTypes.String, Value: var subject }] || !UserId.IsValid(subject))
        {
            context.Fail("no subject that can be written down");
            return;
        }
        var user = UserOf(context.HttpContext);
        if (await revocations.HaveAsync(TokenId.Of(token), user is null ? [subject] : [subject, user], [.. identity.FindAll("city").Select(c => c.Value)], IssuedAt(token), context.HttpContext.RequestAborted))
        {
            context.Fail(new RefusedException(AccessRefused.Revoked));
            return;
        }
        if (oidc is not null and not { RoleClaim: "role" }) Replace(identity, "role", [.. identity.FindAll(oidc.RoleClaim).Select(c => c.Value)]);
        if (user is not null)
        {
            Replace(identity, "sub", user);
            Replace(identity, "name");
        }
    }

    public override async Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var (http, address) = (context.HttpContext, context.HttpContext.Connection.RemoteIpAddress);
        if (context.AuthenticateFailure is not null) tries.Note(address);
        var answer = tries.LockedFor(address) is { } wait
            ? AccessRefused.TooManyFailures(http, wait)
            : ((context.AuthenticateFailure as RefusedException)?.Refusal ?? Refused.Unauthenticated).ToResult(http);
        await answer.ExecuteAsync(http);
    }

    /// <summary>For whom a gateway speaks; null: for whoever the token names.</summary>
    private static string? UserOf(HttpContext context)
    {
        if (!Proxies.HasBrought(context) || context.Request.Headers[Proxies.UserHeader] is not { Count: > 0 } named) return null;
        // Proxies may join two headers by a comma.
        return named is [{ } user] && UserId.IsValid(user) && !user.Contains(',', StringComparison.Ordinal) ? user : throw new RefusedException(AccessRefused.BadUser);
    }

    // One that does not say when it was issued is older than any revocation.
    private static DateTimeOffset IssuedAt(JsonWebToken token) =>
        token.IssuedAt == default ? DateTimeOffset.UnixEpoch : new(DateTime.SpecifyKind(token.IssuedAt, DateTimeKind.Utc));

    private static void Replace(ClaimsIdentity identity, string type, params string[] values)
    {
        foreach (var claim in identity.FindAll(type).ToList()) identity.RemoveClaim(claim);
        foreach (var value in values) identity.AddClaim(new(type, value));
    }

    private static JsonWebToken? TokenOf(string? header)
    {
        const string Scheme = "Bearer ";
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true || header.Length > Configuration.LargestToken) return null;
        try
        {
            return new(header[Scheme.Length..].Trim());
        }
        catch (ArgumentException)
        {
            // No token at all, as the handler will find.
            return null;
        }
    }
}
