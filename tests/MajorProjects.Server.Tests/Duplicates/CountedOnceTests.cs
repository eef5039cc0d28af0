using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Duplicates;

/// <summary>The same works, signed and started twice: what every view makes of them, before and after somebody says so.</summary>
public sealed class CountedOnceTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly OwnCity own = new(postgres);
    private string id = "";
    private Guid second;
    private long before;

    public async ValueTask InitializeAsync()
    {
        await own.InitializeAsync();
        await StartedAsync("阳城电厂三期", "power", "2024-03-01", "2024-04-01");
        second = await StartedAsync("阳城电厂第3期扩建工程", "coal", "2024-05-01", "2024-06-01");
        before = await own.Client.CaughtUpAsync();
        id = $"{second}-2";
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();

    [Fact]
    public async Task as_long_as_nobody_confirms_it_both_count()
    {
        (await CountsAsync($"asOf=2024-12-31&position={before}")).ShouldBe(Twice);
        await own.Client.PostAsync($"/duplicates/{id}/dismiss", new { reason = "两处厂址" });
        (await CountsAsync("asOf=2024-12-31&fresh=true")).ShouldBe(Twice);
    }

    [Fact]
    public async Task once_it_is_confirmed_one_counts_on_any_day_until_that_is_voided_and_at_positions_before_that_both()
    {
        var confirmed = await own.Client.PostAsync($"/duplicates/{id}/confirm", new { });
        var merged = await own.Client.CaughtUpAsync();

        (await CountsAsync("asOf=2024-12-31&fresh=true")).ShouldBe(Once);
        (await CountsAsync("asOf=2024-05-15&fresh=true")).ShouldBe(Once);
        (await CountsAsync($"asOf=2024-12-31&position={before}")).ShouldBe(Twice);
        (await own.Client.BatchAsync("started", "2024", $"?asOf=2024-12-31&position={before}")).Projects.Count.ShouldBe(2);
        (await own.Client.BatchAsync("started", "2024", "?asOf=2024-12-31&fresh=true")).Projects.Count.ShouldBe(1);

        await own.RecordAllAsync($"{second}", Facts.Voided((int)confirmed.Json["version"]!));

        (await CountsAsync("asOf=2024-12-31&fresh=true")).ShouldBe(Twice);
        (await CountsAsync($"asOf=2024-12-31&position={merged}")).ShouldBe(Once);
    }

    [Fact]
    public async Task the_list_is_that_of_the_position_the_day_and_the_filter()
    {
        var open = (await own.GetAsync("/duplicates?status=open&fresh=true")).Json;
        open["open"]!.AsArray().Count.ShouldBe(1);
        open["confirmed"].ShouldBeNull();

        // Either of the two will do.
        foreach (var (filter, expected) in new[] { ("industry=power", 1), ("industry=coal", 1), ("industry=tourism", 0), ($"region={own.County}", 0), ("class=annual&sector=public", 1) })
            (await StatusesAsync($"{filter}&fresh=true")).Open.ShouldBe(expected, filter);
        foreach (var query in new[] { "status=x", "region=1", "position=x", "mystery=1" })
            (await own.GetAsync($"/duplicates?{query}")).Status.ShouldBe(400, query);

        await own.Client.PostAsync($"/duplicates/{id}/confirm", new { });
        await own.Client.CaughtUpAsync();

        (await StatusesAsync($"position={before}")).ShouldBe((1, 0, 0));
        (await StatusesAsync("position=1")).ShouldBe((0, 0, 0));
        (await StatusesAsync("fresh=true")).ShouldBe((0, 1, 0));
        // On that day neither of the two was in the library yet.
        (await StatusesAsync("asOf=2023-12-31&fresh=true")).ShouldBe((0, 0, 0));
    }

    private static (int, int, int, int, int) Twice => (2, 2, 2, 2, 2);

    private static (int, int, int, int, int) Once => (1, 1, 1, 1, 1);

    /// <summary>How many of the two the batches, the rate, the cohort and the backlog count.</summary>
    private async Task<(int Signed, int Started, int Rate, int Cohort, int Backlog)> CountsAsync(string point)
    {
        var batches = (await own.GetAsync($"/batches?by=year&from=2024&to=2024&{point}")).Json["totals"]!;
        var rate = (await own.GetAsync($"/rates/startRateOfSigned?period=2024&{point}")).Json;
        var cohorts = (await own.GetAsync($"/cohorts?by=year&from=2024&to=2024&{point}")).Json;
        var backlog = (await own.GetAsync($"/backlog?{point}")).Json;
        return (
            (int)batches["signed"]!["count"]!, (int)batches["started"]!["count"]!, (int)rate["denominator"]!, (int)cohorts["rows"]![0]!["signed"]!["count"]!, (int)backlog["startedNotCommissioned"]!["count"]!);
    }

    private async Task<(int Open, int Confirmed, int Dismissed)> StatusesAsync(string query)
    {
        var counts = (await own.GetAsync($"/duplicates?{query}")).Json["counts"]!;
        return ((int)counts["open"]!, (int)counts["confirmed"]!, (int)counts["dismissed"]!);
    }

    private async Task<Guid> StartedAsync(string name, string industry, string signedOn, string startedOn)
    {
        var answer = await own.Client.PostAsync("/projects", own.Project(("name", name), ("industry", industry), ("sector", "public")));
        var project = (Guid)answer.Json["project"]!;
        await own.RecordAllAsync($"{project}", Facts.Signed(signedOn), Facts.Started(startedOn));
        return project;
    }
}
