namespace MajorProjects.Server.Access;

/// <summary>The identity provider whose tokens count here, where one is configured (<c>Oidc__Authority</c> …); the local issuer's do not then.</summary>
/// <param name="Authority">Its issuer identifier, without a slash at the end: https, or http on this machine.</param>
/// <param name="Audience">What its tokens for this system name as their audience.</param>
/// <param name="RoleClaim">The claim in which they name the roles.</param>
internal sealed record Oidc(Uri Authority, string Audience, string RoleClaim)
{
    public const string Section = "Oidc";

    public string Issuer => Authority.OriginalString;

    public string Metadata => $"{Issuer}/.well-known/openid-configuration";

    /// <summary>Whether its documents are taken over https alone.</summary>
    public bool NeedsHttps => !Authority.IsLoopback;

    /// <summary>What is configured; null: no provider.</summary>
    /// <exception cref="FormatException">half of it is, or it is not what it must be.</exception>
    public static Oidc? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var (authority, audience) = (section["Authority"]?.TrimEnd('/'), section["Audience"]);
        if (string.IsNullOrEmpty(authority) && string.IsNullOrEmpty(audience)) return null;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.Query != "" || uri.Fragment != ""
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            throw new FormatException($"Oidc__Authority 应为身份认证服务的 https 地址（本机可用 http）/ must be the https address of the identity provider (http on this machine alone): {authority}");
        if (string.IsNullOrWhiteSpace(audience))
            throw new FormatException("设置了 Oidc__Authority 就必须设置 Oidc__Audience / Oidc__Authority needs Oidc__Audience beside it");
        return new(uri, audience, section["RoleClaim"] is { Length: > 0 } claim ? claim : "role");
    }
}
