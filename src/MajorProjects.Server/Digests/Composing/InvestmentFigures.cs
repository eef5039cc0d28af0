using MajorProjects.Digests.Content;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>What was completed of the year's plans, month by month.</summary>
internal static class InvestmentFigures
{
    private static readonly string Months = $"""
        select r.month, coalesce(sum(r.completed_wan), 0)::numeric
        from ({ProjectStates.Sql}) e
        join {Metric.YearPlans} y on y.project_id = e.project_id
        join {Metric.Reported} r on r.project_id = e.project_id
        where e.counted and {ProjectFilter.Condition}
        group by r.month
        """;

    public static async Task<InvestmentSection> ReadAsync(DigestView view, Task<IReadOnlyDictionary<string, Ratio>> reading, CancellationToken cancellation)
    {
        await using var select = view.AskOfYear(Months);
        var completed = (await select.ReadAsync(row => (Month: row.GetFieldValue<DateOnly>(0), Wan: row.GetDecimal(1)), cancellation)).ToDictionary(m => m.Month, m => m.Wan);
        var rates = await reading;
        var (year, sum, months) = (rates["investmentRateOfYearPlan"], 0m, new List<InvestmentMonth>());
        for (var month = view.Year.First; month <= view.Viewpoint.AsOf; month = month.AddMonths(1))
            months.Add(new(YearMonth.Of(month), Wan.Plain(sum += completed.GetValueOrDefault(month)), Wan.Plain(year.Denominator * month.Month / 12)));
        return new(view.Year.First.Year, year.Denominator, year.Numerator, year, rates["investmentRateToDate"], rates["timeProgress"], months);
    }
}
