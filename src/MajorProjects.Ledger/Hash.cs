using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace MajorProjects.Ledger;

/// <summary>A hash of the tree: 32 bytes, written in base64 as the formats of C2SP want it.</summary>
public readonly struct Hash : IEquatable<Hash>
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    private readonly Vector256<byte> bytes;

    /// <exception cref="FormatException">there are not 32 bytes.</exception>
    public Hash(ReadOnlySpan<byte> bytes) =>
        this.bytes = bytes.Length == Length ? Vector256.Create(bytes) : throw new FormatException($"A hash has {Length} bytes and not {bytes.Length}.");

    /// <exception cref="FormatException">it is not the base64 of 32 bytes.</exception>
    public static Hash Parse(string base64) => TryParse(base64, out var hash) ? hash : throw new FormatException($"“{base64}” is no hash.");

    /// <summary>Reads a hash of which there is one spelling only.</summary>
    public static bool TryParse(string base64, out Hash hash)
    {
        Span<byte> read = stackalloc byte[Length];
        var isHash = Convert.TryFromBase64String(base64, read, out var length) && length == Length && Convert.ToBase64String(read) == base64;
        hash = isHash ? new(read) : default;
        return isHash;
    }

    public void CopyTo(Span<byte> destination) => bytes.CopyTo(destination);

    public byte[] ToArray()
    {
        var array = new byte[Length];
        CopyTo(array);
        return array;
    }

    /// <summary>In hex, as people compare hashes.</summary>
    public string ToHex() => Convert.ToHexStringLower(ToArray());

    public override string ToString() => Convert.ToBase64String(ToArray());

    public bool Equals(Hash other) => bytes == other.bytes;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Hash other && Equals(other);

    public override int GetHashCode() => bytes.GetHashCode();

    public static bool operator ==(Hash left, Hash right) => left.Equals(right);

    public static bool operator !=(Hash left, Hash right) => !left.Equals(right);
}
