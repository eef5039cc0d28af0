using System.Numerics;

namespace MajorProjects.Ledger;

/// <summary>Reads a tile: as many hashes as its width.</summary>
public delegate Task<IReadOnlyList<Hash>> TileReader(Tile tile, CancellationToken cancellation);

/// <summary>A tree of a size, whose hashes are in tiles: its root, and proofs about it (RFC 9162, section 2.1). Each tile is read once.</summary>
/// <param name="size">How many leaves it has.</param>
/// <param name="read">Reads a tile.</param>
public sealed class TileTree(long size, TileReader read)
{
    private readonly Dictionary<Tile, IReadOnlyList<Hash>> tiles = [];

    public long Size => size;

    /// <summary>The root over the first leaves, or over all.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="first">How many leaves; default: all.</param>
    public Task<Hash> RootAsync(CancellationToken cancellation, long? first = null) =>
        first is null or >= 0 && (first ?? size) <= size ? HashAsync(0, first ?? size, cancellation)
            : throw new ArgumentOutOfRangeException(nameof(first), first, $"The tree has {size} leaves.");

    /// <summary>Proves that a leaf is among the first leaves: the hashes beside its way to the root, from the leaf up.</summary>
    public async Task<IReadOnlyList<Hash>> InclusionAsync(long index, CancellationToken cancellation)
    {
        if (index < 0 || index >= size) throw new ArgumentOutOfRangeException(nameof(index), index, $"The tree has {size} leaves.");
        var proof = new List<Hash>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Merkle.Split(end - start);
            proof.Add(index < middle ? await HashAsync(middle, end, cancellation) : await HashAsync(start, middle, cancellation));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }
        proof.Reverse();
        return proof;
    }

    /// <summary>Proves that the tree begins with the leaves of an earlier one.</summary>
    /// <param name="earlier">How many leaves that one has, at least 1.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<IReadOnlyList<Hash>> ConsistencyAsync(long earlier, CancellationToken cancellation)
    {
        if (earlier < 1 || earlier > size) throw new ArgumentOutOfRangeException(nameof(earlier), earlier, $"The tree has {size} leaves.");
        var proof = new List<Hash>();
        var (start, end, isWhole) = (0L, size, true);
        while (end != earlier)
        {
            var middle = start + Merkle.Split(end - start);
            if (earlier <= middle)
            {
                proof.Add(await HashAsync(middle, end, cancellation));
                end = middle;
            }
            else
            {
                proof.Add(await HashAsync(start, middle, cancellation));
                (start, isWhole) = (middle, false);
            }
        }
        if (!isWhole) proof.Add(await HashAsync(start, end, cancellation));
        proof.Reverse();
        return proof;
    }

    /// <summary>The hash over the leaves from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    /// <exception cref="FormatException">a tile is not as wide as it must be.</exception>
    internal async Task<Hash> HashAsync(long start, long end, CancellationToken cancellation)
    {
        var length = end - start;
        if (length == 0) return Merkle.Empty;
        if (!BitOperations.IsPow2(length))
        {
            var middle = start + Merkle.Split(length);
            return Merkle.OfNode(await HashAsync(start, middle, cancellation), await HashAsync(middle, end, cancellation));
        }
        // A perfect subtree: some of the hashes of one tile, or the one above them all.
        var height = BitOperations.Log2((ulong)length);
        var level = height / Tile.Height;
        var (place, count) = (start >> (level * Tile.Height), 1 << (height % Tile.Height));
        var hashes = await TileAsync(Tile.Holding(level, place, size), cancellation);
        return Merkle.Root([.. hashes.Skip((int)(place % Tile.FullWidth)).Take(count)]);
    }

    private async Task<IReadOnlyList<Hash>> TileAsync(Tile tile, CancellationToken cancellation)
    {
        if (tiles.TryGetValue(tile, out var known)) return known;
        var hashes = await read(tile, cancellation);
        if (hashes.Count != tile.Width) throw new FormatException($"Tile {tile.Path} has {hashes.Count} hashes.");
        return tiles[tile] = hashes;
    }
}
