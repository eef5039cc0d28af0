using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>What was put off in the period, why, and what still waits since it was put off.</summary>
internal static class DelayWords
{
    public static Section Of(DigestContent content)
    {
        var (subject, delays) = (content.Subject, content.Delays);
        return new("延期情况",
            [
                new Block.Paragraph(
                    (delays.New.Count == 0 ? $"{subject.Current()}无新增延期事项。" : $"{subject.Current()}新增延期事项{delays.New.Count}项，按原因分：{string.Join('、', delays.ByReason.Select(Share))}。")
                    + (delays.Running.Count == 0
                        ? $"截至{Say.Day(content.Point.AsOf)}，无延期后尚未完成的事项。"
                        : $"截至{Say.Day(content.Point.AsOf)}，延期后尚未完成的事项{delays.Running.Count}项。")),
                .. delays.ByReason.Count > 0 ? [new Block.Chart(ChartKind.Delays)] : (IReadOnlyList<Block>)[],
            ],
            Table($"{subject.Current()}新增延期事项", delays.New, "延至"), Table("延期后尚未完成的事项", delays.Running, "现计划"));

        Block.Table Table(string name, Listed<DelayLine> lines, string to) => Rows.Of(name, lines,
            ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => subject.Region(l.Project.Region)), ("事项", Cells.Text, l => l.Step.Name()), ("延期日期", Cells.Day, l => l.OccurredOn),
            ("原计划", Cells.Day, l => l.Baseline), (to, Cells.Day, l => l.To), ("延期天数", Cells.Number, l => l.SlipDays), ("原因", Cells.Text, l => Called.Reason(l.Reason)));
    }

    private static string Share(DelayReason reason) => $"{Called.Reason(reason.Reason)}{reason.Count}项（{reason.Projects}个项目）";
}
