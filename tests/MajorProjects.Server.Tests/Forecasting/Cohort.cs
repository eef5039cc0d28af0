using System.Globalization;
using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests.Forecasting;

/// <summary>Projects of a city and what happened to them, recorded in one request.</summary>
internal sealed class Cohort(OwnCity own)
{
    private readonly List<string> lines = [];

    /// <summary>Twenty projects signed on one day, of which one starts every ten days; the first after ten.</summary>
    public static IEnumerable<string> EveryTenDays { get; } = Enumerable.Range(1, 20).Select(n => Later("2023-01-01", 10 * n));

    public static string Later(string day, int days) =>
        DateOnly.Parse(day, CultureInfo.InvariantCulture).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A project with what happened to it.</summary>
    public Cohort With(IEnumerable<(string Field, JsonNode? Value)> fields, params object[] facts)
    {
        var project = own.Project([("registeredOn", "2022-01-01"), .. fields]);
        var code = (string)project["localCode"]!;
        project.Remove("registeredOn");
        (project["project"], project["type"], project["occurredOn"]) = (code, "projectRegistered", "2022-01-01");
        lines.Add(project.ToJsonString());
        foreach (var fact in facts)
        {
            var line = System.Text.Json.JsonSerializer.SerializeToNode(fact, Json.Stored)!;
            line["project"] = code;
            lines.Add(line.ToJsonString());
        }
        return this;
    }

    public Cohort With(params object[] facts) => With([], facts);

    /// <summary>Projects signed on a day, each of which starts on one of these.</summary>
    public Cohort Starting(string signed, IEnumerable<string> started)
    {
        foreach (var day in started) With(Facts.Signed(signed), Facts.Started(day));
        return this;
    }

    /// <returns>The position of the city's log up to which they are known.</returns>
    public async Task<long> RecordAsync()
    {
        var answer = await own.Client.PostTextAsync("/facts", string.Join('\n', lines), "application/x-ndjson");
        answer.Text.ShouldNotContain("problem\":{");
        lines.Clear();
        return await RollingViews.Views.CaughtUpAsync(own.Client);
    }
}
