using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests;

/// <summary>The whole server, in this process, on a database of its own.</summary>
public sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly IAlbaHost host;
    private int cities = 990000;

    private ServerUnderTest(IAlbaHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    /// <summary>How many cities it can still give to tests.</summary>
    public int CitiesLeft => (999900 - cities) / 100;

    /// <summary>Tests ask faster than people do; what is refused for that has tests of its own.</summary>
    private static readonly string[] Unhurried =
    [
        "CallerBurst", "CallerPerSecond", "AnonymousBurst", "AnonymousPerSecond", "CityBurst", "CityPerSecond",
    ];

    /// <param name="postgres">Where its database is made, unless one is given.</param>
    /// <param name="clock">What it takes for the time; default: the time.</param>
    /// <param name="seeds">Whether an empty store loads the shipped seeds.</param>
    /// <param name="database">An existing database.</param>
    /// <param name="settings">More of what its configuration says, such as <c>Limits:Seconds=1</c>.</param>
    /// <param name="map">What it answers besides.</param>
    /// <param name="data">Its data directory, where it is not a new one.</param>
    public static async Task<ServerUnderTest> StartAsync(
        TestPostgres postgres, TimeProvider? clock = null, bool seeds = false, Connections? database = null, string[]? settings = null, Action<WebApplication>? map = null,
        DataDirectory? data = null)
    {
        // The ledger signs at most twice a minute, for which no test waits.
        string[] arguments = [$"--Seeds={seeds}", "--Ledger:SignEvery=00:00:01", .. Unhurried.Select(limit => $"--Limits:{limit}=1000000"), .. (settings ?? []).Select(s => $"--{s}")];
        var builder = Program.CreateBuilder(arguments, Database.At(database ?? await postgres.NewDatabaseAsync()), data ?? postgres.NewDataDirectory());
        if (clock is not null) builder.Services.AddSingleton(clock);
        return new(await AlbaHost.For(builder, app =>
        {
            Program.Map(app);
            map?.Invoke(app);
        }));
    }

    /// <summary>Registers a city that no other test has, with six counties.</summary>
    public async Task<City> NewCityAsync()
    {
        RegionCode code;
        // Another server may have had the database before.
        do code = RegionCode.Parse($"{Interlocked.Add(ref cities, 100)}");
        while (!await Services.GetRequiredService<Cities>().AddAsync(code, "测试市", default));
        return (await Services.GetRequiredService<Cities>().FindAsync(code, default))!;
    }

    /// <summary>A client that carries a token for these cities.</summary>
    public HttpClient Client(params string[] cityCodes) => Client("tester", cityCodes);

    public HttpClient Client(string subject, string[] cityCodes) => Client([Role.Officer], cityCodes, [], subject);

    /// <summary>A client that carries a token with these roles for these cities, limited to these of their regions where there are any.</summary>
    public HttpClient Client(Role[] roles, string[] cityCodes, string[] regions, string subject = "tester")
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token(subject, roles.Select(role => role.ToKey()), cityCodes, regions));
        return client;
    }

    public string Token(string subject, IEnumerable<string> roles, string[] cityCodes, string[] regions) => Services.GetRequiredService<LocalIssuer>().Issue(
        subject, "测试员", roles, cityCodes, regions, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    public HttpClient Anonymous() => host.GetTestClient();

    public ValueTask DisposeAsync() => host.DisposeAsync();
}

/// <summary>Calls of the API in the words of the tests.</summary>
internal static class Calls
{
    public static async Task<Answer> GetAsync(this HttpClient client, string path, string? query = null) =>
        await Answer.OfAsync(await client.GetAsync(new Uri($"/api/v1{path}{query}", UriKind.Relative)));

    public static Task<Answer> PostAsync(this HttpClient client, string path, object body, params (string Name, string Value)[] headers) =>
        client.PostTextAsync(path, JsonSerializer.Serialize(body, Json.Stored), "application/json", headers);

    public static Task<Answer> PostTextAsync(
        this HttpClient client, string path, string body, string mediaType = "application/json", params (string Name, string Value)[] headers) =>
        client.PostBytesAsync(path, Encoding.UTF8.GetBytes(body), mediaType, headers);

    public static async Task<Answer> PostBytesAsync(
        this HttpClient client, string path, byte[] body, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1{path}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await client.SendAsync(request));
    }
}

/// <summary>What the API answered.</summary>
public sealed record Answer(int Status, string Text, HttpResponseMessage Response)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => (string?)Json["code"];

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
}
