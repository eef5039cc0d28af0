using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Access;

/// <summary>Where a request came from and for whom, over real connections: what anybody says of it, and what a gateway says.</summary>
public sealed class ProxyTests(TestPostgres postgres)
{
    private const int Failures = 5;

    [Fact]
    public async Task what_nobody_configured_says_of_a_request_is_ignored()
    {
        await using var app = await StartAsync();
        using var client = Client(app, Token(app));

        (await RecordedByAsync(client, ("X-User", "li"))).ShouldBe("gateway");
        (await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("127.0.0.1");
        (await ServersAsync(client)).ShouldStartWith(app.Urls.Single());
        // Every try counts against the address that it really came from.
        for (var n = 0; n < Failures; n++) (await TryAsync(app, $"203.0.113.{n}")).ShouldBeRefused(n + 1 < Failures ? 401 : 429, n + 1 < Failures ? "unauthenticated" : "tooManyFailures");
    }

    [Fact]
    public async Task a_gateway_says_for_whom_it_speaks_and_where_a_request_came_from()
    {
        await using var app = await StartAsync("127.0.0.0/8");
        using var client = Client(app, Token(app));

        (await RecordedByAsync(client, ("X-User", "li"))).ShouldBe("li");
        (await RecordedByAsync(client)).ShouldBe("gateway");
        (await ServersAsync(client)).ShouldStartWith("https://projects.example.cn");

        for (var n = 0; n < Failures - 1; n++) (await TryAsync(app, "203.0.113.1")).ShouldBeRefused(401, "unauthenticated");
        (await TryAsync(app, "203.0.113.1")).ShouldBeRefused(429, "tooManyFailures");
        // What a caller wrote there himself stands farther from the gateway, and does not count.
        (await TryAsync(app, "198.51.100.7, 203.0.113.1")).ShouldBeRefused(429, "tooManyFailures");
        (await TryAsync(app, "203.0.113.2")).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task whom_a_gateway_names_has_the_roles_of_its_token_and_four_eyes_are_his()
    {
        await using var app = await StartAsync("127.0.0.1");
        using var client = Client(app, Token(app));
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P", ("plannedStart", "2024-06")), ("X-User", "li"))).Status.ShouldBe(201);
        (await client.PostAsync("/projects/P/facts", Request, ("X-User", "li"))).Status.ShouldBe(201);

        (await client.PostAsync("/projects/P/facts", Grant, ("X-User", "li"))).Status.ShouldBe(422);
        (await client.PostAsync("/projects/P/facts", Grant, ("X-User", "sun"))).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u200bb")]
    [InlineData("a\u0007b")]
    public async Task a_gateway_that_names_nobody_who_can_be_written_down_is_refused(string user)
    {
        await using var app = await StartAsync("127.0.0.1");
        using var client = Client(app, Token(app));

        // Kestrel itself turns control characters away.
        var answer = await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", user));

        answer.Status.ShouldBe(400, answer.Text);
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", new string('x', 201)))).ShouldBeRefused(400, "malformed");
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", "a, b"))).ShouldBeRefused(400, "malformed");
        (await client.GetAsync("/projects", "")).Json["projects"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task without_a_token_a_gateways_word_lets_nobody_in()
    {
        await using var app = await StartAsync("127.0.0.1");
        using var client = Client(app, null);

        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", "li"))).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task whose_tokens_were_revoked_a_gateway_cannot_speak_for_by_an_older_one()
    {
        await using var app = await StartAsync("127.0.0.1");
        using var client = Client(app, Token(app));
        await app.Services.GetRequiredService<Revocations>().AddSubjectAsync("li", null, null, TestContext.Current.CancellationToken);

        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", "li"))).ShouldBeRefused(401, "revoked");
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"), ("X-User", "sun"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_lock_turns_away_bad_tokens_and_nobody_who_has_a_good_one()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < Failures; n++) await TryAsync(app, null);

        var locked = await TryAsync(app, null);

        locked.ShouldBeRefused(429, "tooManyFailures");
        locked.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        using var nobody = Client(app, null);
        (await nobody.GetAsync("/projects", "")).ShouldBeRefused(429, "tooManyFailures");
        (await nobody.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var client = Client(app, Token(app));
        (await client.GetAsync("/projects", "")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    [InlineData(null, "::1", false)]
    public void a_gateway_is_whoever_is_configured_as_one_and_by_default_nobody(string? configured, string address, bool included) =>
        Proxies.Of(Configured(configured)).Include(System.Net.IPAddress.Parse(address)).ShouldBe(included);

    [Theory]
    [InlineData("gateway.local")]
    [InlineData("10.0.0.0/33")]
    [InlineData("*")]
    public void what_is_no_network_stops_the_server(string configured) =>
        Should.Throw<FormatException>(() => Proxies.Of(Configured(configured))).Message.ShouldContain(configured);

    private static object Request => new { type = "extensionRequested", occurredOn = "2024-05-20", milestone = "start", to = "2024-09", reason = "land" };

    private static object Grant => new { type = "extensionGranted", occurredOn = "2024-05-21", milestone = "start" };

    private static IConfiguration Configured(string? proxy) => new ConfigurationBuilder()
        .AddInMemoryCollection(proxy is null ? [] : new Dictionary<string, string?>(StringComparer.Ordinal) { ["Proxies:0"] = proxy }).Build();

    private async Task<WebApplication> StartAsync(params string[] proxies)
    {
        var builder = Program.CreateBuilder(
            ["--Seeds=false", "--urls=http://127.0.0.1:0", $"--Access:Failures={Failures}", .. proxies.Select((p, n) => $"--Proxies:{n}={p}")],
            Database.At(await postgres.NewDatabaseAsync()), postgres.NewDataDirectory());
        var app = builder.Build();
        Program.Map(app);
        await app.StartAsync();
        return app;
    }

    private static string Token(WebApplication app) => app.Services.GetRequiredService<LocalIssuer>()
        .Issue("gateway", "", ["officer"], ["140500"], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    private static HttpClient Client(WebApplication app, string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = new(app.Urls.Single()) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<Answer> TryAsync(WebApplication app, string? forwardedFor)
    {
        using var client = Client(app, "garbage");
        if (forwardedFor is not null) client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        return await client.GetAsync("/projects", "");
    }

    private static async Task<string?> RecordedByAsync(HttpClient client, params (string, string)[] headers)
    {
        var code = $"P-{Guid.NewGuid():N}";
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", code), headers)).Status.ShouldBe(201);
        return (string?)(await client.GetAsync($"/projects/{code}/facts", "")).Json["facts"]![0]!["recordedBy"];
    }

    /// <summary>Where the server says that it is.</summary>
    private static async Task<string> ServersAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Add("X-Forwarded-Host", "projects.example.cn");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var answer = await Answer.OfAsync(await client.SendAsync(request));
        return (string)answer.Json["servers"]![0]!["url"]!;
    }
}
