using System.Text.Json;
using MajorProjects.Server.Audit;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>How tests read a replay.</summary>
internal static class Replays
{
    public static async Task<IReadOnlyList<ReplayedFact>> ReplayAsync(this HttpClient client, string query)
    {
        var answer = await client.GetAsync("/replay", query);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        return Lines(answer.Text);
    }

    public static IReadOnlyList<ReplayedFact> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<ReplayedFact>(line, Json.Answers)!)];
}
