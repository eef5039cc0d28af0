using System.Security.Cryptography;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MajorProjects.Server.Access;

/// <summary>
/// Signs and checks access tokens with a key of this installation (ES256), for deployments without an identity provider. The key is
/// made at first use, in the data directory, readable by the server's user only.
/// </summary>
public sealed class LocalIssuer
{
    public const string Name = "urn:major-projects:local";
    public const string Audience = "urn:major-projects:api";

    private const string KeyFile = "issuer.pem";

    private readonly ECDsaSecurityKey key;

    public LocalIssuer(DataDirectory data) => key = new(LoadOrCreate(data));

    /// <summary>What makes a token valid: this issuer's signature, its audience, and a time that has not run out.</summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Name,
        ValidAudience = Audience,
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ClockSkew = TimeSpan.FromMinutes(1),
        RequireExpirationTime = true,
        NameClaimType = "sub",
        RoleClaimType = "role",
    };

    /// <summary>A token for <paramref name="subject"/>; see the claims in README.md.</summary>
    public string Issue(string subject, string name, IEnumerable<string> roles, IEnumerable<string> cities, DateTimeOffset now, TimeSpan lifetime) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = subject,
                ["name"] = name,
                ["role"] = roles.ToArray(),
                ["city"] = cities.ToArray(),
            },
            SigningCredentials = new(key, SecurityAlgorithms.EcdsaSha256),
        });

    private static ECDsa LoadOrCreate(DataDirectory data)
    {
        var loaded = ECDsa.Create();
        loaded.ImportFromPem(data.EnsureSecret(KeyFile, () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKeyPem();
        }));
        return loaded;
    }
}
