using System.Diagnostics;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What was answered with 201 shows in the views: soon by itself, at once on request.</summary>
public class ReadYourOwnWriteTests(TestPostgres postgres)
{
    private const int Writes = 11;

    [Fact]
    public async Task a_signing_shows_within_a_second()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        var delays = new List<TimeSpan>();
        for (var n = 0; n <= Writes; n++)
        {
            await SignAsync(client, $"{city.Code}", n);
            var written = Stopwatch.GetTimestamp();
            while (await SignedAsync(client, "") <= n)
                Stopwatch.GetElapsedTime(written).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            delays.Add(Stopwatch.GetElapsedTime(written));
        }

        // A city registered a moment ago is taken up first.
        delays.Skip(1).Order().ElementAt(Writes / 2).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task a_signing_shows_at_once_where_freshness_is_asked_for()
    {
        var server = await postgres.Shared;
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        await client.CaughtUpAsync();
        for (var n = 0; n < Writes; n++)
        {
            await SignAsync(client, $"{city.Code}", n);
            (await SignedAsync(client, "&fresh=true")).ShouldBe(n + 1);
        }
    }

    private static async Task SignAsync(HttpClient client, string region, int n)
    {
        (await client.PostAsync("/projects", new
        {
            name = $"第{n}个项目", region, library = "county", @class = "annual", industry = "coal", sector = "competitive", localCode = $"P-{n}",
        })).Status.ShouldBe(201);
        (await client.PostAsync($"/projects/P-{n}/facts", new { type = "contractSigned", occurredOn = "2024-11-26" })).Status.ShouldBe(201);
    }

    private static async Task<int> SignedAsync(HttpClient client, string query) =>
        (await client.BatchesAsync($"?by=month&from=2024-11&to=2024-11{query}")).Totals.Signed.Count;
}
