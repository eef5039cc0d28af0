using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>Counties by what they completed of their plans; equal rates share a rank.</summary>
internal static class CountyWords
{
    public static IEnumerable<Section> Of(DigestContent content)
    {
        var (subject, counties) = (content.Subject, content.Counties);
        if (counties.Count == 0) yield break;
        yield return new("县（市、区）投资完成情况排名",
        [
            new Block.Paragraph(Order(subject, counties)),
            Rows.Of("县（市、区）排名", counties,
                ("名次", Cells.Text, c => c.Rank is { } rank && counties.Count(other => other.Rank == rank) > 1 ? $"{Say.Number(rank)}（并列）" : c.Rank), ("县区", Cells.Text, c => subject.Region(c.Region)),
                ("年度计划（亿元）", Cells.Yi, c => c.PlanWan), ("累计完成（亿元）", Cells.Yi, c => c.CompletedWan), ("年度投资完成率", Cells.Percent, c => c.Rate.Percent),
                (Count(subject, "签约"), Cells.Number, c => c.Signed.Count), (Count(subject, "开工"), Cells.Number, c => c.Started.Count), (Count(subject, "投产"), Cells.Number, c => c.Commissioned.Count)),
            .. counties.Any(c => c.Rank is not null) ? [new Block.Chart(ChartKind.Counties)] : (IReadOnlyList<Block>)[],
        ]);
    }

    private static string Order(DigestSubject subject, IReadOnlyList<CountyRow> counties)
    {
        var ranked = counties.Where(c => c.Rank is not null).ToLookup(c => c.Rank!.Value);
        IReadOnlyList<string> unranked = [.. counties.Where(c => c.Rank is null).Select(c => subject.Region(c.Region))];
        var order = ranked.OrderBy(r => r.Key).Select(r => $"{string.Join("和", r.Select(c => subject.Region(c.Region)))}{Say.Percent(r.First().Rate.Percent)}{(r.Count() > 1 ? "（并列）" : "")}");
        return (ranked.Count == 0 ? "" : $"按年度投资完成率由高到低依次为：{string.Join('、', order)}。")
            + (unranked.Count == 0 ? "" : $"{string.Join('、', unranked)}无年度投资计划，不列名次。");
    }

    private static string Count(DigestSubject subject, string what) => subject.Kind is DigestKind.Round ? $"{what}项目数" : $"{subject.Current()}{what}数";
}
