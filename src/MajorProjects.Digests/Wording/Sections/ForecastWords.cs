using MajorProjects.Digests.Content;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>What is to be expected, by the waits of earlier projects; nothing where there is too little history.</summary>
internal static class ForecastWords
{
    public static IEnumerable<Section> Of(DigestContent content)
    {
        if (content.Forecasts.Count == 0) yield break;
        // What is expected is expected of a month.
        var (subject, by) = (content.Subject, Say.Month(YearMonth.Of(content.Subject.Next.Last)));
        yield return new("开工、投产预测",
            [
                .. content.Forecasts.Select(f => new Block.Paragraph($"待{f.Step.Name()}项目{f.Waiting}个，按以往项目等待时间的中位数推算，预计{by}底前{f.Step.Name()}{f.Within}个。")),
                new Block.Note("预测由以往项目的等待时间推算，不是计划，也不计入各项统计；“80%区间”指以往项目五分之四落在其中的月份。"),
            ],
            [.. content.Forecasts.Select(f => Rows.Of($"预计{by}底前{f.Step.Name()}的项目", f.Projects,
                ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => subject.Region(l.Project.Region)), ("预计月份（中位数）", Cells.Month, l => l.Median),
                ("80%区间起", Cells.Month, l => l.Earliest), ("80%区间止", Cells.Month, l => l.Latest is { } latest ? latest : "未定")))]);
    }
}
