using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What had happened by a day, as it was known at an instant.</summary>
public class TwoClocksTests(TestPostgres postgres)
{
    [Fact]
    public async Task a_signing_recorded_late_is_absent_as_it_was_known_then_and_present_as_it_is_known_now()
    {
        var clock = new FakeTimeProvider(new(2024, 11, 20, 1, 0, 0, TimeSpan.Zero));
        await using var server = await ServerUnderTest.StartAsync(postgres, clock);
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        await client.PostAsync("/projects", new
        {
            name = "晚报的项目", region = $"{city.Code}", library = "municipal", @class = "annual", industry = "coal", sector = "competitive",
            totalInvestmentWan = 10_000, localCode = "P-1",
        });
        clock.SetUtcNow(new(2024, 12, 5, 1, 0, 0, TimeSpan.Zero));
        (await client.PostAsync("/projects/P-1/facts", new { type = "contractSigned", occurredOn = "2024-11-26" })).Status.ShouldBe(201);

        (await SignedAsync("?asOf=2024-11-30&knownAt=2024-12-01&fresh=true")).ShouldBe(0);
        (await SignedAsync("?asOf=2024-11-30&fresh=true")).ShouldBe(1);

        async Task<int> SignedAsync(string query) => (int)(await client.GetAsync("/batches", $"{query}&by=month&from=2024-11&to=2024-11")).Json["totals"]!["signed"]!["count"]!;
    }
}
