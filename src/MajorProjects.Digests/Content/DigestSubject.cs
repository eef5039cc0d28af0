using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Content;

/// <summary>What a digest is about.</summary>
/// <param name="Kind">Of which kind it is.</param>
/// <param name="City">The city's six-digit code.</param>
/// <param name="CityName">What it is called.</param>
/// <param name="Scope">Which of its projects.</param>
/// <param name="Period">Which days; of a round those since the one before.</param>
/// <param name="Before">The period before; null for a round, and while the period runs.</param>
/// <param name="YearBefore">The same period of the year before; null for a round, and while the period runs.</param>
/// <param name="Next">The period after, whose steps are due next; of a round the thirty days after.</param>
/// <param name="Regions">The names of the city's regions by their codes, the city's own among them.</param>
/// <param name="Industries">The names of the industries by their keys.</param>
/// <param name="Simulated">Whether the city's projects are made up (模拟); whatever is shown of it says so.</param>
public sealed record DigestSubject(
    DigestKind Kind, string City, string CityName, DigestScope Scope, Period Period, Period? Before, Period? YearBefore, Period Next,
    IReadOnlyDictionary<string, string> Regions, IReadOnlyDictionary<string, string> Industries, bool Simulated);

/// <summary>Which projects of a city a digest is about: all, where nothing is given.</summary>
/// <param name="Region">Those filed under exactly this region (市级 or a 县区).</param>
/// <param name="Industry">Those of this industry.</param>
public sealed record DigestScope(string? Region = null, string? Industry = null)
{
    /// <summary>All of a city's projects.</summary>
    public static DigestScope City { get; } = new();
}

/// <summary>From where on both clocks a digest was computed; computed again from there it is the same.</summary>
/// <param name="AsOf">Facts that had happened by the end of this day: the period's last, or that of the round.</param>
/// <param name="KnownAt">The instant up to which facts were known.</param>
/// <param name="Position">The position of the city's log up to which they were.</param>
/// <param name="Last">The digest of the same schedule before it, by which corrections are told; null where there was none.</param>
/// <param name="Rules">The versions of the rules that the figures go by: <c>metrics</c>, <c>lights</c>, <c>forecast</c>.</param>
public sealed record DigestPoint(DateOnly AsOf, DateTimeOffset KnownAt, long Position, LastDigest? Last, IReadOnlyDictionary<string, int> Rules);

/// <summary>The digest before: its id, its period and from where it was seen; of a round, its number.</summary>
public sealed record LastDigest(Guid Id, Period Period, DateOnly AsOf, long Position, string? Round = null);
