using System.Globalization;
using System.Text;

namespace MajorProjects.Ledger;

/// <summary>A proof that an entry is in a log, for which nobody has to be asked (c2sp.org/tlog-proof).</summary>
/// <param name="Index">The leaf.</param>
/// <param name="Hashes">The hashes beside its way to the root, from the leaf up.</param>
/// <param name="Note">The signed checkpoint.</param>
public sealed record TlogProof(long Index, IReadOnlyList<Hash> Hashes, SignedNote Note)
{
    private const string Title = "c2sp.org/tlog-proof@v1", Extra = "extra ", IndexIs = "index ";

    /// <summary>Reads a proof. Extra data, which nothing vouches for, are left aside.</summary>
    /// <exception cref="FormatException">it is no such proof.</exception>
    public static TlogProof Parse(string proof)
    {
        var end = proof.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) throw new FormatException("The proof has no checkpoint.");
        var lines = proof[..end].Split('\n').ToList();
        if (lines[0] != Title) throw new FormatException($"The proof does not begin with {Title}.");
        lines.RemoveAt(0);
        if (lines.Count > 0 && lines[0].StartsWith(Extra, StringComparison.Ordinal)) lines.RemoveAt(0);
        if (lines.Count == 0 || !lines[0].StartsWith(IndexIs, StringComparison.Ordinal)
            || !long.TryParse(lines[0][IndexIs.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || $"{IndexIs}{index}" != lines[0])
            throw new FormatException("The proof has no index.");
        var note = SignedNote.Parse(proof[(end + 2)..]);
        _ = Checkpoint.Of(note);
        return new(index, [.. lines.Skip(1).Select(Hash.Parse)], note);
    }

    /// <summary>Whether the entry is in the log of the checkpoint, at the index. Whose checkpoint it is, is another question.</summary>
    public bool Includes(ReadOnlySpan<byte> entry)
    {
        var checkpoint = Checkpoint.Of(Note);
        return MerkleProof.Includes(Index, checkpoint.Size, Merkle.OfLeaf(entry), [.. Hashes], checkpoint.Root);
    }

    public override string ToString()
    {
        var proof = new StringBuilder(Title).Append('\n').Append(IndexIs).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Hashes) proof.Append(hash).Append('\n');
        return proof.Append('\n').Append(Note).ToString();
    }
}
