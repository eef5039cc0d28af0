using System.Text.Json.Nodes;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Rounds;

/// <summary>A round as it was known at an instant.</summary>
public class RoundOnTwoClocksTests(TestPostgres postgres)
{
    [Fact]
    public async Task a_fact_recorded_late_is_missing_as_it_was_known_then_and_a_correction_holds_from_when_it_was_recorded()
    {
        var clock = new FakeTimeProvider(new(2024, 11, 26, 4, 0, 0, TimeSpan.Zero));
        await using var server = await ServerUnderTest.StartAsync(postgres, clock);
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        await TakenAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "P-1"));
        await TakenAsync("/rounds", Round(("甲", "P-1")));
        clock.SetUtcNow(new(2024, 12, 5, 4, 0, 0, TimeSpan.Zero));
        await TakenAsync("/projects/P-1/facts", new JsonObject { ["type"] = "contractSigned", ["occurredOn"] = "2024-11-26", ["round"] = "2024-4" });
        clock.SetUtcNow(new(2024, 12, 20, 4, 0, 0, TimeSpan.Zero));
        var correction = Round(("甲", "P-1"), ("乙", null));
        correction["corrects"] = true;
        await TakenAsync("/rounds", correction);
        await client.CaughtUpAsync();

        (await AtAsync("2024-12-01")).ShouldBe((1, 0, "NoFact"));
        (await AtAsync("2024-12-10")).ShouldBe((1, 1, ""));
        (await AtAsync("2024-12-31")).ShouldBe((2, 1, "UnknownProject"));
        (await client.GetAsync("/rounds/2024-4", "?knownAt=2024-11-25")).ShouldBeRefused(404, "unknownRound");
        (await client.GetAsync("/rounds/2024-4", "?asOf=2024-11-25")).ShouldBeRefused(404, "unknownRound");

        async Task<(int Published, int Computed, string Reasons)> AtAsync(string knownAt)
        {
            var signed = (await client.ReadAsync<RoundAnswer>($"/rounds/2024-4?asOf=2024-11-30&knownAt={knownAt}")).Signed;
            return (signed.Published.Count!.Value, signed.Computed.Count, string.Join(' ', signed.Differences.Select(d => d.Reason)));
        }

        async Task TakenAsync(string path, JsonObject body)
        {
            var answer = await client.PostTextAsync(path, body.ToJsonString());
            answer.Status.ShouldBe(201, answer.Text);
        }
    }

    private static JsonObject Round(params ReadOnlySpan<(string Name, string? Project)> signed) =>
        RoundCalls.Round("2024-4", ("heldOn", "2024-11-26"), ("signed", RoundCalls.List(signed)));
}
