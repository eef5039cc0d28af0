using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Storage;

/// <summary>The cities that a command is asked for.</summary>
internal static class AskedCities
{
    /// <summary>The city of a code.</summary>
    /// <exception cref="CommandFailedException">it is not registered.</exception>
    public static async Task<City> InsistAsync(this Cities cities, string? asked, CancellationToken cancellation) =>
        RegionCode.TryParse(asked, out var code) && await cities.FindAsync(code, cancellation) is { } city
            ? city
            : throw new CommandFailedException($"城市 {asked} 尚未登记 / the city {asked} is not registered");

    /// <summary>Those of some codes; of all cities where there is none.</summary>
    /// <exception cref="CommandFailedException">one is not registered.</exception>
    public static async Task<IReadOnlyList<City>> AskedAsync(this Cities cities, IEnumerable<string> asked, CancellationToken cancellation)
    {
        var codes = asked.ToList();
        if (codes.Count == 0) codes.AddRange((await cities.AllAsync(cancellation)).Select(code => $"{code}"));
        var all = new List<City>(codes.Count);
        foreach (var code in codes) all.Add(await cities.InsistAsync(code, cancellation));
        return all;
    }
}
