using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>县区排名, by what was completed of the year's plan.</summary>
internal static class CountyFigures
{
    public static IReadOnlyList<CountyRow> Of(City city, YearFigures year, BatchFigures batches) => CountyRow.Ranked(city.Regions.Keys.Append($"{city.Code}").Select(region =>
    {
        var rate = year.Counties.GetValueOrDefault(region, Ratio.Of(0, 0));
        return new CountyRow(
            region, null, rate.Denominator, rate.Numerator, rate, batches.In(region, ContractSigned.Kind), batches.In(region, ConstructionStarted.Kind),
            batches.In(region, ProjectCommissioned.Kind));
    }).ToList());
}
