using System.Text.Json.Serialization;

namespace MajorProjects.Digests.Content;

/// <summary>A list of which only the first <see cref="DigestContent.MostListed"/> may be there.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Items">The first of them.</param>
public sealed record Listed<T>(int Count, IReadOnlyList<T> Items)
{
    /// <summary>How many are not listed.</summary>
    [JsonIgnore]
    public int LeftOut => Count - Items.Count;
}

/// <summary>Makes lists.</summary>
public static class Listed
{
    public static Listed<T> Of<T>(IReadOnlyCollection<T> all) => new(all.Count, [.. all.Take(DigestContent.MostListed)]);
}
