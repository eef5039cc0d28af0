using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace MajorProjects.Server.Tests.Http;

/// <summary>What every answer tells a browser, and what none tells anybody.</summary>
public sealed partial class SecurityHeadersTests(TestPostgres postgres, OwnCity own) : IClassFixture<OwnCity>
{
    [Theory]
    [InlineData("GET", "/api/v1/projects", 200)]
    [InlineData("GET", "/api/v1/projects?limit=0", 400)]
    [InlineData("GET", "/api/v1/projects/P-404", 404)]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("DELETE", "/api/v1/projects", 404)]
    [InlineData("POST", "/api/v1/projects", 415)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/docs/", 200)]
    [InlineData("GET", "/docs/scalar.js", 200)]
    public async Task every_answer_has_them(string method, string path, int status)
    {
        foreach (var client in new[] { own.Client, own.Server.Anonymous() })
        {
            var answer = await SendAsync(client, method, path);

            if (client == own.Client) ((int)answer.StatusCode).ShouldBe(status);
            One(answer, "X-Content-Type-Options").ShouldBe("nosniff");
            One(answer, "Referrer-Policy").ShouldBe("no-referrer");
            One(answer, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
            One(answer, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
            One(answer, "X-Frame-Options").ShouldBe("DENY");
            var policy = One(answer, "Content-Security-Policy");
            policy.ShouldStartWith("default-src 'none'; frame-ancestors 'none'");
            if (!path.StartsWith("/docs", StringComparison.Ordinal))
            {
                policy.ShouldNotContain("script-src");
                One(answer, "Cache-Control").ShouldContain("no-store");
            }
            answer.Headers.Contains("Server").ShouldBeFalse();
            answer.Headers.Contains("X-Powered-By").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task the_documentation_takes_nothing_from_elsewhere_and_runs_only_its_own_scripts()
    {
        var answer = await SendAsync(own.Server.Anonymous(), "GET", "/docs/");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var policy = One(answer, "Content-Security-Policy");
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        nonce.Length.ShouldBeGreaterThan(20);
        policy.ShouldNotContain("http");
        policy.ShouldNotContain("unsafe-eval");
        Script().Matches(page).Select(m => m.Value).ShouldAllBe(script => script.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal));
        page.ShouldNotContain("https://");
        page.ShouldContain("\"withDefaultFonts\":false");
        One(await SendAsync(own.Server.Anonymous(), "GET", "/docs/"), "Content-Security-Policy").ShouldNotContain(nonce);
    }

    [Fact]
    public async Task no_other_site_may_call()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Options, "/api/v1/projects");
        asked.Headers.Add("Origin", "https://evil.example");
        asked.Headers.Add("Access-Control-Request-Method", "POST");
        asked.Headers.Add("Access-Control-Request-Headers", "authorization");

        var answer = await own.Client.SendAsync(asked, TestContext.Current.CancellationToken);

        answer.IsSuccessStatusCode.ShouldBeFalse();
        answer.Headers.ShouldAllBe(h => !h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("PROPFIND")]
    [InlineData("FOO")]
    public async Task a_method_that_nobody_needs_is_refused(string method) =>
        (await Answer.OfAsync(await SendAsync(own.Client, method, "/api/v1/projects"))).ShouldBeRefused(404, "unknownPath");

    [Fact]
    public async Task what_breaks_inside_stays_inside()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, map: app => app.MapGet("/api/v1/broken", string () =>
            throw new InvalidOperationException("Host=10.0.0.7;Username=postgres;Password=secret", new IOException("inner secret"))));
        using var client = server.Client(own.Code);

        var answer = await client.GetAsync("/broken", "");

        answer.ShouldBeRefused(500, "internal");
        answer.Text.ShouldNotContain("secret");
        One(answer.Response, "X-Content-Type-Options").ShouldBe("nosniff");
        One(answer.Response, "Cache-Control").ShouldContain("no-store");
    }

    [Fact]
    public async Task a_host_that_is_not_ours_is_refused_where_ours_are_configured()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: ["AllowedHosts=ours.example"]);
        using var client = server.Anonymous();

        (await HostAsync("ours.example")).ShouldBe(200);
        (await HostAsync("evil.example")).ShouldBe(400);

        async Task<int> HostAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = host } };
            return (int)(await client.SendAsync(request)).StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string One(HttpResponseMessage answer, string header) => answer.Headers.GetValues(header).ShouldHaveSingleItem();

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Script();
}
