using MajorProjects.Domain;

namespace MajorProjects.Server.Simulation;

/// <summary>
/// Makes plausible histories of a city's projects from 2021 to 2025. The same city and seed give the same ones, identifiers included,
/// on any machine; and the first of many are those of a few.
/// </summary>
public sealed class Simulator(City city, long seed)
{
    /// <summary>Codes have six digits for a project's number; a city has far fewer.</summary>
    public const int MostProjects = 200_000;

    internal static DateOnly FirstDay { get; } = new(2020, 12, 1);

    /// <summary>The last day on which anything is recorded.</summary>
    internal static DateOnly LastDay { get; } = new(2025, 12, 31);

    public IEnumerable<SimulatedProject> Projects(int count) => Enumerable.Range(1, count).Select(Project);

    private SimulatedProject Project(int number)
    {
        var chance = Chance.Of(seed, city.Code, number);
        var life = ProjectLife.Of(city, number, chance);
        return Recordings.Of(life, city, FormattableString.Invariant($"simulate --seed {seed}"), chance);
    }
}
