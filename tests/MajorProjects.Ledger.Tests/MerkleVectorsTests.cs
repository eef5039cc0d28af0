using System.Text.Json;

namespace MajorProjects.Ledger.Tests;

/// <summary>The vectors of github.com/transparency-dev/merkle: what a proof proves and what it does not.</summary>
public class MerkleVectorsTests
{
    private delegate bool Proof(Case c);

    [Theory]
    [InlineData("inclusion", 98)]
    [InlineData("consistency", 98)]
    [InlineData("subtreeinclusion", 204)]
    [InlineData("subtreeconsistency", 118)]
    public void each_case_holds_or_is_refused_as_it_says(string folder, int count)
    {
        Proof holds = folder switch
        {
            "inclusion" => c => MerkleProof.Includes(c.Number("leafIdx"), c.Number("treeSize"), c.Hash("leafHash"), c.Hashes("proof"), c.Hash("root")),
            "consistency" => c => MerkleProof.IsExtended(c.Number("size1"), c.Hash("root1"), c.Number("size2"), c.Hash("root2"), c.Hashes("proof")),
            "subtreeinclusion" => c => MerkleProof.SubtreeIncludes(c.Number("leafIdx"), c.Number("start"), c.Number("end"), c.Hash("leafHash"), c.Hashes("proof"), c.Hash("root")),
            _ => c => MerkleProof.SubtreeIsExtended(c.Number("start"), c.Number("end"), c.Hash("root1"), c.Number("size"), c.Hash("root2"), c.Hashes("proof")),
        };
        var cases = Case.In(folder);
        cases.ForEach(c => Holds(holds, c).ShouldBe(!c.IsBad, c.Name));
        cases.Count.ShouldBe(count);
    }

    [Fact]
    public void there_are_518_cases_of_which_36_hold()
    {
        var cases = new[] { "inclusion", "consistency", "subtreeinclusion", "subtreeconsistency" }.SelectMany(Case.In).ToList();

        (cases.Count, cases.Count(c => !c.IsBad)).ShouldBe((518, 36));
    }

    [Fact]
    public void what_is_not_of_32_bytes_is_no_hash()
    {
        foreach (var length in new[] { 0, 1, 31, 33, 64 })
        {
            Should.Throw<FormatException>(() => new Hash(new byte[length]));
            Hash.TryParse(Convert.ToBase64String(new byte[length]), out _).ShouldBeFalse();
        }
    }

    private static bool Holds(Proof proof, Case c)
    {
        try
        {
            return proof(c);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private sealed record Case(string Name, JsonElement Json)
    {
        public bool IsBad => Json.GetProperty("wantErr").GetBoolean();

        public static List<Case> In(string folder) => [.. Directory
            .EnumerateFiles(Path.Combine(SharedVectors.FolderOrSkip("merkle"), "testdata", folder), "*.json", SearchOption.AllDirectories)
            .Select(file => new Case(file, JsonElement.Parse(File.ReadAllText(file))))];

        // Some sizes are of an unsigned 64-bit number; no tree of ours is that large.
        public long Number(string name) => Json.GetProperty(name).TryGetInt64(out var number) ? number : -1;

        public Hash Hash(string name) => Of(Json.GetProperty(name));

        public Hash[] Hashes(string name) => Json.GetProperty(name) is { ValueKind: JsonValueKind.Array } hashes ? [.. hashes.EnumerateArray().Select(Of)] : [];

        // In the place of a root that does not matter some have a text, which stands here for a hash.
        private static Hash Of(JsonElement hash)
        {
            var bytes = hash.ValueKind == JsonValueKind.String ? hash.GetBytesFromBase64() : [];
            return bytes.AsSpan().StartsWith("don't care"u8) ? Merkle.OfLeaf(bytes) : new(bytes);
        }
    }
}
