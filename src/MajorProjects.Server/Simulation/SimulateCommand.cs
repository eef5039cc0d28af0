using System.CommandLine;
using System.Diagnostics;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Simulation;

/// <summary><c>simulate --city 990100 --projects 5000 --seed 42</c>: histories for trials and load, in a city that does not exist.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var city = new Option<string>("--city") { Description = "99 开头的城市代码 / a city code of the 99 range", DefaultValueFactory = _ => "990100" };
        var projects = new Option<int>("--projects") { Description = "项目数 / how many projects", DefaultValueFactory = _ => 5000 };
        var seed = new Option<long>("--seed") { Description = "随机种子，同一种子结果相同 / the same seed gives the same histories", DefaultValueFactory = _ => 42 };
        var command = new Command("simulate", "生成模拟数据，供试用和压力测试 / writes simulated histories, for trials and load") { city, projects, seed };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!RegionCode.TryParse(parsed.GetValue(city), out var code) || !code.IsCity || !code.IsSimulated)
                throw new CommandFailedException(SimulatedLog.Unreal(parsed.GetValue(city)!));
            var count = parsed.GetValue(projects);
            if (count is < 1 or > Simulator.MostProjects)
                throw new CommandFailedException($"--projects 应在 1 到 {Simulator.MostProjects} 之间 / must lie between 1 and {Simulator.MostProjects}");
            await parsed.WithStoreAsync(services => SimulateAsync(services, code, count, parsed.GetValue(seed), cancellation), cancellation);
            return 0;
        });
        return command;
    }

    private static async Task SimulateAsync(IServiceProvider services, RegionCode code, int count, long seed, CancellationToken cancellation)
    {
        var cities = services.GetRequiredService<Cities>();
        await cities.AddAsync(code, $"模拟市{code}（模拟）", cancellation);
        var city = (await cities.FindAsync(code, cancellation))!;
        var log = new SimulatedLog(services.GetRequiredService<SchemaOwner>());

        var begun = Stopwatch.GetTimestamp();
        var projects = new Simulator(city, seed).Projects(count).ToList();
        var facts = await log.WriteAsync(city, projects, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"{city.Name}：模拟项目 {count} 个，模拟事实 {facts} 条，用时 {seconds:0.0} 秒，每秒 {facts / seconds:0} 条；全部为模拟数据，不得作真实数据使用"));
        Console.WriteLine(FormattableString.Invariant(
            $"{code}: {count} simulated projects, {facts} simulated facts in {seconds:0.0} s, {facts / seconds:0} facts/s; all of it is made up (seed {seed})"));
    }
}
