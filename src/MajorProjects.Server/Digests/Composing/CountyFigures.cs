using MajorProjects.Digests.Content;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>县区排名, by what was completed of the year's plan.</summary>
internal static class CountyFigures
{
    private static readonly string Sql = $"""
        with s as (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}),
             r as ({Metric.All.Single(m => m.Key == "investmentRateOfYearPlan").Rows})
        select s.region, sum(r.numerator)::numeric, sum(r.denominator)::numeric from r join s on s.project_id = r.project_id group by s.region
        """;

    public static async Task<IReadOnlyList<CountyRow>> ReadAsync(DigestView view, BatchFigures batches, CancellationToken cancellation)
    {
        await using var select = view.AskOfYear(Sql);
        var rates = (await select.ReadAsync(row => (Region: row.GetString(0), Rate: Ratio.Of(row.GetDecimal(1), row.GetDecimal(2))), cancellation))
            .ToDictionary(r => r.Region, r => r.Rate, StringComparer.Ordinal);
        var rows = view.City.Regions.Keys.Append($"{view.City.Code}").Select(region =>
        {
            var rate = rates.GetValueOrDefault(region, Ratio.Of(0, 0));
            return new CountyRow(
                region, null, rate.Denominator, rate.Numerator, rate, batches.In(region, ContractSigned.Kind), batches.In(region, ConstructionStarted.Kind),
                batches.In(region, ProjectCommissioned.Kind));
        }).ToList();
        return CountyRow.Ranked(rows);
    }
}
