using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>
/// A city (设区市) that keeps a library of projects, with the data its rules look things up in: its county-level regions and
/// the industries its projects are filed under, each code with its Chinese name.
/// </summary>
public sealed record City(
    RegionCode Code,
    string Name,
    IReadOnlyDictionary<string, string> Regions,
    IReadOnlyDictionary<string, string> Industries)
{
    /// <summary>Whether a project can be placed in <paramref name="region"/>: one of the counties, or the city itself for municipal and cross-county works.</summary>
    public bool Has(RegionCode region) => region == Code || Regions.ContainsKey(region.ToString());

    /// <summary>What a region of the city is called; its code, where it is none.</summary>
    public string NameOf(string region) => region == Code.ToString() ? Name : Regions.GetValueOrDefault(region, region);
}
