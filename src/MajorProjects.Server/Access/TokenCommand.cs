using System.CommandLine;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Access;

/// <summary><c>token</c>: prints an access token signed by this installation.</summary>
internal static class TokenCommand
{
    private static readonly Option<string[]> Role = new("--role") { Description = "角色 / role, may be repeated", DefaultValueFactory = _ => ["officer"] };
    private static readonly Option<string[]> City = new("--city") { Description = "城市代码 / city code, may be repeated", DefaultValueFactory = _ => ["140500"] };
    private static readonly Option<string[]> Region = new("--region") { Description = "县（市、区）代码，不填为全市 / county code, may be repeated; none: the whole city" };
    private static readonly Option<string> Subject = new("--sub") { Description = "用户标识 / user id", DefaultValueFactory = _ => "officer" };
    private static readonly Option<string> Name = new("--name") { Description = "姓名 / name", DefaultValueFactory = _ => "" };
    private static readonly Option<double> Hours = new("--hours") { Description = "有效小时数 / hours until it expires", DefaultValueFactory = _ => 12 };

    public static Command Create()
    {
        var command = new Command("token", "签发访问令牌 / prints an access token") { Role, City, Region, Subject, Name, Hours };
        command.SetAction(parsed =>
        {
            Check(parsed);
            if (CommandLine.Configuration()[$"{Oidc.Section}:Authority"] is { Length: > 0 } authority)
                throw new CommandFailedException($"已配置身份认证服务，本系统签发的令牌无效，请向它申请 / tokens come from the identity provider, and this one's would be refused: {authority}");
            var issuer = new LocalIssuer(parsed.Data());
            Console.WriteLine(issuer.Issue(
                parsed.GetValue(Subject)!, parsed.GetValue(Name)!, parsed.GetValue(Role)!, parsed.GetValue(City)!, parsed.GetValue(Region)!,
                TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(parsed.GetValue(Hours))));
            return 0;
        });
        return command;
    }

    /// <exception cref="CommandFailedException">no such token is issued.</exception>
    private static void Check(ParseResult parsed)
    {
        var (roles, cities) = (parsed.GetValue(Role)!, parsed.GetValue(City)!);
        var errors = new List<string>();
        foreach (var role in roles.Where(r => !Roles.ByKey.ContainsKey(r)))
            errors.Add($"{role} 不是角色，可选 / is not a role; there are {string.Join(", ", Roles.ByKey.Keys)}");
        if (Permissions.Conflict(roles.Where(Roles.ByKey.ContainsKey).Select(r => Roles.ByKey[r])))
            errors.Add("同一令牌不得兼有管理员角色与业务角色，请分别签发 / a token holds roles of administrators or of business, never both: issue two");
        foreach (var city in cities.Where(c => !RegionCode.TryParse(c, out var code) || !code.IsCity))
            errors.Add($"{city} 不是设区市代码 / is not a city code");
        foreach (var region in parsed.GetValue(Region)!.Where(r => !RegionCode.TryParse(r, out var code) || code.IsCity || !cities.Contains(code.City.ToString(), StringComparer.Ordinal)))
            errors.Add($"{region} 不是所列城市的县（市、区）代码 / is not the code of a county of the cities named");
        if (!UserId.IsValid(parsed.GetValue(Subject))) errors.Add($"--sub 应为 1 到 {UserId.Longest} 个可见字符 / 1 to {UserId.Longest} printable characters");
        if (parsed.GetValue(Hours) is not (> 0 and <= 24 * 366)) errors.Add("--hours 应大于 0 且不超过一年 / above 0, at most a year");
        if (errors.Count > 0) throw new CommandFailedException(string.Join('\n', errors));
    }
}
