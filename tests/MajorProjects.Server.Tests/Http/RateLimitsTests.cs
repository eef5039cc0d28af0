using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MajorProjects.Server.Http;
using Microsoft.Extensions.Configuration;

namespace MajorProjects.Server.Tests.Http;

/// <summary>How often one may ask, and how much is done at once.</summary>
public sealed class RateLimitsTests(TestPostgres postgres, OwnCity own) : IClassFixture<OwnCity>
{
    private const int Burst = 5;

    [Fact]
    public async Task a_caller_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_kept_from_asking()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: [$"Limits:CallerBurst={Burst}", "Limits:CallerPerSecond=1"]);
        var city = (await server.NewCityAsync()).Code.ToString();
        using var hasty = server.Client("hasty", [city]);
        using var patient = server.Client("patient", [city]);
        var written = await hasty.PostAsync("/projects", OwnCity.ProjectIn(city, "P"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4 * Burst).Select(_ => hasty.GetAsync("/projects/P", "")));

        written.Status.ShouldBe(201);
        answers.Count(a => a.Status == 200).ShouldBeInRange(1, 2 * Burst);
        foreach (var refused in answers.Where(a => a.Status != 200))
        {
            refused.ShouldBeRefused(429, "tooManyRequests");
            refused.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Burst));
        }
        (await patient.GetAsync("/projects/P", "")).Status.ShouldBe(200);
        await Eventually.HoldsAsync(async () => (await hasty.GetAsync("/projects/P", "")).Status == 200);
    }

    [Fact]
    public async Task a_write_that_was_refused_for_that_wrote_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: ["Limits:CallerBurst=1", "Limits:CallerPerSecond=1"]);
        var city = (await server.NewCityAsync()).Code.ToString();
        using var hasty = server.Client("hasty", [city]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => hasty.PostAsync("/projects", OwnCity.ProjectIn(city, $"P-{i}"))));

        using var patient = server.Client("patient", [city]);
        (await patient.GetAsync("/projects", "?fresh=true")).Json["projects"]!.AsArray().Count.ShouldBe(answers.Count(a => a.Status == 201));
        answers.ShouldContain(a => a.Status == 429);
    }

    [Fact]
    public async Task all_callers_of_a_city_share_what_it_may_ask_and_other_cities_have_their_own()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: [$"Limits:CityBurst={Burst}", "Limits:CityPerSecond=1"]);
        var (one, other) = ((await server.NewCityAsync()).Code.ToString(), (await server.NewCityAsync()).Code.ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 4 * Burst).Select(i => server.Client($"caller {i}", [one, other]).GetAsync("/projects/P", $"?city={one}")));

        answers.ShouldContain(a => a.Status == 404);
        answers.First(a => a.Status == 429).ShouldBeRefused(429, "tooManyRequests");
        using var elsewhere = server.Client("caller 0", [one, other]);
        (await elsewhere.GetAsync("/projects/P", $"?city={other}")).Status.ShouldBe(404);
        // Whoever names a city that is not his takes nothing from it.
        using var stranger = server.Client("stranger", [other]);
        (await stranger.GetAsync("/projects/P", $"?city={one}")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task whoever_does_not_say_who_he_is_shares_with_his_address_and_not_with_those_who_do()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: [$"Limits:AnonymousBurst={Burst}", "Limits:AnonymousPerSecond=1"]);
        var city = (await server.NewCityAsync()).Code.ToString();
        using var forger = server.Anonymous();
        using var caller = server.Client(city);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4 * Burst).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/projects") { Headers = { Authorization = new("Bearer", $"forged-{i}") } };
            return await forger.SendAsync(request);
        }));

        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.Unauthorized);
        (await Answer.OfAsync(answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests))).ShouldBeRefused(429, "tooManyRequests");
        (await caller.GetAsync("/projects", "")).Status.ShouldBe(200);
        (await forger.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Limits:AtOnce=1", "Limits:Waiting=1", null, 503, "busy")]
    [InlineData("Limits:ImportsAtOnce=1", "Limits:ImportsWaiting=1", "import", 503, "busy")]
    [InlineData("Limits:CallerAtOnce=1", "Limits:CallerWaiting=1", null, 429, "tooManyRequests")]
    [InlineData("Limits:CallerViewsAtOnce=1", "Limits:CallerViewsWaiting=1", "view", 429, "tooManyRequests")]
    public async Task as_many_are_worked_on_as_may_be_as_many_wait_and_the_rest_is_refused(string atOnce, string waiting, string? cost, int status, string code)
    {
        var gate = new TaskCompletionSource();
        var inside = 0;
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: [atOnce, waiting], map: app =>
        {
            var slow = app.MapGet("/api/v1/slow", async () =>
            {
                Interlocked.Increment(ref inside);
                await gate.Task;
                return Results.Ok();
            });
            if (cost is not null) slow.Costing(cost == "view" ? RouteCost.View : RouteCost.Import);
            app.MapGet("/api/v1/quick", () => Results.Ok());
        });
        using var client = server.Client(own.Code);
        using var other = server.Client("other", [own.Code]);

        var first = client.GetAsync("/slow", "");
        await Eventually.HoldsAsync(() => Task.FromResult(inside == 1));
        var others = Enumerable.Range(0, 3).Select(_ => client.GetAsync("/slow", "")).ToList();
        var refused = new List<Answer>();
        for (var i = 0; i < 2; i++)
        {
            var done = await Task.WhenAny(others);
            others.Remove(done);
            refused.Add(await done);
        }

        foreach (var answer in refused)
        {
            answer.ShouldBeRefused(status, code);
            answer.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
        inside.ShouldBe(1);
        (await other.GetAsync("/quick", "")).Status.ShouldBe(code == "busy" && cost is null ? 503 : 200);
        gate.SetResult();
        (await first).Status.ShouldBe(200);
        (await others[0]).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public void a_limit_that_is_none_is_refused_at_the_start(string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Limits:CallerBurst", value)]).Build();

        Should.Throw<FormatException>(() => Limits.Of(configuration)).Message.ShouldContain("Limits__CallerBurst");
    }

    [Fact]
    public void what_is_not_configured_is_as_it_comes() =>
        Limits.Of(new ConfigurationBuilder().AddInMemoryCollection([new("Limits:Seconds", "7")]).Build()).ShouldBe(new Limits { Seconds = 7 });
}
