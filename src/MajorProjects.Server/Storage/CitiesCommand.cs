using System.CommandLine;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Storage;

/// <summary><c>cities add CODE NAME</c>: registers a city, which then has a log, a library and views of its own.</summary>
internal static class CitiesCommand
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "设区市六位代码 / six-digit city code" };
        var name = new Argument<string>("NAME") { Description = "名称 / its name" };
        var add = new Command("add", "登记城市 / registers a city") { code, name };
        add.SetAction(async (parsed, cancellation) =>
        {
            if (!RegionCode.TryParse(parsed.GetValue(code), out var city) || !city.IsCity)
                throw new CommandFailedException($"{parsed.GetValue(code)} 不是设区市代码（六位、以 00 结尾）/ is not a city code (six digits that end with 00)");
            await parsed.WithStoreAsync(async services =>
            {
                var isNew = await services.GetRequiredService<Cities>().AddAsync(city, parsed.GetValue(name)!, cancellation);
                Console.WriteLine(isNew ? $"已登记 {city} {parsed.GetValue(name)}" : $"{city} 早已登记 / was registered before");
            }, cancellation);
            return 0;
        });
        return new Command("cities", "城市 / cities") { add };
    }
}
