using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Access;

/// <summary>Refusals that concern who is calling.</summary>
internal static class AccessRefused
{
    public static Refusal Revoked { get; } = new(RefusalKind.Unauthenticated, "revoked", new(
        "该访问令牌已被撤销，请重新登录或向安全管理员申请新的令牌。", "This access token was revoked; sign in again or ask the security administrator for a new one."));

    public static Refusal AuthorityAway { get; } = new(RefusalKind.Unavailable, "authorityAway", new(
        "身份认证服务暂时不可用，无法核对访问令牌，请稍后重试。", "The identity provider is away for the moment, so the access token cannot be checked; try again shortly."));

    public static Refusal BadUser { get; } = Refusal.Malformed("X-User", new(
        "请求头 X-User 应为一个用户标识：1 到 200 个可见字符，不含逗号。", "The header X-User must be one user id: 1 to 200 printable characters without a comma."));

    /// <summary>Too many tries with bad tokens came from the caller's address.</summary>
    public static IResult TooManyFailures(HttpContext context, TimeSpan wait)
    {
        var result = Locked.ToResult(context);
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return result;
    }

    private static Refusal Locked { get; } = new(RefusalKind.TooOften, "tooManyFailures", new(
        "来自您所在地址的无效令牌过多，请核对令牌，并在 Retry-After 所示时间之后重试。",
        "Too many requests with bad tokens came from your address; check the token, and try again after the time that Retry-After gives."));
}
