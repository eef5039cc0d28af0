using System.Numerics;
using System.Security.Cryptography;

namespace MajorProjects.Ledger;

/// <summary>The hashing of the tree: RFC 9162, section 2.1.1 (the same as RFC 6962), with SHA-256.</summary>
public static class Merkle
{
    private const byte LeafPrefix = 0, NodePrefix = 1;

    /// <summary>The root of the tree that has no leaf.</summary>
    public static Hash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf.</summary>
    /// <param name="entry">What the leaf stands for.</param>
    public static Hash OfLeaf(ReadOnlySpan<byte> entry)
    {
        const int OnStack = 2048;
        var length = entry.Length + 1;
        Span<byte> input = length <= OnStack ? stackalloc byte[length] : new byte[length];
        input[0] = LeafPrefix;
        entry.CopyTo(input[1..]);
        return Sum(input);
    }

    /// <summary>The hash of a node with two children.</summary>
    public static Hash OfNode(Hash left, Hash right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Hash.Length];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Hash.Length)..]);
        return Sum(input);
    }

    /// <summary>The root over hashes of perfect subtrees of one height, in order.</summary>
    public static Hash Root(ReadOnlySpan<Hash> hashes) => hashes.Length switch
    {
        0 => Empty,
        1 => hashes[0],
        _ => OfNode(Root(hashes[..(int)Split(hashes.Length)]), Root(hashes[(int)Split(hashes.Length)..])),
    };

    /// <summary>Where a tree of several leaves divides: at the largest power of two below their number.</summary>
    internal static long Split(long size) => 1L << BitOperations.Log2((ulong)size - 1);

    private static Hash Sum(ReadOnlySpan<byte> input)
    {
        Span<byte> sum = stackalloc byte[Hash.Length];
        SHA256.HashData(input, sum);
        return new(sum);
    }
}
