using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Http;

/// <summary>A server that listens, and does not wait long for who is slow.</summary>
public sealed class ListeningServer(TestPostgres postgres) : IAsyncLifetime
{
    private WebApplication app = null!;

    public Uri Address { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = Program.CreateBuilder(
            ["--Seeds=false", "--urls=http://127.0.0.1:0", "--Limits:IdleSeconds=2", "--Limits:HeadSeconds=2"], Database.At(await postgres.NewDatabaseAsync()), postgres.NewDataDirectory());
        app = builder.Build();
        Program.Map(app);
        await app.StartAsync();
        Address = new(app.Urls.Single());
        Token = app.Services.GetRequiredService<LocalIssuer>().Issue("tester", "", ["officer"], ["140500"], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>What only a real connection can carry.</summary>
public sealed class OnTheWireTests(ListeningServer server) : IClassFixture<ListeningServer>
{
    private readonly Uri address = server.Address;
    private readonly string token = server.Token;

    [Fact]
    public async Task what_is_sent_in_bad_faith_is_refused_and_the_server_goes_on()
    {
        (await SendAsync("GET /api/v1/projects/P%00 HTTP/1.1")).ShouldSatisfyAllConditions(
            answer => answer.ShouldStartWith("HTTP/1.1 4"), answer => answer.ShouldNotContain("   at "));
        (await SendAsync("GET /api/v1/projects/%FF%FE HTTP/1.1")).ShouldContain("unknownProject");
        (await SendAsync($"GET /api/v1/projects/{new string('x', 7000)} HTTP/1.1")).ShouldContain("unknownProject");
        (await SendAsync("GET /api/v1/projects?q=%FF HTTP/1.1")).ShouldStartWith("HTTP/1.1 200");
        (await SendAsync("POST /api/v1/projects HTTP/1.1", "Content-Type: application/json", "Content-Length: -1")).ShouldStartWith("HTTP/1.1 400");
        (await SendAsync("POST /api/v1/projects HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked", "", "zz")).ShouldContain("malformed");
        (await SendAsync("POST /api/v1/projects HTTP/1.1", "Content-Type: application/json", "Content-Length: 104857600")).ShouldContain("tooLarge");
        (await SendAsync("POST /api/v1/facts HTTP/1.1", "Content-Type: application/x-ndjson", "Content-Length: 104857600")).ShouldContain("tooLarge");

        using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData("/projects", "application/json")]
    [InlineData("/facts", "application/x-ndjson")]
    public async Task a_body_without_an_end_is_cut_off(string path, string mediaType)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await WriteAsync(stream, $"POST /api/v1{path} HTTP/1.1", $"Content-Type: {mediaType}", "Transfer-Encoding: chunked");
        var answer = ReadAsync(stream);
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        var sent = 0;
        try
        {
            for (; sent < 100 * 1024 * 1024 && !answer.IsCompleted; sent += chunk.Length) await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Hung up on, as it deserves.
        }

        (await answer).ShouldContain("tooLarge");
        sent.ShouldBeLessThan(100 * 1024 * 1024);
    }

    [Fact]
    public async Task the_server_itself_reads_no_more_than_the_route_takes()
    {
        // Cut so finely that what is around the chunks is more than what is in them.
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await WriteAsync(stream, "POST /api/v1/projects HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\r\n \r\n", 30_000))), TestContext.Current.CancellationToken);

        (await ReadAsync(stream)).ShouldContain("tooLarge");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nAuthorization: Bearer {token}\r\n\r\n{")]
    public async Task whoever_begins_and_does_not_go_on_is_hung_up_on(string begins)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begins.Replace("{token}", token, StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        // To the end of what it has to say, which it says within its limits.
        await connection.GetStream().CopyToAsync(Stream.Null, patience.Token);
    }

    [Fact]
    public async Task a_head_without_an_end_is_not_read()
    {
        (await SendAsync($"GET /api/v1/projects?q={new string('x', 9_000)} HTTP/1.1")).ShouldStartWith("HTTP/1.1 414");
        (await SendAsync(["GET /api/v1/projects HTTP/1.1", .. Enumerable.Range(0, 101).Select(i => $"X-{i}: a")])).ShouldStartWith("HTTP/1.1 431");
        (await SendAsync("GET /api/v1/projects HTTP/1.1", $"X-Long: {new string('x', 40_000)}")).ShouldStartWith("HTTP/1.1 431");
    }

    private async Task<string> SendAsync(params string[] lines)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await WriteAsync(connection.GetStream(), lines);
        return await ReadAsync(connection.GetStream());
    }

    private async Task WriteAsync(NetworkStream stream, params string[] lines) => await stream.WriteAsync(
        Encoding.ASCII.GetBytes($"{string.Join("\r\n", [lines[0], "Host: localhost", $"Authorization: Bearer {token}", .. lines[1..]])}\r\n\r\n"));

    /// <summary>Reads until the answer is whole, its body being of one piece.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) || !(text.Contains('}', StringComparison.Ordinal) || text.Contains("Content-Length: 0", StringComparison.Ordinal)))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) break;
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }
        return text;
    }
}
