namespace MajorProjects.Ledger.Tests;

/// <summary>A log of a test: its entries, from which its tiles and checkpoints follow.</summary>
internal sealed class OwnLog(string origin, params IEnumerable<SigningKey> keys)
{
    private readonly List<byte[]> entries = [];
    private readonly List<Hash> leaves = [];

    public OwnLog() : this("log.example/140500")
    {
    }

    public string Origin => origin;

    public SigningKey Key => Keys[0];

    public IReadOnlyList<SigningKey> Keys { get; } = [.. keys.DefaultIfEmpty(SigningKey.New(origin, SignatureAlgorithm.Ed25519))];

    public IReadOnlyList<byte[]> Entries => entries;

    public IReadOnlyList<Hash> Leaves => leaves;

    public OwnLog Add(params IEnumerable<byte[]> more)
    {
        foreach (var entry in more)
        {
            entries.Add(entry);
            leaves.Add(Merkle.OfLeaf(entry));
        }
        return this;
    }

    /// <summary>Adds entries that say nothing but which they are.</summary>
    public OwnLog AddUpTo(int size)
    {
        while (entries.Count < size) Add(BitConverter.GetBytes(entries.Count));
        return this;
    }

    public Checkpoint At(long size) => new(origin, size, Merkle.Root([.. leaves.Take((int)size)]));

    public SignedNote SignedAt(long size) => At(size).Sign(Keys);

    public TileTree Tree(long size) => new(size, (tile, _) => Task.FromResult<IReadOnlyList<Hash>>(Read(tile)));

    public Hash[] Read(Tile tile)
    {
        var below = 1 << (Tile.Height * tile.Level);
        return [.. Enumerable.Range((int)tile.First, tile.Width).Select(place => Merkle.Root([.. leaves.Skip(place * below).Take(below)]))];
    }

    /// <summary>The files of a log of a size, by their paths.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> Files(long size)
    {
        yield return ("checkpoint", System.Text.Encoding.UTF8.GetBytes(SignedAt(size).ToString()));
        foreach (var tile in Tile.All(size))
        {
            yield return ($"tile/{tile.Path}", TileBytes.OfHashes(Read(tile)));
            if (tile.Level == 0)
                yield return ($"tile/entries/{tile.EntriesPath}", TileBytes.OfEntries(entries.Skip((int)tile.First).Take(tile.Width).Select(e => (ReadOnlyMemory<byte>)e)));
        }
    }
}
