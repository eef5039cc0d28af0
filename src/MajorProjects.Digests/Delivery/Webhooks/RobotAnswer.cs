using System.Text.Json;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>What a group robot answers: 0, or the code and the sentence of what was wrong. Whatever it is, its HTTP status is 200.</summary>
internal static class RobotAnswer
{
    private const int LongestSentence = 200;

    /// <exception cref="NotDeliveredException">it is not 0.</exception>
    public static void Check(byte[] answer, Target target, IReadOnlyCollection<int> passing)
    {
        var (code, sentence) = Read(answer);
        if (code == 0) return;
        if (code is null) throw new NotDeliveredException(new("机器人的应答无法识别。", "The robot's answer cannot be read."));
        var said = target.Censored(sentence);
        if (said.Length > LongestSentence) said = said[..LongestSentence] + "…";
        throw new NotDeliveredException(new($"机器人未接收（errcode {code}）：{said}", $"the robot did not take it (errcode {code})"), isPermanent: !passing.Contains(code.Value));
    }

    private static (int? Code, string Sentence) Read(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errcode", out var code)) return (null, "");
            var sentence = json.RootElement.TryGetProperty("errmsg", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
            return (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : null, new([.. sentence.Select(c => char.IsControl(c) ? ' ' : c)]));
        }
        catch (JsonException)
        {
            return (null, "");
        }
    }
}
