using System.CommandLine;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Access;

/// <summary><c>token</c>: prints an access token signed by this installation.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var role = new Option<string[]>("--role") { Description = "角色 / role, may be repeated", DefaultValueFactory = _ => ["officer"] };
        var city = new Option<string[]>("--city") { Description = "城市代码 / city code, may be repeated", DefaultValueFactory = _ => ["140500"] };
        var subject = new Option<string>("--sub") { Description = "用户标识 / user id", DefaultValueFactory = _ => "officer" };
        var name = new Option<string>("--name") { Description = "姓名 / name", DefaultValueFactory = _ => "" };
        var hours = new Option<double>("--hours") { Description = "有效小时数 / hours until it expires", DefaultValueFactory = _ => 12 };
        hours.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 24 * 366)) result.AddError("--hours 应大于 0 且不超过一年 / above 0, at most a year");
        });
        city.Validators.Add(result =>
        {
            foreach (var code in result.GetValueOrDefault<string[]>()!.Where(c => !RegionCode.TryParse(c, out var region) || !region.IsCity))
                result.AddError($"{code} 不是设区市代码 / is not a city code");
        });
        var command = new Command("token", "签发访问令牌 / prints an access token") { role, city, subject, name, hours };
        command.SetAction(parsed =>
        {
            var issuer = new LocalIssuer(parsed.Data());
            Console.WriteLine(issuer.Issue(
                parsed.GetValue(subject)!, parsed.GetValue(name)!, parsed.GetValue(role)!, parsed.GetValue(city)!,
                TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(parsed.GetValue(hours))));
            return 0;
        });
        return command;
    }
}
