using System.Globalization;

namespace MajorProjects.Ledger;

/// <summary>What a log says of itself, signed: how many leaves it has, and the root over them (c2sp.org/tlog-checkpoint).</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many leaves.</param>
/// <param name="Root">The root over them.</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    /// <summary>The text of the note. Lines of extensions, which nobody could check, are neither written nor kept.</summary>
    public string Text => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root}\n";

    public SignedNote Sign(params IEnumerable<SigningKey> keys) => SignedNote.Sign(Text, keys);

    /// <summary>Reads what a note says, whoever signed it.</summary>
    /// <exception cref="FormatException">it is no checkpoint.</exception>
    public static Checkpoint Of(SignedNote note)
    {
        if (note.Text.TrimEnd('\n').Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var extensions] || extensions.Any(line => line.Length == 0))
            throw new FormatException("A checkpoint has an origin, a size and a root.");
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves) || leaves.ToString(CultureInfo.InvariantCulture) != size)
            throw new FormatException($"“{size}” is no size.");
        return new(origin, leaves, Hash.Parse(root));
    }

    /// <summary>Reads what a note says that the key signed.</summary>
    /// <exception cref="FormatException">it is no checkpoint.</exception>
    /// <exception cref="WrongSignatureException">the key did not sign it.</exception>
    public static Checkpoint Of(SignedNote note, VerifierKey key) => note.IsSignedBy(key) ? Of(note) : throw new WrongSignatureException(key);
}

/// <summary>A note is not signed by the key that it should be signed by.</summary>
public sealed class WrongSignatureException(VerifierKey key) : Exception($"The note is not signed by {key}.")
{
    public VerifierKey Key => key;
}
