using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MajorProjects.Ledger.Packages;

/// <summary>What was asked. The answer is the system's, computed from the facts: no signature vouches for it.</summary>
/// <param name="Question">The question, in Chinese.</param>
/// <param name="AsOf">The day up to which things had happened; null where none was asked for.</param>
/// <param name="KnownAt">The instant up to which they were known.</param>
/// <param name="Position">The position of the city's log that the answer was computed at.</param>
/// <param name="Figure">The figure that was the answer, with its unit; null where the facts themselves were.</param>
/// <param name="Names">What people call the kinds of fact and the projects, by their identifiers.</param>
public sealed record EvidenceQuestion(string Question, string? AsOf, string? KnownAt, long? Position, string? Figure, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>What people call what has an identifier.</summary>
    internal string NameOf(string identifier) => Names.GetValueOrDefault(identifier) ?? identifier;
}

/// <summary>A fact that is enclosed: what it is, and the files of it.</summary>
public sealed record ManifestEntry(long Leaf, long Seq, Guid Project, long Version, string Type, string File, string Proof, string? Data)
{
    internal static ManifestEntry Of(long leaf, LedgerEntry kept) => new(
        leaf, kept.Seq, kept.Project, kept.Version, kept.Type, FileOf(leaf), ProofOf(leaf), kept.AttachedSha256 is { } sha256 ? $"data/{sha256}.json" : null);

    internal static string FileOf(long leaf) => $"entries/{leaf.ToString(CultureInfo.InvariantCulture)}.json";

    internal static string ProofOf(long leaf) => $"proofs/{leaf.ToString(CultureInfo.InvariantCulture)}.tlog-proof";
}

/// <summary>What a package says of itself (form 1).</summary>
/// <param name="V">The version of the form, which the cover sheet belongs to as well.</param>
/// <param name="Origin">Which log.</param>
/// <param name="Asked">What was asked.</param>
/// <param name="Entries">The facts that are enclosed, in the order of the log.</param>
public sealed record Manifest(int V, string Origin, EvidenceQuestion Asked, IReadOnlyList<ManifestEntry> Entries)
{
    private const int Form = 1;

    internal static Manifest Of(EvidenceQuestion question, string origin, IEnumerable<ProvenEntry> facts) =>
        new(Form, origin, question, [.. facts.Select(fact => ManifestEntry.Of(fact.Leaf, LedgerEntry.Parse(fact.Entry.ToBytes())))]);

    internal byte[] ToBytes() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, ManifestJson.Default.Manifest));

    /// <exception cref="FormatException">it is no manifest, or not in its one form.</exception>
    internal static Manifest Parse(byte[] bytes)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(bytes, ManifestJson.Default.Manifest);
            if (manifest is null || manifest.Entries.Any(e => e is null) || manifest.Asked.Names.Values.Any(n => n is null)) throw new FormatException("The manifest has gaps.");
            if (manifest.V != Form) throw new FormatException($"The manifest is of form {manifest.V}.");
            return manifest.ToBytes().AsSpan().SequenceEqual(bytes) ? manifest : throw new FormatException("The manifest is not in the canonical form.");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
