using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>签约、开工、投产: each batch beside those before it, with its projects.</summary>
internal static class BatchWords
{
    public static Section Of(DigestContent content) => new("签约、开工、投产情况",
        [
            .. content.Batches.Select(batch => new Block.Paragraph(Sentences(content, batch))),
            Figures(content),
            .. content.Trend.Count > 0 ? [new Block.Chart(ChartKind.Trend)] : (IReadOnlyList<Block>)[],
        ],
        [.. content.Batches.Select(batch => Projects(content.Subject, batch)), Trend(content)]);

    private static string Sentences(DigestContent content, BatchSection batch)
    {
        var (subject, kind) = (content.Subject, Called.Batch(batch.Kind));
        var fresh = subject.Kind is DigestKind.Round ? "" : "新";
        return string.Concat(
            batch.Current.Count == 0 ? $"{When(subject)}无{fresh}{kind}项目。" : $"{When(subject)}{fresh}{kind}项目{batch.Current.Count}个，总投资{Say.Money(batch.Current.InvestmentWan)}。",
            batch.Before is { } before ? Say.Compared(subject.Before(), batch.Current, before) + (batch.YearBefore is null || IsOfYear(subject) ? "。" : "；") : "",
            batch.YearBefore is { } then && !IsOfYear(subject) ? Say.Compared("上年同期", batch.Current, then, Days(subject)) + "。" : "",
            IsOfYear(subject) ? "" : $"{content.Point.AsOf.Year}年累计{kind}{batch.YearToDate.Count}个，总投资{Say.Money(batch.YearToDate.InvestmentWan)}。");
    }

    // The period before a year is that of the year before, and its days to date are all of its days: each is told once.
    private static bool IsOfYear(DigestSubject subject) => subject.Kind is DigestKind.Yearly;

    // A batch of a round is that of the facts that name it, and not of the days since the last one.
    private static string When(DigestSubject subject) => subject.Kind is DigestKind.Round ? "本次活动" : subject.Current();

    // The same week of another year begins on another day: it is said which one is meant.
    private static string? Days(DigestSubject subject) => subject is { Kind: DigestKind.Weekly, YearBefore: { } then } ? $"{then.Days()}：" : null;

    private static Block.Table Figures(DigestContent content)
    {
        var subject = content.Subject;
        return Rows.Of("签约、开工、投产", content.Batches,
        [
            ("类别", Cells.Text, b => Called.Batch(b.Kind)), .. Columns(When(subject), b => b.Current),
            .. subject.Before is null ? [] : Columns(subject.Before(), b => b.Before),
            .. IsOfYear(subject) || subject.YearBefore is null ? [] : Columns("上年同期", b => b.YearBefore),
            .. IsOfYear(subject) ? [] : Columns("年内累计", b => b.YearToDate),
        ]);

        static IEnumerable<(string Heading, Cells Holds, Func<BatchSection, object?> Value)> Columns(string when, Func<BatchSection, Cell?> cell) =>
            [($"{when}项目数", Cells.Number, b => cell(b)?.Count), ($"{when}总投资（亿元）", Cells.Yi, b => cell(b)?.InvestmentWan)];
    }

    private static Block.Table Projects(DigestSubject subject, BatchSection batch) => Rows.Of($"{When(subject)}{Called.Batch(batch.Kind)}项目", batch.Projects,
        ("项目名称", Cells.Name, p => p.Project.Name), ("县区", Cells.Text, p => subject.Region(p.Project.Region)), ("行业", Cells.Text, p => subject.Industry(p.Industry)),
        ("总投资（万元）", Cells.Wan, p => p.TotalInvestmentWan), ($"{Called.Batch(batch.Kind)}日期", Cells.Day, p => p.OccurredOn));

    private static Block.Table Trend(DigestContent content) => Rows.Of("分季度签约、开工、投产", content.Trend,
        ("季度", Cells.Text, q => q.Quarter.ToString()),
        ("签约项目数", Cells.Number, q => q.Signed.Count), ("签约总投资（亿元）", Cells.Yi, q => q.Signed.InvestmentWan),
        ("开工项目数", Cells.Number, q => q.Started.Count), ("开工总投资（亿元）", Cells.Yi, q => q.Started.InvestmentWan),
        ("投产项目数", Cells.Number, q => q.Commissioned.Count), ("投产总投资（亿元）", Cells.Yi, q => q.Commissioned.InvestmentWan));
}
