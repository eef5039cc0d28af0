using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms.Markdown;

/// <summary>
/// A digest's key figures for a chat group. The robots know little Markdown, each another little, and no escapes: signs that would be taken for some
/// are written in their full-width form.
/// </summary>
internal static class RobotSummary
{
    private const string Cut = "（内容过长，余下的见全文）";

    private const string Signs = "*_`#<>[]()@~|\\";

    /// <summary>The title and the link are always there; what does not fit between them is cut off at a line, which is said.</summary>
    public static string Write(DigestContent content, IssueStamp stamp, Uri? link, int mostBytes)
    {
        var bulletin = Bulletin.Of(content, stamp);
        var title = $"**{Plain(bulletin.Title)}**";
        var end = link is null ? "" : $"\n\n[查看全文]({link.AbsoluteUri})";
        IReadOnlyList<string> lines = [.. Lines(content).Prepend($"{bulletin.Subtitle}　{bulletin.IssueLine}").Select(Plain)];
        var all = Joined(lines);
        for (var fitting = lines.Count; Encoding.UTF8.GetByteCount(all) > mostBytes && fitting > 0;) all = Joined([.. lines.Take(--fitting), Cut]);
        return all;

        string Joined(IReadOnlyList<string> shown) => $"{title}\n\n{string.Join("\n\n", shown)}{end}";
    }

    private static IEnumerable<string> Lines(DigestContent content)
    {
        var subject = content.Subject;
        foreach (var batch in content.Batches)
            yield return $"{Called.Batch(batch.Kind)}：{Say.Of(batch.Current)}" + (batch.Before is { } before ? $"（{subject.Before()}{Say.Of(before)}）" : "");
        foreach (var schedule in content.Schedules)
            yield return $"{schedule.Year}年计划{schedule.Step.Name()}{schedule.Planned}个：到期{schedule.PlannedToDate}个，滞后{schedule.Late.Count}个，提前{schedule.Early.Count}个，实际{schedule.Actual}个";
        yield return $"{content.Investment.Year}年完成投资{Say.Money(content.Investment.CompletedWan)}，{Say.RateOfMoney("年度投资完成率", content.Investment.Rate)}，序时进度{Say.Percent(content.Investment.TimeProgress.Percent)}";
        yield return $"{subject.Current()}新增延期{content.Delays.New.Count}项，停工{content.Works.Suspended.Count}个，逾期未报{content.Overdue.Count}项，{subject.Next()}到期{content.Upcoming.Count}项";
        if (content.Corrections.Figures.Count > 0) yield return $"上期通报有{content.Corrections.Figures.Count}项数字更正";
    }

    private static string Plain(string text) => string.Concat(text.Select(sign =>
        char.IsControl(sign) ? ' ' : Signs.Contains(sign, StringComparison.Ordinal) ? (char)(sign + 0xFEE0) : sign));
}
