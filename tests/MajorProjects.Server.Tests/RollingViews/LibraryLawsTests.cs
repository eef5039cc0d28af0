using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>Where each project stands: what SQL makes of the read tables is what the domain folds from the facts.</summary>
public class LibraryLawsTests(TestPostgres postgres)
{
    private const int Cities = 3;

    [Fact]
    public Task every_project_stands_where_its_facts_put_it() => CityLaws.HoldAsync(postgres, Cities, 25, async asked =>
    {
        var listed = await ListAsync(asked, "&limit=17");

        var expected = asked.Library.Where(p => p.Details.MergedInto is null).OrderByDescending(p => p.RegisteredOn).ThenByDescending(p => $"{p.Id}", StringComparer.Ordinal).ToList();
        listed.Select(p => (string)p["id"]!).ShouldBe(expected.Select(p => $"{p.Id}"));
        listed.Select(Told).ShouldBe(expected.Select(p => Told(p, asked.AsOf)));
    });

    [Fact]
    public Task each_filter_takes_those_that_it_names() => CityLaws.HoldAsync(postgres, cities: 2, questions: 6, async asked =>
    {
        var library = asked.Library.Where(p => p.Details.MergedInto is null).ToList();
        foreach (var stage in Enum.GetValues<Stage>()) await HoldsAsync($"&stage={stage.ToKey()}", p => p.State.Stage == stage);
        foreach (var light in Enum.GetValues<Light>()) await HoldsAsync($"&light={light.ToKey()}", p => p.LightOn(asked.AsOf) == light);
        await HoldsAsync("&delay=overdue", IsOverdue);
        await HoldsAsync("&delay=requested", IsRequested);
        await HoldsAsync("&delay=delayed", IsDelayed);
        await HoldsAsync("&delay=none", p => !IsOverdue(p) && !IsRequested(p) && !IsDelayed(p));
        foreach (var parent in library.Select(p => p.Details.Parent).OfType<Guid>().Append(Guid.NewGuid()).Distinct())
            await HoldsAsync($"&parent={parent}", p => p.Details.Parent == parent);

        (await ListAsync(asked, "&merged=true&limit=200")).Select(p => (string)p["id"]!)
            .ShouldBe(asked.Library.Where(p => p.Details.MergedInto is not null).Select(p => $"{p.Id}"), ignoreOrder: true);

        bool IsOverdue(FoldedProject project) => project.State.OverdueOn(asked.AsOf).Count > 0;

        async Task HoldsAsync(string filter, Func<FoldedProject, bool> named) =>
            (await ListAsync(asked, $"{filter}&limit=200")).Select(p => (string)p["id"]!)
                .ShouldBe(library.Where(named).Select(p => $"{p.Id}"), ignoreOrder: true, customMessage: filter);
    });

    private static bool IsRequested(FoldedProject project) => !project.State.PendingExtensions.IsEmpty;

    private static bool IsDelayed(FoldedProject project) => PlannedMilestones.All.Any(project.WasDelayed);

    private static string Told(FoldedProject project, DateOnly asOf) => string.Join(' ',
        project.Id, project.Version, $"{project.RegisteredOn:yyyy-MM-dd}", project.Details.Name, project.State.Stage.ToKey(), project.LightOn(asOf).ToKey(),
        string.Join(',', project.State.Milestones.Select(m => $"{m.Key}:{m.Value:yyyy-MM-dd}")),
        string.Join(',', project.State.OverdueOn(asOf).Select(m => m.ToKey())),
        string.Join(',', PlannedMilestones.All.Where(m => project.Details.PlannedFor(m) is not null || project.State.DayOf(m.TakenBy()) is not null).Select(m =>
            $"{m.ToKey()}:{project.Details.BaselineFor(m)}:{project.Details.PlannedFor(m)}:{project.State.DayOf(m.TakenBy()):yyyy-MM-dd}")));

    private static string Told(JsonNode project) => string.Join(' ',
        project["id"], project["version"], project["registeredOn"], project["name"], project["stage"], project["light"],
        string.Join(',', project["milestones"]!.AsObject().Select(m => $"{m.Key}:{m.Value}")),
        string.Join(',', project["overdue"]!.AsArray()),
        string.Join(',', project["schedule"]!.AsArray().Select(s => $"{s!["milestone"]}:{s["baseline"]}:{s["planned"]}:{s["actual"]}")));

    /// <summary>All pages of a list.</summary>
    private static async Task<List<JsonNode>> ListAsync(Asked asked, string filter)
    {
        var all = new List<JsonNode>();
        for (var next = $"/projects?{asked.Point}{filter}"; next is not null;)
        {
            var page = await asked.Client.GetAsync(next, query: null);
            page.Status.ShouldBe(200, page.Text);
            ((long)page.Json["position"]!).ShouldBe(asked.Position);
            all.AddRange(page.Json["projects"]!.AsArray()!);
            next = page.Response.Headers.TryGetValues("Link", out var links) ? links.Single()["</api/v1".Length..].Split('>')[0] : null;
        }
        return all;
    }
}
