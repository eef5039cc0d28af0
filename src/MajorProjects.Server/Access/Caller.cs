using System.Security.Claims;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Access;

/// <summary>Who is calling, for which city.</summary>
/// <param name="Subject">His id.</param>
/// <param name="Name">What he is called.</param>
/// <param name="Roles">What he is here.</param>
/// <param name="City">The city that he calls about.</param>
/// <param name="Regions">The regions of the city that his token covers; null: the whole city.</param>
public sealed record Caller(string Subject, string Name, IReadOnlyList<Role> Roles, City City, IReadOnlyList<string>? Regions = null)
{
    /// <summary>Whether it is the system itself, which loads seeds and simulates, and not somebody with a token.</summary>
    public bool IsSystem { get; private init; }

    /// <summary>The roles by their keys, as facts are marked with.</summary>
    public string RoleKeys => string.Join(' ', Roles.Select(role => role.ToKey()));

    /// <summary>Whether he may correct only what he recorded himself, until it is confirmed.</summary>
    public bool CorrectsOnlyOwn => !IsSystem && !Roles.Contains(Role.Officer);

    public static Caller System(string subject, string name, City city) => new(subject, name, [], city) { IsSystem = true };

    /// <summary>Whether a project filed under this region is within what his token covers.</summary>
    public bool Covers(string region) => Regions is null || Regions.Contains(region, StringComparer.Ordinal);

    /// <summary>Why he cannot do something, or null.</summary>
    public Refusal? Refuses(Operation operation)
    {
        if (IsSystem) return null;
        if (!Roles.Allows(operation)) return Refused.NotAllowed(operation);
        return Regions is not null && Permissions.Table[operation].OfWholeCity ? Refused.OfWholeCity : null;
    }

    /// <summary>Whoever the access control let in.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());

    /// <summary>Read from the token and the city that the path or the <c>city</c> parameter names.</summary>
    /// <exception cref="RefusedException">no city, somebody else's, or one that is not registered; or roles that nobody may hold together.</exception>
    internal static async Task<Caller> OfAsync(HttpContext context)
    {
        var user = context.User;
        var roles = user.FindAll("role").Select(c => c.Value).Distinct(StringComparer.Ordinal).Where(Access.Roles.ByKey.ContainsKey).Select(key => Access.Roles.ByKey[key]).ToList();
        if (Permissions.Conflict(roles)) throw new RefusedException(Refused.ConflictingRoles);
        var code = CityOf(user, context.GetRouteValue("city") as string ?? context.Request.Query["city"]);
        var regions = RegionsOf(user, code);
        var city = await context.RequestServices.GetRequiredService<Cities>().FindAsync(code, context.RequestAborted)
            ?? throw new RefusedException(Refused.UnknownCity(code.ToString()));
        return new(
            user.FindFirstValue("sub") ?? throw new RefusedException(Refused.Unauthenticated), user.FindFirstValue("name") ?? "", roles, city, regions);
    }

    private static RegionCode CityOf(ClaimsPrincipal user, string? asked)
    {
        var named = user.FindAll("city").Select(c => c.Value).ToList();
        var city = asked ?? (named.Count == 1 ? named[0] : throw new RefusedException(Refused.WhichCity));
        if (!named.Contains(city, StringComparer.Ordinal)) throw new RefusedException(Refused.OutOfScope);
        return RegionCode.TryParse(city, out var code) ? code : throw new RefusedException(Refused.UnknownCity(city));
    }

    // A token of several cities that is limited to regions of one of them covers nothing of the others.
    private static List<string>? RegionsOf(ClaimsPrincipal user, RegionCode city)
    {
        var claimed = user.FindAll("region").Select(c => c.Value).ToList();
        if (claimed.Count == 0) return null;
        var covered = claimed.FindAll(r => RegionCode.TryParse(r, out var region) && region.City == city);
        return covered.Count > 0 ? covered : throw new RefusedException(Refused.OutOfScope);
    }
}
