using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>Investment completed of the year's plan, against the time that has passed.</summary>
internal static class InvestmentWords
{
    public static Section Of(DigestContent content)
    {
        var (investment, asOf) = (content.Investment, Say.Day(content.Point.AsOf));
        return new("投资完成情况",
            [
                new Block.Paragraph(investment.PlanWan == 0
                    ? $"{investment.Year}年无列入年度投资计划的项目；{Say.RateOfMoney("年度投资完成率", investment.Rate)}。"
                    : $"{investment.Year}年计划完成投资{Say.Money(investment.PlanWan)}。截至{asOf}，完成投资{Say.Money(investment.CompletedWan)}，"
                      + $"{Say.RateOfMoney("年度投资完成率", investment.Rate)}，{AgainstTime(investment)}；{Say.RateOfMoney("序时投资完成率", investment.RateToDate)}。"),
                .. investment is { PlanWan: > 0, Months.Count: > 0 } ? [new Block.Chart(ChartKind.Investment)] : (IReadOnlyList<Block>)[],
            ],
            Rows.Of("分月累计完成投资", investment.Months,
                ("月份", Cells.Month, m => m.Month), ("累计完成（亿元）", Cells.Yi, m => m.CompletedWan), ("序时应完成（亿元）", Cells.Yi, m => m.ScheduledWan)));
    }

    private static string AgainstTime(InvestmentSection investment)
    {
        var time = investment.TimeProgress;
        var said = $"序时进度{Say.Percent(time.Percent)}（{Say.Number(time.Numerator)}/{Say.Number(time.Denominator)}）";
        // Of the figures as they are printed, so that a reader who subtracts finds the same.
        if (investment.Rate.Percent - time.Percent is not { } ahead) return said;
        return ahead == 0 ? $"与{said}持平" : $"{(ahead > 0 ? "高于" : "低于")}{said}{Say.Points(Math.Abs(ahead))}个百分点";
    }
}
