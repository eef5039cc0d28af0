using System.Numerics;

namespace MajorProjects.Ledger;

/// <summary>The right edge of a tree: all that is needed to add leaves to it and to know its root.</summary>
public sealed class Frontier
{
    // The perfect subtrees that the tree consists of, from the largest to the smallest: one for each bit of its size.
    private readonly List<Hash> subtrees;

    public Frontier() => subtrees = [];

    private Frontier(long size, List<Hash> subtrees) => (Size, this.subtrees) = (size, subtrees);

    /// <summary>How many leaves there are.</summary>
    public long Size { get; private set; }

    /// <summary>The root over all leaves.</summary>
    public Hash Root
    {
        get
        {
            if (subtrees.Count == 0) return Merkle.Empty;
            var root = subtrees[^1];
            for (var i = subtrees.Count - 2; i >= 0; i--) root = Merkle.OfNode(subtrees[i], root);
            return root;
        }
    }

    /// <summary>That of a tree whose hashes are in tiles.</summary>
    public static async Task<Frontier> OfAsync(TileTree tree, CancellationToken cancellation)
    {
        var edge = new List<Hash>();
        for (var (start, rest) = (0L, tree.Size); rest > 0;)
        {
            var length = 1L << BitOperations.Log2((ulong)rest);
            edge.Add(await tree.HashAsync(start, start + length, cancellation));
            (start, rest) = (start + length, rest - length);
        }
        return new(tree.Size, edge);
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    /// <param name="completed">Is told each hash that stands above a full tile since: the level of the tile that it belongs in, its place in that level, the hash.</param>
    public void Add(Hash leaf, Action<int, long, Hash>? completed = null)
    {
        subtrees.Add(leaf);
        Size++;
        for (var height = 1; height <= BitOperations.TrailingZeroCount(Size); height++)
        {
            var node = Merkle.OfNode(subtrees[^2], subtrees[^1]);
            subtrees.RemoveRange(subtrees.Count - 2, 2);
            subtrees.Add(node);
            if (height % Tile.Height == 0) completed?.Invoke(height / Tile.Height, (Size >> height) - 1, node);
        }
    }
}
