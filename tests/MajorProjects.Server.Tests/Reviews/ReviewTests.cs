using System.Text.Json.Nodes;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Reviews;

/// <summary>A fact is reported by one person, and confirmed or returned by another; views count either edition.</summary>
public sealed class ReviewTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const string Years = "?by=year&from=2024&to=2024&asOf=2024-12-31&fresh=true";

    [Fact]
    public async Task a_fact_is_counted_among_the_confirmed_from_when_somebody_else_has_confirmed_it()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync(("industry", "coal"));
        await own.RecordAllAsync(project, Facts.Signed());
        (await SignedAsync("&industry=coal")).ShouldBe((1, 0));

        await ReviewAsync(reviewer, project, Confirming(2));
        (await SignedAsync("&industry=coal")).ShouldBe((1, 0), "its registration is not confirmed");
        await ReviewAsync(reviewer, project, Confirming(1));

        (await SignedAsync("&industry=coal")).ShouldBe((1, 1));
        var positions = (await own.FactsAsync(project)).Select(f => (long)f!["position"]!).ToList();
        (await SignedAsync($"&industry=coal&position={positions[2]}")).ShouldBe((1, 0));
        var entry = (await own.Client.BatchAsync("signed", "2024", "?asOf=2024-12-31&industry=coal&confirmed=true")).Projects.ShouldHaveSingleItem().Fact;
        (entry.Version, entry.RecordedBy, entry.Position).ShouldBe((2, "tester", positions[1]), "the fact itself, and not its confirmation");

        await own.RecordAllAsync(project, Facts.Voided(2));
        (await SignedAsync("&industry=coal")).ShouldBe((0, 0));
        (await SignedAsync($"&industry=coal&position={positions[3]}")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task a_returned_fact_is_counted_nowhere_and_the_right_one_is_recorded_again()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync(("industry", "power"));
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started());
        (await reviewer.PostAsync($"/projects/{project}/facts", Returning(2))).ShouldBeRefused(422, "dependedOn");

        await ReviewAsync(reviewer, project, Returning(2, 3));

        (await SignedAsync("&industry=power")).ShouldBe((0, 0));
        ((string)(await own.GetAsync($"/projects/{project}")).Json["project"]!["stage"]!).ShouldBe("planned");
        await own.RecordAllAsync(project, Facts.Signed("2024-03-05"));
        (await SignedAsync("&industry=power")).ShouldBe((1, 0));
        (await own.FactsAsync(project)).Select(f => ((string?)f!["review"], (int?)f["reviewedBy"], (int?)f["voidedBy"])).ShouldBe(
            [("reported", null, null), ("returned", 4, 4), ("returned", 4, 4), (null, null, null), ("reported", null, null)]);
    }

    [Fact]
    public async Task nobody_reviews_his_own_record_nor_any_twice()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed());

        (await own.RecordAsync(project, Confirming(2))).ShouldBeRefused(422, "ownRecord");
        (await own.RecordAsync(project, Returning(2))).ShouldBeRefused(422, "ownRecord");
        (await reviewer.PostAsync($"/projects/{project}/facts", Confirming(7))).ShouldBeRefused(422, "cannotReview");
        (await reviewer.PostAsync($"/projects/{project}/facts", Returning(1))).ShouldBeRefused(422, "cannotReturn");
        await ReviewAsync(reviewer, project, Confirming(2));
        (await reviewer.PostAsync($"/projects/{project}/facts", Returning(2))).ShouldBeRefused(409, "alreadyReviewed");
        (await own.RecordAsync(project, Facts.Voided(3))).ShouldBeRefused(422, "cannotVoid");
        (await own.FactsAsync(project)).Select(f => ((string?)f!["review"], (int?)f["reviewedBy"])).ShouldBe([("reported", null), ("confirmed", 3), (null, null)]);
    }

    [Fact]
    public async Task one_project_is_folded_from_its_confirmed_facts()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started());
        (await own.GetAsync($"/projects/{project}?confirmed=true")).ShouldBeRefused(404, "unknownProject");
        await ReviewAsync(reviewer, project, Confirming(1));
        await ReviewAsync(reviewer, project, Confirming(2));

        var confirmed = await own.GetAsync($"/projects/{project}?confirmed=true");

        ((bool)confirmed.Json["confirmed"]!, (string)confirmed.Json["project"]!["stage"]!, (int)confirmed.Json["project"]!["version"]!).ShouldBe((true, "signed", 5));
        confirmed.Response.Headers.ETag!.Tag.ShouldBe("\"5\"", "what the next write is written upon");
        var reported = await own.GetAsync($"/projects/{project}");
        ((bool)reported.Json["confirmed"]!, (string)reported.Json["project"]!["stage"]!).ShouldBe((false, "started"));
    }

    [Fact]
    public async Task what_was_recorded_late_is_listed_among_the_confirmed_once_it_is()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync(("industry", "water"));
        await own.RecordAllAsync(project, Facts.Signed());
        await ReviewAsync(reviewer, project, Confirming(1));
        (await LateAsync("false")).ShouldBe(["contractSigned", "projectRegistered"]);
        (await LateAsync("true")).ShouldBe(["projectRegistered"]);

        await ReviewAsync(reviewer, project, Confirming(2));
        (await LateAsync("true")).ShouldBe(["contractSigned", "projectRegistered"]);

        async Task<IEnumerable<string>> LateAsync(string confirmed) =>
            (await own.GetAsync($"/backdated?industry=water&fresh=true&confirmed={confirmed}")).Json["facts"]!.AsArray()
                .Select(f => (string)f!["type"]!).Where(type => !type.StartsWith("fact", StringComparison.Ordinal)).ToList();
    }

    [Fact]
    public async Task a_confirmation_that_changes_a_figure_names_the_fact_as_its_cause()
    {
        using var reviewer = Reviewer();
        var project = await own.RegisterAsync(("industry", "logistics"));
        await own.RecordAllAsync(project, Facts.Signed());
        await ReviewAsync(reviewer, project, Confirming(1));
        var before = (await own.GetAsync($"/batches{Years}")).Json["position"];
        await ReviewAsync(reviewer, project, Confirming(2));
        await own.Client.CaughtUpAsync();

        var compared = (await own.GetAsync($"/compare?asOf=2024-12-31&asOf2=2024-12-31&position={before}&industry=logistics&confirmed=true")).Json;

        ((bool)compared["confirmed"]!).ShouldBeTrue();
        var entered = compared["kinds"]![0]!["entered"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)entered["causes"]!.AsArray().ShouldHaveSingleItem()!["type"]!).ShouldBe("contractSigned");
        (await own.GetAsync($"/compare?asOf=2024-12-31&asOf2=2024-12-31&position={before}&industry=logistics")).Json["kinds"]![0]!["differences"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task every_view_says_which_facts_it_counts()
    {
        var project = await own.RegisterAsync();
        using var reviewer = Reviewer();
        await ReviewAsync(reviewer, project, Confirming(1));
        (await own.Client.PostAsync("/rounds", new { number = "2024-4", name = "三个一批", heldOn = "2024-11-26", source = "市政府网站" })).Status.ShouldBe(201);
        await own.Client.CaughtUpAsync();
        var document = JsonNode.Parse(await own.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
        var asked = document["paths"]!.AsObject().Where(p => p.Value!["get"]?["parameters"]?.AsArray().Any(q => (string?)q!["name"] == "confirmed") == true)
            .Select(p => p.Key["/api/v1".Length..])
            // These go by all that is reported; those are no JSON object, or have tests of their own.
            .Except(["/duplicates", "/reviews", "/audit/corrections", "/audit/untouched"]).Except(["/replay", "/explain", "/ledger/{city}/evidence"])
            .Where(path => !path.EndsWith(".xlsx", StringComparison.Ordinal)).ToList();

        asked.Count.ShouldBe(19);
        foreach (var path in asked.Select(p => p.Replace("{project}", project).Replace("{kind}", "signed").Replace("{period}", "2024").Replace("{metric}", "signedCount").Replace("{number}", "2024-4")))
        {
            await SaysAsync(path, "", false);
            await SaysAsync(path, "?confirmed=false", false);
            await SaysAsync(path, "?confirmed=true", true);
            (await own.GetAsync($"{path}?confirmed=yes")).ShouldBeRefused(400, "malformed");
        }

        async Task SaysAsync(string path, string query, bool confirmed)
        {
            var answer = await own.GetAsync($"{path}{query}");
            answer.Status.ShouldBe(200, $"{path}{query}: {answer.Text}");
            ((bool?)answer.Json["confirmed"]).ShouldBe(confirmed, path);
        }
    }

    [Theory]
    [InlineData("/duplicates?confirmed=true")]
    [InlineData("/reviews?confirmed=true")]
    [InlineData("/reviews?status=confirmed")]
    [InlineData("/reviews?limit=0")]
    [InlineData("/reviews?cursor=x")]
    public async Task what_a_list_does_not_have_is_refused(string path) => (await own.GetAsync(path)).ShouldBeRefused(400, "malformed");

    [Fact]
    public async Task the_next_page_is_of_the_same_edition()
    {
        using var reviewer = Reviewer();
        foreach (var _ in Enumerable.Range(0, 3)) await ReviewAsync(reviewer, await own.RegisterAsync(("industry", "tourism")), Confirming(1));
        await own.RegisterAsync(("industry", "tourism"));

        var first = await own.GetAsync("/projects?industry=tourism&limit=2&confirmed=true&fresh=true");
        var second = await own.Client.GetAsync(Next(first)!, query: null);

        (first.Json["projects"]!.AsArray().Count, second.Json["projects"]!.AsArray().Count, (bool)second.Json["confirmed"]!, Next(second)).ShouldBe((2, 1, true, null));
    }

    internal static object Confirming(int version) => new { type = "factConfirmed", occurredOn = "2024-11-20", version };

    internal static object Returning(int version, params int[] dependents) => dependents.Length == 0
        ? new { type = "factReturned", occurredOn = "2024-11-20", version, reason = "缺少佐证材料" }
        : new { type = "factReturned", occurredOn = "2024-11-20", version, dependents, reason = "缺少佐证材料" };

    internal static string? Next(Answer page) => page.Response.Headers.TryGetValues("Link", out var links) ? links.Single()["</api/v1".Length..].Split('>')[0] : null;

    private HttpClient Reviewer() => own.Server.Client("reviewer", [own.Code]);

    private static async Task ReviewAsync(HttpClient reviewer, string project, object review)
    {
        var answer = await reviewer.PostAsync($"/projects/{project}/facts", review);
        answer.Status.ShouldBe(201, answer.Text);
    }

    private async Task<(int Reported, int Confirmed)> SignedAsync(string filter)
    {
        var (reported, confirmed) = (await own.Client.BatchesAsync($"{Years}{filter}"), await own.Client.BatchesAsync($"{Years}{filter}&confirmed=true"));
        return (reported.Totals.Signed.Count, confirmed.Totals.Signed.Count);
    }
}
