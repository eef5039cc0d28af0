using System.Globalization;
using MajorProjects.Server.RollingViews;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A server whose clock stands where a test puts it.</summary>
public sealed class ClockedServer(TestPostgres postgres) : IAsyncLifetime
{
    public FakeTimeProvider Clock { get; } = new();

    public ServerUnderTest Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerUnderTest.StartAsync(postgres, Clock);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>An instant, or a position, up to which facts are known.</summary>
public class KnownAtTests(ClockedServer clocked, TestPostgres postgres) : IClassFixture<ClockedServer>
{
    private static readonly DateTimeOffset Noon = new(2024, 12, 1, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task an_instant_is_the_last_position_before_the_first_fact_recorded_after_it() => WithAsync(
        [Noon, Noon.AddHours(1), Noon.AddHours(2)],
        async (client, recorded) =>
        {
            (await PositionAsync(client, Text(Noon.AddMicroseconds(-1)))).ShouldBe(0);
            (await PositionAsync(client, Text(Noon))).ShouldBe(recorded[0]);
            (await PositionAsync(client, Text(Noon.AddMinutes(30)))).ShouldBe(recorded[0]);
            (await PositionAsync(client, Text(Noon.AddHours(1).AddMicroseconds(-1)))).ShouldBe(recorded[0]);
            (await PositionAsync(client, Text(Noon.AddHours(1)))).ShouldBe(recorded[1]);
            (await PositionAsync(client, Text(Noon.AddHours(2)))).ShouldBe(recorded[2]);
            (await PositionAsync(client, Text(Noon.AddYears(3)))).ShouldBe(recorded[2]);
            (await PositionAsync(client, "2024-12-01T12:30:00%2B08:00")).ShouldBe(recorded[0]);
        });

    [Fact]
    public Task what_is_counted_is_what_was_known() => WithAsync(
        [Noon, Noon.AddHours(1)],
        async (client, _) =>
        {
            (await SignedAsync(client, Text(Noon.AddMinutes(-1)))).ShouldBe(0);
            (await SignedAsync(client, Text(Noon))).ShouldBe(1);
            (await SignedAsync(client, Text(Noon.AddHours(1)))).ShouldBe(2);
        });

    [Fact]
    public Task a_day_means_its_end_in_Shanghai() => WithAsync(
        [new(2024, 12, 1, 15, 59, 59, 999, TimeSpan.Zero), new(2024, 12, 1, 16, 0, 0, TimeSpan.Zero)],
        async (client, recorded) =>
        {
            (await PositionAsync(client, "2024-11-30")).ShouldBe(0);
            (await PositionAsync(client, "2024-12-01")).ShouldBe(recorded[0]);
            (await PositionAsync(client, "2024-12-02")).ShouldBe(recorded[1]);
            (await client.BatchesAsync("?knownAt=2024-12-01")).KnownAt.ShouldBe(new(2024, 12, 1, 15, 59, 59, 999, 999, TimeSpan.Zero));
        });

    [Fact]
    public Task facts_recorded_at_one_instant_are_known_together() => WithAsync(
        [Noon, Noon, Noon.AddHours(1)],
        async (client, recorded) => (await PositionAsync(client, Text(Noon))).ShouldBe(recorded[1]));

    [Fact]
    public Task where_a_clock_was_put_back_nothing_is_known_beyond_the_first_later_fact() => WithAsync(
        [Noon, Noon.AddMinutes(5), Noon.AddMinutes(3)],
        async (client, recorded) =>
        {
            (await PositionAsync(client, Text(Noon.AddMinutes(4)))).ShouldBe(recorded[0]);
            (await PositionAsync(client, Text(Noon.AddMinutes(5)))).ShouldBe(recorded[2]);
        });

    [Fact]
    public Task without_either_all_that_shows_is_known() => WithAsync([Noon], async (client, recorded) =>
    {
        var answer = await client.BatchesAsync("");
        answer.Position.ShouldBe(recorded[0]);
        answer.KnownAt.ShouldBe(Noon);
        answer.AsOf.ShouldBe(new(2024, 12, 1));
    });

    [Fact]
    public Task a_position_beyond_the_end_of_the_log_is_refused() => WithAsync([Noon], async (client, recorded) =>
    {
        (await client.BatchesAsync($"?position={recorded[0]}")).Position.ShouldBe(recorded[0]);
        foreach (var path in new[] { "/batches", "/batches/signed/2024-11", "/rounds", "/projects" })
        {
            var refused = await client.GetAsync(path, $"?position={recorded[0] + 1}");
            (refused.Status, refused.Code).ShouldBe((400, "malformed"), path);
            refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["position"]);
        }
    });

    [Theory]
    [InlineData("knownAt=2024-12-01T12:00:00", "knownAt")]
    [InlineData("knownAt=2024-13-01", "knownAt")]
    [InlineData("knownAt=yesterday", "knownAt")]
    [InlineData("position=-1", "position")]
    [InlineData("position=1e3", "position")]
    [InlineData("position=99999999999999999999", "position")]
    [InlineData("position=0&knownAt=2024-12-01", "position")]
    [InlineData("asOf=2024-02-30", "asOf")]
    [InlineData("fresh=yes", "fresh")]
    public async Task a_point_that_is_none_is_refused(string query, string field)
    {
        var server = await postgres.Shared;
        using var client = server.Client("140500");
        var refused = await client.GetAsync("/batches", $"?{query}");
        (refused.Status, refused.Code).ShouldBe((400, "malformed"));
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    /// <summary>A city in which one signed project was recorded at each of these instants, and the positions at which each was known.</summary>
    private async Task WithAsync(DateTimeOffset[] instants, Func<HttpClient, IReadOnlyList<long>, Task> holds)
    {
        var city = await clocked.Server.NewCityAsync();
        using var client = clocked.Server.Client($"{city.Code}");
        var recorded = new List<long>();
        foreach (var instant in instants)
        {
            clocked.Clock.AdjustTime(instant);
            var line = $$"""{"project":"P-{{recorded.Count}}","occurredOn":"2024-11-26",""";
            (await client.PostTextAsync("/facts", $$"""
                {{line}}"type":"projectRegistered","name":"测试项目","region":"{{city.Code}}","library":"county","class":"annual","industry":"coal","sector":"public"}
                {{line}}"type":"contractSigned"}
                """, "application/x-ndjson")).Text.ShouldNotContain("problem\":{");
            recorded.Add(await client.CaughtUpAsync());
        }
        await holds(client, recorded);
    }

    private static async Task<long> PositionAsync(HttpClient client, string knownAt) => (await client.BatchesAsync($"?knownAt={knownAt}")).Position;

    private static async Task<int> SignedAsync(HttpClient client, string knownAt) =>
        (await client.BatchesAsync($"?by=month&from=2024-11&to=2024-11&knownAt={knownAt}")).Totals.Signed.Count;

    private static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
