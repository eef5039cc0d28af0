namespace MajorProjects.Server.Tests.Projects;

/// <summary>Free text among the projects of a city whose counties have names.</summary>
public class SearchTests(TestPostgres postgres)
{
    [Fact]
    public async Task words_are_found_in_whatever_names_a_project_and_mean_what_they_say()
    {
        var server = await postgres.Shared;
        using var client = server.Client("140500");
        // What other tests may register in the city does not have this word.
        var mark = $"检索{Guid.NewGuid():N}";
        foreach (var (name, region, owner, site, scale) in new[]
        {
            ("阳城电厂", "140500", "", "", ""), ("三期光伏", "140522", "", "", ""), ("输气管道三期", "140521", "", "", ""), ("增容100%改造", "140521", "", "", ""),
            ("变电站_甲", "140524", "", "", ""), ("变电站乙", "140524", "沁水Energy公司", "端氏镇", "2×100万千瓦"),
        })
        {
            var project = OwnCity.ProjectIn("140500", $"{mark}-{name}".Replace("%", "", StringComparison.Ordinal), ("name", $"{name}{mark}"), ("region", region));
            if (owner.Length > 0) (project["owner"], project["site"], project["scale"]) = (owner, new System.Text.Json.Nodes.JsonObject { ["address"] = site }, scale);
            var answer = await client.PostAsync("/projects", project);
            answer.Status.ShouldBe(201, answer.Text);
        }

        // By its name; and by that of its county, 阳城县.
        await FindAsync("阳城", "阳城电厂", "三期光伏");
        await FindAsync("三期", "三期光伏", "输气管道三期");
        // Each word.
        await FindAsync("三期 阳城", "三期光伏");
        await FindAsync("  阳城　三期 ", "三期光伏");
        await FindAsync("三期 四期");
        // As they are.
        await FindAsync("100%", "增容100%改造");
        await FindAsync("%", "增容100%改造");
        await FindAsync("0%改", "增容100%改造");
        await FindAsync("站_", "变电站_甲");
        await FindAsync("变_站");
        await FindAsync(@"\");
        // Whoever builds it, where and of what scale; whatever the case.
        await FindAsync("energy", "变电站乙");
        await FindAsync("端氏", "变电站乙");
        await FindAsync("2×100", "变电站乙");
        await FindAsync("沁水", "变电站乙", "输气管道三期", "增容100%改造");

        async Task FindAsync(string words, params string[] names) =>
            (await client.GetAsync("/projects", $"?fresh=true&limit=500&q={Uri.EscapeDataString($"{mark} {words}")}")).Json["projects"]!.AsArray()
                .Select(p => ((string)p!["name"]!).Replace(mark, "", StringComparison.Ordinal)).ShouldBe(names, ignoreOrder: true, words);
    }
}
