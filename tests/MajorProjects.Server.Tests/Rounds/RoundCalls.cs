using System.Text.Json.Nodes;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Rounds;

/// <summary>Rounds in the words of the tests.</summary>
internal static class RoundCalls
{
    /// <summary>What publishes a round, with these fields in place of the usual ones.</summary>
    public static JsonObject Round(string number, params ReadOnlySpan<(string Field, JsonNode? Value)> fields)
    {
        var round = new JsonObject { ["number"] = number, ["name"] = "“三个一批”活动", ["heldOn"] = "2024-03-01", ["source"] = "测试日报" };
        foreach (var (field, value) in fields) round[field] = value;
        return round;
    }

    /// <summary>A batch whose published count is the length of its list; each entry is a name, or a name and an id or code.</summary>
    public static JsonObject List(params ReadOnlySpan<(string Name, string? Project)> projects)
    {
        var list = new JsonArray();
        foreach (var (name, project) in projects)
        {
            var entry = new JsonObject { ["name"] = name };
            if (project is not null) entry["project"] = project;
            list.Add(entry);
        }
        return new() { ["count"] = projects.Length, ["projects"] = list };
    }

    public static Task<Answer> PublishAsync(this OwnCity own, JsonObject round, params (string Name, string Value)[] headers) =>
        own.Client.PostTextAsync("/rounds", round.ToJsonString(), "application/json", headers);

    /// <summary>Publishes it; it must be taken.</summary>
    public static async Task PublishedAsync(this OwnCity own, JsonObject round)
    {
        var answer = await own.PublishAsync(round);
        answer.Status.ShouldBe(201, answer.Text);
    }

    /// <summary>A round, once everything recorded shows.</summary>
    public static async Task<RoundAnswer> RoundAsync(this OwnCity own, string number, string query = "")
    {
        await own.Client.CaughtUpAsync();
        var round = await own.Client.ReadAsync<RoundAnswer>($"/rounds/{number}?fresh=true{query}");
        foreach (var kind in new[] { round.Signed, round.Started, round.Commissioned }) kind.ShouldAddUp();
        return round;
    }

    /// <summary>What every comparison must be: list less computed is what the differences say.</summary>
    private static void ShouldAddUp(this RoundBatch kind)
    {
        kind.Computed.Count.ShouldBe(kind.Projects.Count);
        kind.Computed.InvestmentWan.ShouldBe(kind.Projects.Sum(p => p.TotalInvestmentWan ?? 0));
        kind.Difference.Count.ShouldBe(kind.Published.Count - kind.Computed.Count);
        kind.Listed.ShouldBe(kind.ListedCount is not null);
        if (!kind.Listed)
        {
            kind.Differences.ShouldBeEmpty();
            kind.Notes.Select(n => n.Code).ShouldBe(["noList"]);
            return;
        }
        kind.PublishedProjects.Count.ShouldBe(kind.ListedCount!.Value);
        kind.Explained!.Count.ShouldBe(kind.ListedCount - kind.Computed.Count);
        kind.Explained.Count.ShouldBe(kind.Differences.Sum(d => d.Published ? 1 : -1));
        if (kind.ListedCount == kind.Published.Count) kind.Difference.Count.ShouldBe(kind.Explained.Count);
        kind.PublishedProjects.Count(p => p.Reason is not null).ShouldBe(kind.Differences.Count(d => d.Published));
        foreach (var difference in kind.Differences)
        {
            Refusals.IsChinese(difference.Detail.Zh).ShouldBeTrue(difference.Detail.Zh);
            difference.Detail.En.ShouldContain(c => char.IsAsciiLetter(c));
        }
    }
}
