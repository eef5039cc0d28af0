using System.IO.Compression;
using System.Text;

namespace MajorProjects.Ledger.Packages;

/// <summary>A fact and the proof that it is in a log.</summary>
/// <param name="Leaf">Its place there.</param>
/// <param name="Entry">The fact, with all its data.</param>
/// <param name="Proof">The hashes beside its way to the root, from the leaf up.</param>
public sealed record ProvenEntry(long Leaf, LedgerEntry Entry, IReadOnlyList<Hash> Proof);

/// <summary>
/// The facts behind one answer, with the proofs that they are in the log, in one ZIP that says by itself whether it holds: a cover sheet for a person
/// (<c>封面.html</c>), what was asked and what is enclosed (<c>manifest.json</c>), the signed <c>checkpoint</c>, the keys (<c>key.vkey</c>, a key a line: for convenience, as trust
/// comes from elsewhere), and for each fact <c>entries/&lt;leaf&gt;.json</c>, <c>proofs/&lt;leaf&gt;.tlog-proof</c> and, where its data are too long for an entry, <c>data/&lt;sha256&gt;.json</c>.
/// </summary>
public static class EvidencePackage
{
    internal const string CoverFile = "封面.html", ManifestFile = "manifest.json", CheckpointFile = "checkpoint", KeyFile = "key.vkey";

    // No clock has a part in it: the same facts make the same bytes. The earliest day that a ZIP can tell.
    private static readonly DateTimeOffset Timeless = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a package.</summary>
    /// <param name="output">Where to; written at once, when all of it is there.</param>
    /// <param name="question">What was asked, and what the answer was.</param>
    /// <param name="checkpoint">The signed checkpoint that the proofs lead to.</param>
    /// <param name="keys">What checks its signatures.</param>
    /// <param name="entries">The facts, each leaf once.</param>
    public static void Write(Stream output, EvidenceQuestion question, SignedNote checkpoint, IReadOnlyList<VerifierKey> keys, IEnumerable<ProvenEntry> entries)
    {
        var facts = entries.OrderBy(e => e.Leaf).ToList();
        var manifest = Manifest.Of(question, Checkpoint.Of(checkpoint).Origin, facts);
        // A stream that cannot go back would be written otherwise.
        using var package = new MemoryStream();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in Files(manifest, checkpoint, keys, facts).DistinctBy(file => file.Name))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Timeless;
                using var content = entry.Open();
                content.Write(bytes);
            }
        }
        output.Write(package.GetBuffer().AsSpan(0, (int)package.Length));
    }

    /// <summary>Checks a package, whatever it is: garbage is a finding too.</summary>
    /// <param name="package">The ZIP.</param>
    /// <param name="key">The key to trust; without one it is checked against the keys inside, and does not hold.</param>
    public static PackageCheck Check(Stream package, VerifierKey? key) => new PackageChecker(key).Check(package);

    internal static byte[] Cover(Manifest manifest, SignedNote checkpoint, IReadOnlyList<VerifierKey> keys, IReadOnlyDictionary<long, LedgerEntry> entries) =>
        Encoding.UTF8.GetBytes(CoverSheet.Of(manifest, checkpoint, keys, entries));

    private static IEnumerable<(string Name, byte[] Bytes)> Files(Manifest manifest, SignedNote checkpoint, IReadOnlyList<VerifierKey> keys, List<ProvenEntry> facts)
    {
        // The cover tells of the entries as they are kept, so that whoever has those can tell whether it is theirs.
        var kept = facts.ToDictionary(f => f.Leaf, f => f.Entry.ToBytes());
        yield return (CoverFile, Cover(manifest, checkpoint, keys, kept.ToDictionary(e => e.Key, e => LedgerEntry.Parse(e.Value))));
        yield return (ManifestFile, manifest.ToBytes());
        yield return (CheckpointFile, Encoding.UTF8.GetBytes(checkpoint.ToString()));
        yield return (KeyFile, Encoding.UTF8.GetBytes(string.Concat(keys.Select(key => $"{key}\n"))));
        foreach (var (fact, listed) in facts.Zip(manifest.Entries))
        {
            yield return (listed.File, kept[fact.Leaf]);
            yield return (listed.Proof, Encoding.UTF8.GetBytes(new TlogProof(fact.Leaf, fact.Proof, checkpoint).ToString()));
            if (listed.Data is not null) yield return (listed.Data, fact.Entry.Data.ToArray());
        }
    }
}
