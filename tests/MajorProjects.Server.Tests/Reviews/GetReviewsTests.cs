using System.Text.Json.Nodes;
using static MajorProjects.Server.Tests.Reviews.ReviewTests;

namespace MajorProjects.Server.Tests.Reviews;

/// <summary>What waits for a reviewer, and what one returned.</summary>
public sealed class GetReviewsTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task what_waits_for_a_review_is_listed_earliest_first_until_somebody_has_said_something_of_it()
    {
        using var reviewer = own.Server.Client("reviewer", [own.Code]);
        var (first, second) = (await own.RegisterAsync(("industry", "coal"), ("name", "待审一期")), await own.RegisterAsync(("industry", "coal"), ("name", "待审二期"), ("region", own.County)));
        await own.RecordAllAsync(first, Facts.Signed(), Facts.Started());
        await own.RecordAllAsync(second, Facts.Signed());
        (await ListAsync("?industry=coal")).ShouldBe(["待审一期 1", "待审二期 1", "待审一期 2", "待审一期 3", "待审二期 2"]);
        (await ListAsync($"?industry=coal&region={own.County}")).ShouldBe(["待审二期 1", "待审二期 2"]);

        var fact = (await own.GetAsync("/reviews?industry=coal&fresh=true")).Json["facts"]![2]!;
        ((string?)fact["region"], (string?)fact["type"], (string?)fact["title"], (string?)fact["occurredOn"], (string?)fact["recordedBy"]).ShouldBe((own.Code, "contractSigned", "签约", "2024-03-01", "tester"));
        ((long?)fact["position"], (string?)fact["recordedAt"]).ShouldBe(((long?)(await own.FactsAsync(first))[1]!["position"], (string?)(await own.FactsAsync(first))[1]!["recordedAt"]));
        foreach (var nobody in new[] { "reviewedBy", "returnedAt", "reviewer", "reason" }) fact[nobody].ShouldBeNull();

        await ReviewAsync(reviewer, first, Confirming(1));
        await ReviewAsync(reviewer, second, Returning(2));
        await own.RecordAllAsync(first, Facts.Voided(3));
        (await ListAsync("?industry=coal")).ShouldBe(["待审二期 1", "待审一期 2"]);
        (await ListAsync($"?industry=coal&position={fact["position"]}")).ShouldBe(["待审一期 1", "待审二期 1", "待审一期 2"], "as it was then");
    }

    [Fact]
    public async Task what_was_returned_is_listed_with_who_returned_it_and_why()
    {
        using var reviewer = own.Server.Client("reviewer", [own.Code]);
        var project = await own.RegisterAsync(("industry", "power"), ("name", "退回项目"), ("plannedCommissioning", "2024-12"));
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started(), new { type = "projectReserved", occurredOn = "2024-01-10" });
        await ReviewAsync(reviewer, project, Confirming(4));
        (await ListAsync("?industry=power&status=returned")).ShouldBeEmpty();

        await ReviewAsync(reviewer, project, Returning(2, 3));

        (await ListAsync("?industry=power&status=returned")).ShouldBe(["退回项目 2", "退回项目 3"], "what depended on it too");
        var answer = (await own.GetAsync("/reviews?industry=power&status=returned")).Json;
        ((string?)answer["status"]).ShouldBe("returned");
        var fact = answer["facts"]![0]!;
        ((int?)fact["reviewedBy"], (string?)fact["reviewer"], (string?)fact["reason"]).ShouldBe((6, "reviewer", "缺少佐证材料"));
        ((string?)fact["returnedAt"]).ShouldBe((string?)(await own.FactsAsync(project))[5]!["recordedAt"]);
        (await ListAsync("?industry=power")).ShouldBe(["退回项目 1"]);
    }

    [Fact]
    public async Task a_decision_and_what_the_system_records_wait_for_nobody()
    {
        using var reviewer = own.Server.Client("reviewer", [own.Code]);
        var project = await own.RegisterAsync(("industry", "water"), ("name", "延期项目"), ("plannedCommissioning", "2024-12"));
        await own.RecordAllAsync(project, new { type = "extensionRequested", occurredOn = "2024-04-01", milestone = "commissioning", to = "2025-06", reason = "land" });
        await ReviewAsync(reviewer, project, new { type = "extensionGranted", occurredOn = "2024-04-20", milestone = "commissioning" });
        await own.RecordAllAsync(project, new { type = "projectDelayed", occurredOn = "2024-05-01", milestone = "commissioning", to = "2025-09", reason = "land" });

        (await ListAsync("?industry=water")).ShouldBe(["延期项目 1", "延期项目 2", "延期项目 5"]);
    }

    [Fact]
    public async Task the_pages_together_hold_every_fact_once_while_others_are_reviewed()
    {
        using var reviewer = own.Server.Client("reviewer", [own.Code]);
        var project = await own.RegisterAsync(("industry", "logistics"), ("name", "分页项目"));
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started(), Facts.Suspended(), Facts.Resumed(), Facts.Commissioned());
        var listed = new List<string>();
        for (var next = "/reviews?industry=logistics&limit=4&fresh=true"; next is not null;)
        {
            var page = await own.Client.GetAsync(next, query: null);
            page.Status.ShouldBe(200, page.Text);
            listed.AddRange(Listed(page));
            next = Next(page);
            if (listed.Count == 4) await ReviewAsync(reviewer, project, Confirming(5));
        }

        listed.ShouldBe(Enumerable.Range(1, 6).Select(version => $"分页项目 {version}"));
    }

    private async Task<IEnumerable<string>> ListAsync(string query)
    {
        var answer = await own.GetAsync($"/reviews{query}&fresh=true");
        answer.Status.ShouldBe(200, answer.Text);
        return Listed(answer);
    }

    private static List<string> Listed(Answer answer) => [.. answer.Json["facts"]!.AsArray().Select(f => $"{f!["name"]} {f["version"]}")];

    private static async Task ReviewAsync(HttpClient reviewer, string project, object review)
    {
        var answer = await reviewer.PostAsync($"/projects/{project}/facts", review);
        answer.Status.ShouldBe(201, answer.Text);
    }
}
