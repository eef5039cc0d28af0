using MajorProjects.Ledger;
using MajorProjects.Server.Http;
using Microsoft.Extensions.Caching.Memory;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// Proofs for readers, from tiles that are kept in memory, as what is signed stays in its place; whoever signs, verifies or exports reads the database.
/// No proof is given out that does not lead to what was signed: what is kept from before a restore deceives nobody.
/// </summary>
internal sealed class ServedProofs(LedgerTiles tiles) : IDisposable
{
    // Of 8 kB each, where they are full.
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 4_096 });

    /// <summary>Proves of leaves that they are in the tree that was signed.</summary>
    /// <exception cref="RefusedException">the hashes that are there do not lead to it.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<Hash>>> OfAsync(LedgerLog log, SignedCheckpoint signed, IReadOnlyList<PlacedLeaf> leaves, CancellationToken cancellation) =>
        await TryAsync(new TileTree(signed.Size, (tile, token) => KeptAsync(log, tile, token)), signed, leaves, cancellation)
        ?? await TryAsync(new TileTree(signed.Size, (tile, token) => ReadAsync(log, tile, token)), signed, leaves, cancellation)
        ?? throw new RefusedException(LedgerRefused.LedgerDamaged);

    public void Dispose() => kept.Dispose();

    private static async Task<IReadOnlyList<IReadOnlyList<Hash>>?> TryAsync(TileTree tree, SignedCheckpoint signed, IReadOnlyList<PlacedLeaf> leaves, CancellationToken cancellation)
    {
        if (SignedCheckpoint.TryRead(signed.Note) is not { } checkpoint) return null;
        var proofs = new List<IReadOnlyList<Hash>>(leaves.Count);
        try
        {
            foreach (var leaf in leaves)
            {
                proofs.Add(await tree.InclusionAsync(leaf.Leaf, cancellation));
                if (!MerkleProof.Includes(leaf.Leaf, signed.Size, leaf.Hash, [.. proofs[^1]], checkpoint.Root)) return null;
            }
            return proofs;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Hash>> KeptAsync(LedgerLog log, Tile tile, CancellationToken cancellation) =>
        kept.TryGetValue((log.Origin, tile), out IReadOnlyList<Hash>? hashes) ? hashes! : await ReadAsync(log, tile, cancellation);

    private async Task<IReadOnlyList<Hash>> ReadAsync(LedgerLog log, Tile tile, CancellationToken cancellation) =>
        kept.Set((log.Origin, tile), await tiles.ReadAsync(log, tile, cancellation), new MemoryCacheEntryOptions { Size = 1 });
}
