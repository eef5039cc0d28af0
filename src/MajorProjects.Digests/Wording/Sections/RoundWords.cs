using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>A round: what was published beside what is computed, and which projects make the difference.</summary>
internal static class RoundWords
{
    public static IEnumerable<Section> Of(DigestContent content)
    {
        if (content.Round is not { } round) yield break;
        yield return new("本次活动公布数与系统数对照",
            [
                new Block.Paragraph($"{round.Name}于{Say.Day(round.HeldOn)}举行。公布数来源：{round.Source}。"),
                new Block.Paragraph(string.Concat(round.Batches.Select(batch => Sentence(batch, content.Subject.Scope == DigestScope.City)))),
                Side(round),
            ],
            Differences(round));
    }

    private static string Sentence(RoundBatchSection batch, bool ofCity)
    {
        var (kind, computed) = (Called.Batch(batch.Kind), batch.Computed);
        // What is published is the city's.
        if (!ofCity) return $"{kind}系统登记{Say.Of(computed)}（公布数为全市数，不作对照）。";
        if (batch.PublishedCount is not { } count) return $"{kind}未公布项目数，系统登记{Say.Of(computed)}。";
        var money = batch.PublishedInvestmentWan is { } wan ? $"、总投资{Say.Money(wan)}" : "（未公布总投资）";
        return $"公布{kind}项目{count}个{money}，系统登记{Say.Of(computed)}，{Beside(computed.Count - count, computed.InvestmentWan - batch.PublishedInvestmentWan)}。";
    }

    private static string Beside(int count, decimal? wan) => (count, wan) switch
    {
        (0, 0) => "两者相符",
        (0, null) => "项目数相符",
        _ => $"系统比公布{string.Join('、', new[] { Gap(count, by => $"{by}个"), wan is { } by ? Gap(by, Say.Money) : null }.OfType<string>())}",
    };

    private static string? Gap(decimal by, Func<decimal, string> amount) => by == 0 ? null : $"{(by > 0 ? "多" : "少")}{amount(Math.Abs(by))}";

    private static Block.Table Side(RoundSection round) => Rows.Of("公布数与系统数", round.Batches,
        ("类别", Cells.Text, b => Called.Batch(b.Kind)),
        ("公布项目数", Cells.Number, b => b.PublishedCount), ("公布总投资（亿元）", Cells.Yi, b => b.PublishedInvestmentWan),
        ("系统项目数", Cells.Number, b => b.Computed.Count), ("系统总投资（亿元）", Cells.Yi, b => b.Computed.InvestmentWan),
        ("相差项目数", Cells.Number, b => b.Computed.Count - b.PublishedCount), ("相差总投资（亿元）", Cells.Yi, b => b.Computed.InvestmentWan - b.PublishedInvestmentWan));

    private static Block.Table Differences(RoundSection round) => Rows.Of("公布数与系统数相差的项目",
        new Listed<(string Kind, RoundDifferenceLine Line)>(
            round.Batches.Sum(b => b.Differences.Count), [.. round.Batches.SelectMany(b => b.Differences.Items.Select(line => (b.Kind, line)))]),
        ("类别", Cells.Text, d => Called.Batch(d.Kind)), ("项目名称", Cells.Name, d => d.Line.Name),
        ("出现在", Cells.Text, d => d.Line.Published ? "公布名单" : "系统"), ("说明", Cells.Name, d => d.Line.Why));
}
