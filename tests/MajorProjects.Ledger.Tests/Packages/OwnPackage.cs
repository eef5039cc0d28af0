using System.IO.Compression;
using System.Text;
using MajorProjects.Ledger.Packages;

namespace MajorProjects.Ledger.Tests.Packages;

/// <summary>A package of a test: one project of three facts, in a log of seven, one of them too long for its entry.</summary>
internal static class OwnPackage
{
    public static readonly OwnLog Log = new OwnLog().AddUpTo(2).Add(An.Entry(1).ToBytes()).AddUpTo(4)
        .Add(An.Entry(2, $$"""{"occurredOn":"2026-04-01","text":"{{new string('长', 22_000)}}"}""").ToBytes(), An.Entry(3, """{"reason":"<b>更正</b>","version":2}""", "factVoided").ToBytes()).AddUpTo(7);

    public static readonly EvidenceQuestion Question = new(
        "示例光伏电站的全部事实", "2026-06-30", "2026-07-01T00:00:00+08:00", 103, "3 条", new Dictionary<string, string> { ["constructionStarted"] = "开工", [$"{An.Project}"] = "示例光伏电站" });

    private static readonly LedgerEntry[] Entries = [An.Entry(1), An.Entry(2, $$"""{"occurredOn":"2026-04-01","text":"{{new string('长', 22_000)}}"}"""), An.Entry(3, """{"reason":"<b>更正</b>","version":2}""", "factVoided")];

    public static readonly long[] Leaves = [2, 4, 5];

    public static async Task<byte[]> BytesAsync(OwnLog? log = null)
    {
        log ??= Log;
        var tree = log.Tree(log.Entries.Count);
        var facts = new List<ProvenEntry>();
        foreach (var (leaf, entry) in Leaves.Zip(Entries)) facts.Add(new(leaf, entry, await tree.InclusionAsync(leaf, CancellationToken.None)));
        using var package = new MemoryStream();
        EvidencePackage.Write(package, Question, log.SignedAt(log.Entries.Count), [.. log.Keys.Select(k => k.Verifier)], facts);
        return package.ToArray();
    }

    public static async Task<Dictionary<string, byte[]>> FilesAsync(OwnLog? log = null) => Unzip(await BytesAsync(log));

    public static Dictionary<string, byte[]> Unzip(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var content = e.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var package = new MemoryStream();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(bytes);
            }
        }
        return package.ToArray();
    }

    public static PackageCheck Check(byte[] package, VerifierKey? key)
    {
        using var stream = new MemoryStream(package);
        return EvidencePackage.Check(stream, key);
    }

    public static byte[] Replaced(byte[] text, string part, string instead)
    {
        var (before, after) = (Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(text).Replace(part, instead, StringComparison.Ordinal));
        after.ShouldNotBe(before);
        return Encoding.UTF8.GetBytes(after);
    }
}
