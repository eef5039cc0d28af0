using MajorProjects.Digests.Content;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>What was completed of the year's plans, month by month.</summary>
internal static class InvestmentFigures
{
    public static InvestmentSection Of(DigestView view, YearFigures year)
    {
        var (rate, sum, months) = (year.Rates["investmentRateOfYearPlan"], 0m, new List<InvestmentMonth>());
        for (var month = view.Year.First; month <= view.Viewpoint.AsOf; month = month.AddMonths(1))
            months.Add(new(YearMonth.Of(month), Wan.Plain(sum += year.Completed.GetValueOrDefault(month)), Wan.Plain(rate.Denominator * month.Month / 12)));
        return new(view.Year.First.Year, rate.Denominator, rate.Numerator, rate, year.Rates["investmentRateToDate"], year.Rates["timeProgress"], months);
    }
}
