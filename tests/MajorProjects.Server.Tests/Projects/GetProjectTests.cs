using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Projects;

public class GetProjectTests(TestPostgres postgres, OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task it_shows_the_approvals_and_what_was_undertaken_by_their_kinds()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project,
            new { type = "approvalObtained", occurredOn = "2024-02-01", kind = "filing", number = "1号", authority = "局" },
            new { type = "commitmentAccepted", occurredOn = "2024-02-02", kind = "constructionPermit", dueOn = "2024-12-31" });

        var shown = (await own.GetAsync($"/projects/{project}")).Json;

        ((string?)shown["approvals"]!["filing"]).ShouldBe("2024-02-01");
        ((string?)shown["commitments"]!["constructionPermit"]).ShouldBe("2024-12-31");
    }

    [Fact]
    public async Task a_project_is_shown_as_it_had_become_by_a_day_and_as_it_was_known_at_an_instant()
    {
        var clock = new FakeTimeProvider(new(2024, 3, 10, 1, 0, 0, TimeSpan.Zero));
        await using var server = await ServerUnderTest.StartAsync(postgres, clock);
        var city = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(city);
        await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P", ("plannedCommissioning", "2024-12"), ("registeredOn", "2024-03-05")));
        clock.SetUtcNow(new(2024, 6, 10, 1, 0, 0, TimeSpan.Zero));
        await client.PostAsync("/projects/P/facts", Facts.Signed("2024-02-01"));
        await client.PostAsync("/projects/P/facts", Facts.Started("2024-04-01"));
        clock.SetUtcNow(new(2024, 7, 10, 1, 0, 0, TimeSpan.Zero));
        await client.PostAsync("/projects/P/facts",
            new { type = "projectDelayed", occurredOn = "2024-07-01", milestone = "commissioning", to = "2025-06", reason = "land" });

        (await ShownAsync("")).ShouldBe(("started", 4, "2025-06", "2024-07-10"));
        (await ShownAsync("?asOf=2024-06-30")).ShouldBe(("started", 4, "2024-12", "2024-06-30"));
        (await ShownAsync("?asOf=2024-03-31")).ShouldBe(("signed", 4, "2024-12", "2024-03-31"));
        (await ShownAsync("?knownAt=2024-05-01")).ShouldBe(("planned", 1, "2024-12", "2024-07-10"));
        (await ShownAsync("?knownAt=2024-06-10T01:00:00Z")).ShouldBe(("started", 3, "2024-12", "2024-07-10"));
        (await ShownAsync("?knownAt=2024-06-10T08:59:59%2B08:00")).ShouldBe(("planned", 1, "2024-12", "2024-07-10"));
        // Signed before it was filed: on record that far back.
        (await ShownAsync("?asOf=2024-02-01")).ShouldBe(("signed", 4, "2024-12", "2024-02-01"));
        (await client.GetAsync("/projects/P", "?asOf=2024-01-31")).Status.ShouldBe(404);
        (await client.GetAsync("/projects/P", "?knownAt=2024-03-09")).Status.ShouldBe(404);

        var positions = (await client.GetAsync("/projects/P/facts", "")).Json["facts"]!.AsArray().Select(f => (long)f!["position"]!).ToList();
        (await ShownAsync($"?position={positions[1]}")).ShouldBe(("signed", 2, "2024-12", "2024-07-10"));
        (await ShownAsync($"?position={positions[3]}")).ShouldBe(("started", 4, "2025-06", "2024-07-10"));
        (await client.GetAsync("/projects/P", $"?position={positions[0] - 1}")).Status.ShouldBe(404);
        (await client.GetAsync("/projects/P", $"?position={positions[3] + 1}")).Status.ShouldBe(400);
        (await client.GetAsync("/projects/P", $"?position={positions[3]}&knownAt=2024-06-10")).Status.ShouldBe(400);

        async Task<(string?, int, string?, string?)> ShownAsync(string query)
        {
            var answer = await client.GetAsync("/projects/P", query);
            answer.Status.ShouldBe(200, answer.Text);
            var shown = answer.Json["project"]!;
            answer.Response.Headers.ETag!.Tag.ShouldBe($"\"{shown["version"]}\"");
            return ((string?)shown["stage"], (int)shown["version"]!, (string?)shown["plannedCommissioning"], (string?)answer.Json["asOf"]);
        }
    }

    [Fact]
    public async Task the_same_position_has_the_same_answer_whatever_is_recorded_since()
    {
        var server = await postgres.Shared;
        var city = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(city);
        await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"));
        var first = await client.GetAsync("/projects/P", "?asOf=2024-12-31");
        await client.PostAsync("/projects/P/facts", Facts.Signed());

        var again = await client.GetAsync("/projects/P", $"?asOf=2024-12-31&position={first.Json["position"]}");

        again.Json["project"]!.ToJsonString().ShouldBe(first.Json["project"]!.ToJsonString());
    }

    [Fact]
    public async Task the_latest_progress_is_that_of_the_latest_month_by_that_day()
    {
        var server = await postgres.Shared;
        var city = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(city);
        await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"));
        foreach (var fact in new[]
        {
            Facts.Signed(), Facts.Started(), Progress("2024-06-05", "2024-05", 10), Progress("2024-07-05", "2024-06", 20), Progress("2024-07-06", "2024-05", 12),
        }) (await client.PostAsync("/projects/P/facts", fact)).Status.ShouldBe(201);

        (await client.GetAsync("/projects/P", "")).Json["latestProgress"]!["percent"]!.GetValue<decimal>().ShouldBe(20);
        (await client.GetAsync("/projects/P", "?asOf=2024-06-30")).Json["latestProgress"]!["percent"]!.GetValue<decimal>().ShouldBe(10);
        (await client.GetAsync("/projects/P", "?asOf=2024-05-31")).Json["latestProgress"].ShouldBeNull();

        static object Progress(string on, string month, int percent) => new { type = "progressReported", occurredOn = on, month, percent };
    }
}
