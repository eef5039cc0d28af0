using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MajorProjects.Ledger;

/// <summary>What checks the signatures of a key: public, and written in one line (c2sp.org/signed-note, verifier keys).</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="Algorithm">How it signs.</param>
/// <param name="PublicKey">The public key.</param>
public sealed record VerifierKey(string Name, SignatureAlgorithm Algorithm, byte[] PublicKey)
{
    /// <summary>The four bytes that tell keys of one name apart.</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Name}\n"), .. Algorithm.Type, .. PublicKey]));

    /// <exception cref="FormatException">it is no verifier key of a known algorithm.</exception>
    public static VerifierKey Parse(string key)
    {
        var parts = key.Trim().Split('+', 3);
        var material = new byte[key.Length];
        if (parts is not [var name, var id, var base64] || !IsName(name) || !Convert.TryFromBase64String(base64, material, out var length))
            throw new FormatException("A verifier key is written name+id+key.");
        var algorithm = SignatureAlgorithm.All.FirstOrDefault(a => length == a.Type.Length + a.PublicLength && material.AsSpan().StartsWith(a.Type))
            ?? throw new FormatException("The verifier key is of an unknown algorithm.");
        var parsed = new VerifierKey(name, algorithm, material[algorithm.Type.Length..length]);
        return parsed.ToString() == key.Trim() ? parsed : throw new FormatException($"The verifier key does not have the id {id}.");
    }

    /// <summary>Whether a signature is this key's.</summary>
    public bool Verifies(byte[] text, byte[] signature) => Algorithm.Verifies(PublicKey, text, signature);

    /// <summary>The same key under another name, by which it signs another log.</summary>
    public VerifierKey Named(string name) => new(name, Algorithm, PublicKey);

    public bool Equals(VerifierKey? other) => other is not null && Name == other.Name && Algorithm == other.Algorithm && PublicKey.AsSpan().SequenceEqual(other.PublicKey);

    public override int GetHashCode() => HashCode.Combine(Name, Id);

    public override string ToString() => $"{Name}+{Id.ToString("x8", CultureInfo.InvariantCulture)}+{Convert.ToBase64String([.. Algorithm.Type, .. PublicKey])}";

    internal static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c == '+');
}

/// <summary>A key that signs. Written in one line as the Go package note does: <c>PRIVATE+KEY+name+id+secret</c>.</summary>
public sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] secret;

    private SigningKey(string name, SignatureAlgorithm algorithm, byte[] secret)
    {
        this.secret = secret;
        Verifier = new(name, algorithm, algorithm.PublicKey(secret));
    }

    /// <summary>What checks its signatures.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>A new key.</summary>
    public static SigningKey New(string name, SignatureAlgorithm algorithm) => new(name, algorithm, algorithm.NewSecret());

    /// <exception cref="FormatException">it is no key of a known algorithm; the message does not tell the key.</exception>
    public static SigningKey Parse(string key)
    {
        const string Unreadable = "A signing key is written PRIVATE+KEY+name+id+secret.";
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || key[Prefix.Length..].Split('+', 3) is not [var name, var id, var base64] || !VerifierKey.IsName(name)) throw new FormatException(Unreadable);
        var material = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, material, out var length)) throw new FormatException(Unreadable);
        var algorithm = SignatureAlgorithm.All.FirstOrDefault(a => length == a.Type.Length + SignatureAlgorithm.SecretLength && material.AsSpan().StartsWith(a.Type)) ?? throw new FormatException(Unreadable);
        var parsed = new SigningKey(name, algorithm, material[algorithm.Type.Length..length]);
        return parsed.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture) == id ? parsed : throw new FormatException($"The signing key of {name} does not have the id {id}.");
    }

    public byte[] Sign(byte[] text) => Verifier.Algorithm.Sign(secret, text);

    /// <summary>The same key under another name, by which it signs another log.</summary>
    public SigningKey Named(string name) => new(name, Verifier.Algorithm, secret);

    /// <summary>The secret itself, in one line: for the file that it is kept in.</summary>
    public string Export() =>
        $"{Prefix}{Verifier.Name}+{Verifier.Id.ToString("x8", CultureInfo.InvariantCulture)}+{Convert.ToBase64String([.. Verifier.Algorithm.Type, .. secret])}";

    /// <summary>Never the secret.</summary>
    public override string ToString() => Verifier.ToString();
}
