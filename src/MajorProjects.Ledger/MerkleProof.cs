using System.Numerics;

namespace MajorProjects.Ledger;

/// <summary>
/// What a proof proves: RFC 9162, sections 2.1.3 and 2.1.4, and the same for subtrees (c2sp.org/mtc-tlog). Each method follows the definition of the
/// tree from the root down, so that a proof that is too long or too short fits nowhere.
/// </summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf is in the tree of a size and a root.</summary>
    /// <param name="index">Its place in the tree, from 0.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="proof">The hashes beside its way to the root, from the leaf up.</param>
    /// <param name="root">The root.</param>
    public static bool Includes(long index, long size, Hash leaf, ReadOnlySpan<Hash> proof, Hash root) =>
        index >= 0 && index < size && RootAbove(index, size, leaf, proof) == root;

    /// <summary>Whether a leaf is in a subtree, whose root this is.</summary>
    /// <param name="index">Its place in the whole tree.</param>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf after its last.</param>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="proof">The hashes beside its way to the subtree's root, from the leaf up.</param>
    /// <param name="root">The root of the subtree.</param>
    public static bool SubtreeIncludes(long index, long start, long end, Hash leaf, ReadOnlySpan<Hash> proof, Hash root) =>
        IsSubtree(start, end) && index >= start && Includes(index - start, end - start, leaf, proof, root);

    /// <summary>Whether a tree begins with the leaves of an earlier one. Of the empty tree nothing can be proved.</summary>
    /// <param name="size">How many leaves the earlier tree has.</param>
    /// <param name="root">Its root.</param>
    /// <param name="laterSize">How many leaves the later tree has.</param>
    /// <param name="laterRoot">Its root.</param>
    /// <param name="proof">A consistency proof.</param>
    public static bool IsExtended(long size, Hash root, long laterSize, Hash laterRoot, ReadOnlySpan<Hash> proof) =>
        size > 0 && SubtreeIsExtended(0, size, root, laterSize, laterRoot, proof);

    /// <summary>Whether a tree holds a subtree, in its place.</summary>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf after its last.</param>
    /// <param name="root">The root of the subtree.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="treeRoot">Its root.</param>
    /// <param name="proof">A consistency proof.</param>
    public static bool SubtreeIsExtended(long start, long end, Hash root, long size, Hash treeRoot, ReadOnlySpan<Hash> proof)
    {
        if (!IsSubtree(start, end) || end > size) return false;
        if (start == end) return proof.IsEmpty && root == Merkle.Empty;
        return Roots(start, end, size, root, proof, isKnown: true) is { } roots && roots.Earlier == root && roots.Later == treeRoot;
    }

    private static Hash? RootAbove(long index, long size, Hash leaf, ReadOnlySpan<Hash> proof)
    {
        if (size == 1) return proof.IsEmpty ? leaf : null;
        if (proof.IsEmpty) return null;
        var (split, beside) = (Merkle.Split(size), proof[^1]);
        var rest = proof[..^1];
        return index < split
            ? RootAbove(index, split, leaf, rest) is { } left ? Merkle.OfNode(left, beside) : null
            : RootAbove(index - split, size - split, leaf, rest) is { } right ? Merkle.OfNode(beside, right) : null;
    }

    // The root of the subtree and that of the tree, as the proof makes them; what is the subtree as a whole need not be in the proof.
    private static (Hash Earlier, Hash Later)? Roots(long start, long end, long size, Hash root, ReadOnlySpan<Hash> proof, bool isKnown)
    {
        if (start == 0 && end == size)
            return isKnown ? proof.IsEmpty ? (root, root) : null
                : proof.Length == 1 ? (proof[0], proof[0]) : null;
        if (proof.IsEmpty) return null;
        var (split, beside) = (Merkle.Split(size), proof[^1]);
        var rest = proof[..^1];
        if (end <= split)
            return Roots(start, end, split, root, rest, isKnown) is { } left ? (left.Earlier, Merkle.OfNode(left.Later, beside)) : null;
        if (start >= split)
            return Roots(start - split, end - split, size - split, root, rest, isKnown) is { } right ? (right.Earlier, Merkle.OfNode(beside, right.Later)) : null;
        return Roots(0, end - split, size - split, root, rest, isKnown: false) is { } both
            ? (Merkle.OfNode(beside, both.Earlier), Merkle.OfNode(beside, both.Later))
            : null;
    }

    private static bool IsSubtree(long start, long end) =>
        start >= 0 && end >= start && start % (long)BitOperations.RoundUpToPowerOf2(Math.Max(1, (ulong)(end - start))) == 0;
}
