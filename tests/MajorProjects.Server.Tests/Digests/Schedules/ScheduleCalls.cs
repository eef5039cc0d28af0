using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Digests.Schedules;

/// <summary>Schedules in the words of the tests.</summary>
internal static class ScheduleCalls
{
    /// <summary>What sets a schedule for Mondays at eight, with these fields in place of the usual ones.</summary>
    public static JsonObject Weekly(params ReadOnlySpan<(string Field, JsonNode? Value)> fields)
    {
        var schedule = new JsonObject { ["name"] = "重大项目周报", ["kind"] = "weekly", ["cron"] = "0 8 * * 1" };
        foreach (var (field, value) in fields)
        {
            if (value is null) schedule.Remove(field);
            else schedule[field] = value;
        }
        return schedule;
    }

    public static JsonObject Mail(string to, string? name = null) => new() { ["channel"] = "mail", ["to"] = to, ["name"] = name };

    public static Task<Answer> PutAsync(this HttpClient client, string key, JsonNode schedule, params (string Name, string Value)[] headers) =>
        client.PutTextAsync(key, schedule.ToJsonString(), headers);

    public static async Task<Answer> PutTextAsync(this HttpClient client, string key, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/digests/schedules/{key}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    public static async Task<Answer> EndAsync(this HttpClient client, string key, string query = "?reason=不再需要", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/digests/schedules/{key}{query}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    /// <summary>Sets it; it must be taken.</summary>
    public static async Task SetAsync(this OwnCity own, string key, JsonObject schedule)
    {
        var answer = await own.Client.PutAsync(key, schedule);
        answer.Status.ShouldBeOneOf(200, 201);
    }
}
