using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>A city's log told again over HTTP.</summary>
public class ReplayTests(TestPostgres postgres, OwnCity own) : IClassFixture<OwnCity>
{
    private string Other => own.City.Regions.Keys.Order(StringComparer.Ordinal).Last();

    [Fact]
    public async Task each_fact_is_told_with_who_recorded_it_the_states_around_it_and_the_cells_that_it_moved()
    {
        var project = await own.RegisterAsync(("region", own.County), ("plannedStart", "2024-05"));
        await own.RecordAllAsync(project, Facts.Signed("2024-03-01"), Facts.Started("2024-05-01"), Facts.Voided(3));

        var lines = await own.Client.ReplayAsync($"?project={project}&fresh=true");

        lines.Select(l => (l.Version, l.Type, l.Title, l.VoidedBy, l.RecordedBy, l.RecordedByName, l.Role)).ShouldBe(
        [
            (1, "projectRegistered", "入库", null, "tester", "测试员", "officer"), (2, "contractSigned", "签约", null, "tester", "测试员", "officer"),
            (3, "constructionStarted", "开工", 4, "tester", "测试员", "officer"), (4, "factVoided", "作废", null, "tester", "测试员", "officer"),
        ]);
        lines.ShouldAllBe(l => l.Name == $"煤层气增储上产{project}" && l.RecordedAt <= DateTimeOffset.UtcNow.AddMinutes(1));
        lines.Select(l => l.Position).ShouldBe(lines.Select(l => l.Position).Order());
        lines[1].Data.GetProperty("amountWan").GetDecimal().ShouldBe(8_000);
        lines[0].Before.ShouldBeNull();
        var (planned, signed, started) = (lines[0].After!, lines[1].After!, lines[2].After!);
        (planned.Stage, planned.Region, planned.Industry, planned.Class, planned.Sector, planned.TotalInvestmentWan, planned.Counted).ShouldBe(
            (Stage.Planned, own.County, "coalbedMethane", "annual", "competitive", 10_000, true));
        planned.Planned.ShouldBe(new Dictionary<string, PlannedDate> { ["start"] = PlannedDate.In(new(2024, 5)) });
        (signed.Stage, started.Stage, started.Milestones["started"]).ShouldBe((Stage.Signed, Stage.Started, new(2024, 5, 1)));
        lines[2].Before!.Stage.ShouldBe(Stage.Signed);
        lines[3].After!.Milestones.Keys.ShouldBe(["signed"]);
        lines.Select(l => string.Join(' ', l.Moved.Select(m => $"{m.Kind} {m.Period} {m.Change.ToKey()} {m.Count} {m.InvestmentWan}"))).ShouldBe(
            ["", "signed 2024Q1 entered 1 10000", "started 2024Q2 entered 1 10000", "started 2024Q2 left -1 -10000"]);
    }

    [Fact]
    public async Task a_project_that_moves_leaves_the_one_region_and_enters_the_other()
    {
        var project = await own.RegisterAsync(("region", own.County));
        await own.RecordAllAsync(project, Facts.Signed("2024-03-01"), Moved(own.County, Other), Facts.Started("2024-05-01"));

        (await ChangesAsync(own.County)).ShouldBe(["signed entered 1", "signed left -1"]);
        (await ChangesAsync(Other)).ShouldBe(["signed entered 1", "started entered 1"]);
        (await own.Client.ReplayAsync($"?project={project}&region={own.County}&fresh=true")).Select(l => l.Version).ShouldBe([1, 2, 3]);
        (await own.Client.ReplayAsync($"?project={project}&region={Other}&fresh=true")).Select(l => l.Version).ShouldBe([3, 4]);

        async Task<IEnumerable<string>> ChangesAsync(string region) => (await own.Client.ReplayAsync($"?project={project}&region={region}&fresh=true"))
            .SelectMany(l => l.Moved).Select(m => $"{m.Kind} {m.Change.ToKey()} {m.Count}");
    }

    [Fact]
    public async Task a_part_of_the_log_is_told_by_days_of_recording_instants_or_positions()
    {
        var clock = new FakeTimeProvider(new(2024, 3, 9, 15, 59, 59, TimeSpan.Zero));
        await using var server = await ServerUnderTest.StartAsync(postgres, clock);
        var city = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(city);
        await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"));
        clock.SetUtcNow(new(2024, 3, 9, 16, 0, 0, TimeSpan.Zero));
        await client.PostAsync("/projects/P/facts", Facts.Signed("2024-02-01"));
        clock.SetUtcNow(new(2024, 3, 11, 16, 0, 0, TimeSpan.Zero));
        await client.PostAsync("/projects/P/facts", Facts.Started("2024-03-01"));
        await client.CaughtUpAsync();
        var positions = (await client.ReplayAsync("")).Select(l => l.Position).ToList();

        foreach (var (query, versions) in new[]
        {
            ("", new[] { 1, 2, 3 }), ("?to=2024-03-09", [1]), ("?from=2024-03-10", [2, 3]), ("?from=2024-03-10&to=2024-03-11", [2]), ("?from=2024-03-13", []), ("?to=2024-03-08", []),
            ("?from=2024-03-09T16:00:00Z", [2, 3]), ("?from=2024-03-09T16:00:00.000001Z", [3]), ("?to=2024-03-09T16:00:00Z", [1, 2]),
            ($"?fromPosition={positions[1]}", [2, 3]), ($"?toPosition={positions[1]}", [1, 2]), ($"?fromPosition={positions[1]}&toPosition={positions[1]}", [2]),
        })
            (await client.ReplayAsync(query)).Select(l => l.Version).ShouldBe(versions, query);
        var part = (await client.ReplayAsync("?from=2024-03-10"))[0];
        (part.Before!.Stage, part.After!.Stage).ShouldBe((Stage.Planned, Stage.Signed));
        (await client.GetAsync("/replay", "?to=2024-03-10")).Response.Headers.GetValues("Position").ShouldBe([$"{positions[1]}"]);
    }

    [Fact]
    public async Task what_cannot_be_told_is_refused_by_the_name_of_the_parameter()
    {
        foreach (var (query, field) in new[]
        {
            ("?from=gestern", "from"), ("?to=2024-13-01", "to"), ("?fromPosition=0", "fromPosition"), ("?toPosition=-1", "toPosition"), ("?toPosition=999999999", "toPosition"), ("?by=plan", "by"), ("?by=trailing", "by"),
            ("?by=week", "by"), ("?from=2024-01-01&fromPosition=1", "fromPosition"), ("?to=2024-01-01&toPosition=1", "toPosition"), ("?confirmed=ja", "confirmed"), ("?asOf=2024-01-01", "asOf"),
        })
        {
            var refused = await own.GetAsync($"/replay{query}");
            refused.ShouldBeRefused(400, "malformed");
            refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field], query);
        }
        (await own.GetAsync("/replay?project=NOTHING")).ShouldBeRefused(404, "unknownProject");
        (await own.GetAsync("/replay?region=140521")).ShouldBeRefused(422, "unknownRegion");
    }

    [Fact]
    public async Task a_county_is_told_of_its_own()
    {
        var (mine, theirs, mover) = (await own.RegisterAsync(("region", own.County)), await own.RegisterAsync(("region", Other)), await own.RegisterAsync(("region", Other)));
        await own.RecordAllAsync(mine, Facts.Signed(), new { type = "duplicateSuspected", occurredOn = "2024-04-01", of = await IdAsync(theirs), grounds = "reported" });
        await own.RecordAllAsync(theirs, Facts.Signed());
        await own.RecordAllAsync(mover, Facts.Signed(), Moved(Other, own.County));
        using var county = own.Server.Client([Role.Reporter], [own.Code], [own.County]);

        var text = (await county.GetAsync("/replay", "?fresh=true")).Text;
        var lines = Replays.Lines(text);

        text.ShouldNotContain(await IdAsync(theirs));
        lines.ShouldAllBe(l => l.After == null || l.After.Region == own.County);
        var moved = lines.Where(l => l.Name!.EndsWith(mover, StringComparison.Ordinal)).ShouldHaveSingleItem();
        (moved.Before, moved.After!.Region, moved.Moved.Single().Change).ShouldBe((null, own.County, CellChange.Entered));
        lines.Select(l => l.Position).ShouldBe((await own.Client.ReplayAsync($"?region={own.County}&fresh=true")).Select(l => l.Position));
        (await county.GetAsync("/replay", $"?project={theirs}")).ShouldBeRefused(404, "unknownProject");
        (await county.GetAsync("/replay", $"?region={Other}")).ShouldBeRefused(403, "outOfScope");
    }

    private async Task<string> IdAsync(string project) => (string)(await own.GetAsync($"/projects/{project}")).Json["project"]!["id"]!;

    private static object Moved(string from, string to) => new
    {
        type = "detailsRevised", occurredOn = "2024-03-02", reason = "区划调整", changes = new[] { new { attribute = "region", old = from, @new = to } },
    };
}
