using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>What was corrected since the last digest, and what that makes of its figures.</summary>
internal static class CorrectionWords
{
    public static Section Of(DigestContent content)
    {
        var (subject, corrections) = (content.Subject, content.Corrections);
        return new("上期通报的更正",
            [.. Said(content.Point.Last, corrections).Select(text => new Block.Paragraph(text))],
            Rows.Of("更正的记录", corrections.Facts,
                ("项目名称", Cells.Name, f => f.Project.Name), ("县区", Cells.Text, f => subject.Region(f.Project.Region)), ("方式", Cells.Text, f => Manner(f.Type)), ("记录", Cells.Text, f => f.Title), ("发生日期", Cells.Day, f => f.OccurredOn),
                ("登记日期", Cells.Day, f => Say.DayOf(f.RecordedAt)), ("登记人", Cells.Text, f => f.RecordedBy)),
            Rows.Of("更正涉及的项目", new Listed<(ChangedFigure Figure, ProjectRef Project)>(
                    corrections.Figures.Sum(f => f.Projects.Count), [.. corrections.Figures.SelectMany(f => f.Projects.Items.Select(p => (f, p)))]),
                ("上期数字", Cells.Text, c => Figure(c.Figure)), ("项目名称", Cells.Name, c => c.Project.Name), ("县区", Cells.Text, c => subject.Region(c.Project.Region))));
    }

    private static IEnumerable<string> Said(LastDigest? last, CorrectionSection corrections)
    {
        if (last is null)
        {
            yield return "此前无同类通报，无更正事项。";
            yield break;
        }
        var before = $"上期通报（{last.Period.Name()}）";
        yield return corrections.Facts.Count == 0
            ? $"{before}印发以来，其所涉日期的记录无更正、补报。"
            : $"{before}印发以来，其所涉日期的记录更正、补报{corrections.Facts.Count}条。";
        if (corrections.Figures.Count == 0) yield return "上期签约、开工、投产数字无变化。";
        foreach (var figure in corrections.Figures)
            yield return $"{Figure(figure)}原为{Say.Of(figure.Then)}，现为{Say.Of(figure.Now)}，涉及项目{figure.Projects.Count}个。";
        foreach (var rate in corrections.Rates) yield return $"上期{rate.Title}原为{Of(rate, rate.Then)}，现为{Of(rate, rate.Now)}。";
    }

    private static string Of(ChangedRate rate, Ratio ratio) =>
        rate.Metric.StartsWith("investment", StringComparison.Ordinal) ? Say.RateOfMoney("", ratio) : Say.Rate("", ratio);

    private static string Manner(string type) => type switch
    {
        "voided" => "作废",
        "returned" => "退回",
        "revised" => "信息更正",
        "refiled" => "月报重报",
        _ => "补报",
    };

    private static string Figure(ChangedFigure figure) => $"{figure.Period.Name()}{Called.Batch(figure.Kind)}";
}
