using System.Text.Json.Nodes;

namespace MajorProjects.Server.Tests;

/// <summary>What every refusal must be, whatever it refuses.</summary>
internal static class Refusals
{
    private static readonly string[] Inside = ["Exception", "   at ", "MajorProjects.", "System.", "Npgsql", "Marten", "Microsoft", "SQL", "mt_"];

    /// <summary>A problem in Chinese, or in English, of this status and code, that tells nothing of what is inside.</summary>
    public static void ShouldBeRefused(this Answer answer, int status, string code, bool english = false)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Code.ShouldBe(code, answer.Text);
        ((int)answer.Json["status"]!).ShouldBe(status);
        var said = new[] { answer.Json["title"], answer.Json["detail"] }
            .Concat(answer.Json["errors"] is JsonObject errors ? errors.Select(e => e.Value) : [])
            .Select(text => (string)text!).ToList();
        said.ShouldAllBe(text => english ? IsEnglish(text) : IsChinese(text));
        foreach (var word in Inside) answer.Text.ShouldNotContain(word, Case.Sensitive);
    }

    public static bool IsChinese(string text) => text.Any(IsHan);

    // A name in Chinese, or 万元, may stand in an English sentence.
    private static bool IsEnglish(string text) => text.Count(char.IsAsciiLetter) > text.Count(IsHan);

    private static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff';
}
