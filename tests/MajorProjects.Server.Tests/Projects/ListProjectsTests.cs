using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Projects;

public class ListProjectsTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task filters_narrow_the_list()
    {
        var mine = await own.RegisterAsync(("name", "筛选甲"), ("region", own.County), ("industry", "coal"), ("class", "key"), ("sector", "public"), ("owner", "筛选乙公司"));
        var national = $"2023-{own.Code}-48-01-000009";
        var other = await own.RegisterAsync(("name", "筛选丙"), ("industry", "tourism"), ("class", "pipeline"), ("nationalCode", national));

        (await CodesAsync($"?region={own.County}&q=筛选")).ShouldBe([mine]);
        (await CodesAsync("?industry=coal&q=筛选")).ShouldBe([mine]);
        (await CodesAsync("?class=key&q=筛选")).ShouldBe([mine]);
        (await CodesAsync("?sector=public&q=筛选")).ShouldBe([mine]);
        (await CodesAsync("?q=筛选乙")).ShouldBe([mine]);
        (await CodesAsync("?q=筛选丙")).ShouldBe([other]);
        (await CodesAsync($"?q={national}")).ShouldBe([other]);
        (await CodesAsync($"?q={mine}")).ShouldBe([mine]);
        (await CodesAsync("?q=筛选&stage=planned&sort=name")).ShouldBe([other, mine]);
        (await CodesAsync("?q=筛选&stage=signed")).ShouldBeEmpty();
        (await CodesAsync("?q=%25选")).ShouldBeEmpty();
    }

    [Fact]
    public async Task projects_are_sorted_newest_first_or_as_asked()
    {
        var old = await own.RegisterAsync(("name", "排序B"), ("registeredOn", "2021-01-01"), ("totalInvestmentWan", 9));
        var young = await own.RegisterAsync(("name", "排序A"), ("registeredOn", "2023-01-01"), ("totalInvestmentWan", 10));
        var middle = await own.RegisterAsync(("name", "排序C"), ("registeredOn", "2022-01-01"), ("totalInvestmentWan", null));

        (await CodesAsync("?q=排序")).ShouldBe([young, middle, old]);
        (await CodesAsync("?q=排序&sort=registeredOn")).ShouldBe([old, middle, young]);
        (await CodesAsync("?q=排序&sort=name")).ShouldBe([young, old, middle]);
        (await CodesAsync("?q=排序&sort=totalInvestmentWan")).ShouldBe([middle, old, young]);
        (await CodesAsync("?q=排序&sort=-totalInvestmentWan&limit=2")).ShouldBe([young, old]);
        (await own.GetAsync("/projects?sort=--name")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("-registeredOn")]
    [InlineData("totalInvestmentWan")]
    [InlineData("-name")]
    public async Task the_pages_together_hold_every_project_once_while_others_are_registered(string sort)
    {
        var prefix = $"分页{sort}";
        var all = new List<string>();
        for (var i = 0; i < 11; i++)
            all.Add(await own.RegisterAsync(("name", $"{prefix}{i % 3}"), ("totalInvestmentWan", i % 2), ("registeredOn", $"2024-02-0{i % 4 + 1}")));

        var seen = new List<string>();
        var positions = new HashSet<long>();
        for (var next = $"/projects?fresh=true&limit=3&sort={sort}&q={Uri.EscapeDataString(prefix)}"; next is not null;)
        {
            var page = await own.GetAsync(next);
            page.Status.ShouldBe(200, page.Text);
            var codes = Codes(page);
            codes.Count.ShouldBeInRange(1, 3);
            seen.AddRange(codes);
            positions.Add((long)page.Json["position"]!);
            next = NextOf(page);
            await own.RegisterAsync(("name", $"{prefix}1"), ("registeredOn", "2024-02-02"));
        }

        seen.ShouldBe(all, ignoreOrder: true);
        positions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_project_has_in_the_list_the_stage_the_version_and_the_steps_that_it_has_alone()
    {
        object part = new { type = "projectCommissioned", occurredOn = "2024-09-15", extent = "part" };
        object framework = new { type = "contractSigned", occurredOn = "2024-02-15", agreement = "framework" };
        object progress = new { type = "progressReported", occurredOn = "2024-05-05", month = "2024-04", percent = 5 };
        (string Stage, object[] Facts)[] histories =
        [
            ("planned", []),
            ("planned", [framework]),
            ("signed", [framework, Facts.Signed()]),
            ("planned", [Facts.Signed(), Facts.Voided(2)]),
            ("started", [Facts.Signed(), Facts.Started(), progress]),
            ("started", [Facts.Signed(), Facts.Started(), part]),
            ("suspended", [Facts.Signed(), Facts.Started(), Facts.Suspended()]),
            ("started", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Resumed()]),
            // On one day, in the order of recording.
            ("started", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Resumed("2024-06-01")]),
            ("suspended", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Resumed(), Facts.Suspended("2024-07-01")]),
            ("suspended", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Resumed(), Facts.Voided(5)]),
            ("commissioned", [Facts.Signed(), Facts.Started(), Facts.Commissioned()]),
            ("withdrawn", [Facts.Withdrawn()]),
            ("withdrawn", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Withdrawn()]),
            ("suspended", [Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Withdrawn(), Facts.Restored()]),
            ("planned", [Facts.Withdrawn(), Facts.Restored("2024-08-01")]),
        ];
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (stage, facts) in histories)
        {
            var code = await own.RegisterAsync(("name", $"阶段{expected.Count}号"));
            await own.RecordAllAsync(code, facts);
            expected.Add(code, stage);
        }

        foreach (var query in new[] { "", "&asOf=2024-06-15", "&asOf=2024-03-15", "&asOf=2024-02-20" })
        {
            var list = (await own.GetAsync($"/projects?fresh=true&q=阶段&limit=500{query}")).Json["projects"]!.AsArray();
            list.Count.ShouldBe(histories.Length);
            foreach (var listed in list)
            {
                var code = (string)listed!["localCode"]!;
                var alone = (await own.GetAsync($"/projects/{code}?{query.TrimStart('&')}")).Json["project"]!;
                if (query.Length == 0) ((string?)alone["stage"]).ShouldBe(expected[code], code);
                // Lights are given in lists; a project folded from its own log has none.
                listed["light"].ShouldNotBeNull();
                alone["light"].ShouldBeNull();
                listed["light"] = null;
                JsonNode.DeepEquals(listed, alone).ShouldBeTrue($"{query} {listed.ToJsonString()} {alone.ToJsonString()}");
            }
            foreach (var stage in expected.Values.Distinct())
                (await own.GetAsync($"/projects?q=阶段&limit=500&stage={stage}{query}")).Json["projects"]!.AsArray().Count
                    .ShouldBe(list.Count(p => (string?)p!["stage"] == stage), $"{stage}{query}");
        }
    }

    private async Task<List<string>> CodesAsync(string query) => Codes(await own.GetAsync($"/projects{query}&fresh=true"));

    private static List<string> Codes(Answer page) => [.. page.Json["projects"]!.AsArray().Select(p => (string)p!["localCode"]!)];

    private static string? NextOf(Answer page)
    {
        if (!page.Response.Headers.TryGetValues("Link", out var links)) return null;
        var link = links.ShouldHaveSingleItem();
        link.ShouldEndWith(">; rel=\"next\"");
        link.ShouldStartWith("</api/v1/projects?");
        return link["</api/v1".Length..link.IndexOf('>', StringComparison.Ordinal)];
    }
}
