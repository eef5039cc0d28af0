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

    /// <exception cref="UnauthorizedAccessException">others than the server's user may read the key.</exception>
    public LocalIssuer(DataDirectory data)
    {
        key = new(LoadOrCreate(data));
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
    }

    /// <summary>What makes a token valid: this issuer's signature, its audience, and a time that has not run out.</summary>
    public TokenValidationParameters Validation
    {
        get
        {
            var validation = Configuration.Validation(Audience, SecurityAlgorithms.EcdsaSha256);
            validation.ValidIssuer = Name;
            validation.IssuerSigningKeys = [key];
            return validation;
        }
    }

    /// <summary>A token for <paramref name="subject"/>; see the claims in README.md.</summary>
    /// <param name="subject">Who holds it.</param>
    /// <param name="name">What people call him.</param>
    /// <param name="roles">Keys of <see cref="Role"/>.</param>
    /// <param name="cities">Six-digit codes of cities.</param>
    /// <param name="regions">Six-digit codes of their counties; none: the whole city.</param>
    /// <param name="now">From when it is good.</param>
    /// <param name="lifetime">For how long.</param>
    public string Issue(
        string subject, string name, IEnumerable<string> roles, IEnumerable<string> cities, IEnumerable<string> regions, DateTimeOffset now, TimeSpan lifetime)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["sub"] = subject,
            ["name"] = name,
            ["role"] = roles.ToArray(),
            ["city"] = cities.ToArray(),
        };
        if (regions.ToArray() is { Length: > 0 } counties) claims["region"] = counties;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = new(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static ECDsa LoadOrCreate(DataDirectory data)
    {
        var loaded = ECDsa.Create();
        loaded.ImportFromPem(data.EnsureSecret(KeyFile, () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKeyPem();
        }));
        data.RefuseIfOthersRead(KeyFile, new("确认未泄露则执行 chmod 600，否则删除它并重新签发令牌", "chmod 600 it if nobody has, else delete it and issue new tokens"));
        return loaded;
    }
}
