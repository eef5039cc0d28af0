using System.Diagnostics;
using System.Text.Json;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>How tests read the views.</summary>
internal static class Views
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<Batches> BatchesAsync(this HttpClient client, string query) => client.ReadAsync<Batches>($"/batches{query}");

    public static Task<BatchList> BatchAsync(this HttpClient client, string kind, string period, string query) =>
        client.ReadAsync<BatchList>($"/batches/{kind}/{period}{query}");

    public static async Task<T> ReadAsync<T>(this HttpClient client, string path)
    {
        var answer = await client.GetAsync(path, query: null);
        answer.Status.ShouldBe(200, $"{path}: {answer.Text}");
        return JsonSerializer.Deserialize<T>(answer.Text, Json.Answers)!;
    }

    /// <summary>Waits until the views of a city show all of its log; a new one is taken up within a second or so.</summary>
    /// <returns>Their position.</returns>
    public static async Task<long> CaughtUpAsync(this HttpClient client)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await client.GetAsync("/batches", "?fresh=true");
            if (answer.Status == 200) return (long)answer.Json["position"]!;
            answer.Status.ShouldBe(503, answer.Text);
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience);
        }
    }
}
