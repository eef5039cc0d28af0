using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MajorProjects.Server.Access;

/// <summary>By what a token is revoked: its <c>jti</c> or, where it has none that can be written down, the fingerprint of what was signed.</summary>
internal static class TokenId
{
    // Of the signed part alone: the signature of the same token can be written in other ways.
    public static string Of(JsonWebToken token) => UserId.IsValid(token.Id)
        ? token.Id
        : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{token.EncodedHeader}.{token.EncodedPayload}")))}";

    /// <summary>The id of a token that is given whole or by its id; null: it is neither.</summary>
    public static string? Read(string text)
    {
        try
        {
            if (text.Count(c => c == '.') == 2) return Of(new JsonWebToken(text));
        }
        catch (ArgumentException)
        {
            // An id with two points in it.
        }
        return UserId.IsValid(text) ? text : null;
    }
}
