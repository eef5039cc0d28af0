using System.Security.Claims;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Access;

/// <summary>Who is calling, for which city.</summary>
public sealed record Caller(string Subject, string Name, IReadOnlyList<string> Roles, City City)
{
    /// <summary>Made from the token and the <c>city</c> parameter before an endpoint runs.</summary>
    /// <exception cref="RefusedException">no city, somebody else's, or one that is not registered.</exception>
    public static async ValueTask<Caller?> BindAsync(HttpContext context)
    {
        var user = context.User;
        var code = CityOf(user, context.Request.Query["city"]);
        var city = await context.RequestServices.GetRequiredService<Cities>().FindAsync(code, context.RequestAborted)
            ?? throw new RefusedException(Refused.UnknownCity(code.ToString()));
        return new(
            user.FindFirstValue("sub") ?? throw new RefusedException(Refused.Unauthenticated),
            user.FindFirstValue("name") ?? "",
            [.. user.FindAll("role").Select(c => c.Value)],
            city);
    }

    private static RegionCode CityOf(ClaimsPrincipal user, string? asked)
    {
        var named = user.FindAll("city").Select(c => c.Value).ToList();
        var city = asked ?? (named.Count == 1 ? named[0] : throw new RefusedException(Refused.WhichCity));
        if (!named.Contains(city, StringComparer.Ordinal)) throw new RefusedException(Refused.OutOfScope);
        return RegionCode.TryParse(city, out var code) ? code : throw new RefusedException(Refused.UnknownCity(city));
    }
}
