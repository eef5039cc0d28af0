using System.Globalization;

namespace MajorProjects.Ledger;

/// <summary>What a log says of itself, signed: how many leaves it has, and the root over them (c2sp.org/tlog-checkpoint).</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many leaves.</param>
/// <param name="Root">The root over them.</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    private const string Incarnations = "/i";

    /// <summary>The text of the note. Lines of extensions, which nobody could check, are neither written nor kept.</summary>
    public string Text => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root}\n";

    /// <summary>Whose log it is, and which of them: each restore from a backup begins another, the second <c>…/i2</c>. The keys have the name that all share.</summary>
    public (string Name, int Incarnation) Log => Origin.LastIndexOf(Incarnations, StringComparison.Ordinal) is > 0 and var at
        && int.TryParse(Origin.AsSpan(at + Incarnations.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1
        && $"{Origin[..at]}{Incarnations}{number.ToString(CultureInfo.InvariantCulture)}" == Origin ? (Origin[..at], number) : (Origin, 1);

    public SignedNote Sign(params IEnumerable<SigningKey> keys) => SignedNote.Sign(Text, keys);

    /// <summary>Reads what a note says, whoever signed it.</summary>
    /// <exception cref="FormatException">it is no checkpoint.</exception>
    public static Checkpoint Of(SignedNote note)
    {
        if (note.Text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var extensions, ""] || extensions.Any(line => line.Length == 0))
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
