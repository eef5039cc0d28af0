using System.Text;

namespace MajorProjects.Ledger;

/// <summary>A signature under a note.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">The four bytes that tell keys of one name apart.</param>
/// <param name="Bytes">The signature itself.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes);

/// <summary>A text with signatures under it (c2sp.org/signed-note).</summary>
/// <param name="Text">What is signed, with the newline at its end.</param>
/// <param name="Signatures">The signatures, of known keys and of others.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MostSignatures = 100;

    private const string Separator = "\n\n", Dash = "— ";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a text.</summary>
    /// <param name="text">It ends with a newline, and has no other control characters than those.</param>
    /// <param name="keys">Each puts a line under it.</param>
    /// <exception cref="FormatException">the text cannot be that of a note, or there is no key.</exception>
    public static SignedNote Sign(string text, params IEnumerable<SigningKey> keys)
    {
        if (!text.EndsWith('\n')) throw new FormatException("The text of a note ends with a newline.");
        var signed = Utf8Of(text);
        var note = new SignedNote(text, [.. keys.Select(key => new NoteSignature(key.Verifier.Name, key.Verifier.Id, key.Sign(signed)))]);
        return Parse(note.ToString());
    }

    /// <exception cref="FormatException">it is no signed note; the message tells why.</exception>
    public static SignedNote Parse(string note)
    {
        _ = Utf8Of(note);
        if (note.Any(c => c < ' ' && c != '\n')) throw new FormatException("The note has control characters.");
        var end = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (end < 0 || end + Separator.Length == note.Length || !note.EndsWith('\n')) throw new FormatException("The note has no signatures.");
        var lines = note[(end + Separator.Length)..^1].Split('\n');
        if (lines.Length > MostSignatures) throw new FormatException("The note has too many signatures.");
        return new(note[..(end + 1)], [.. lines.Select(SignatureOf)]);
    }

    /// <summary>Reads a note that is in UTF-8, as it must be.</summary>
    /// <exception cref="FormatException">it is no signed note; the message tells why.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        try
        {
            return Parse(Utf8.GetString(note));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("The note is not in UTF-8.", e);
        }
    }

    /// <summary>Whether the key signed it. A line in its name that it did not sign counts against the note.</summary>
    public bool IsSignedBy(VerifierKey key)
    {
        var signatures = Signatures.Where(s => s.Name == key.Name && s.KeyId == key.Id).ToList();
        return signatures.Count > 0 && signatures.TrueForAll(s => key.Verifies(Utf8Of(Text), s.Bytes));
    }

    /// <summary>Whether one of the keys signed it, and each of them in whose name there is a line.</summary>
    public bool IsSignedBy(IReadOnlyList<VerifierKey> keys)
    {
        var named = keys.Where(key => Signatures.Any(s => s.Name == key.Name && s.KeyId == key.Id)).ToList();
        return named.Count > 0 && named.TrueForAll(IsSignedBy);
    }

    /// <summary>The same note with one more line under it.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            byte[] bytes = [.. BigEndian(signature.KeyId), .. signature.Bytes];
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }
        return note.ToString();
    }

    private static byte[] Utf8Of(string text)
    {
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("The note has half of a surrogate pair.", e);
        }
    }

    private static NoteSignature SignatureOf(string line)
    {
        const int IdLength = sizeof(uint);
        if (line.Split(' ') is not [_, { Length: > 0 } name, var base64] || !line.StartsWith(Dash, StringComparison.Ordinal) || !VerifierKey.IsName(name))
            throw new FormatException($"“{line}” is no signature.");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length <= IdLength || Convert.ToBase64String(bytes, 0, length) != base64)
            throw new FormatException($"“{line}” is no signature.");
        return new(name, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[IdLength..length]);
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
