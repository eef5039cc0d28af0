using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>A whole log in a folder: whether each tile is what those below it make, and each entry what its leaf is the hash of.</summary>
internal sealed class Mirror(LogFiles files)
{
    public async Task<IReadOnlyList<Verdict>> CheckAsync(long size, CancellationToken cancellation)
    {
        var (wrong, tiles, entries) = (new List<Verdict>(), 0L, 0L);
        foreach (var tile in Tile.All(size))
        {
            try
            {
                var hashes = await files.TileAsync(tile, cancellation);
                tiles++;
                if (tile.IsFull)
                {
                    var above = Tile.Holding(tile.Level + 1, tile.Index, size);
                    if ((await files.TileAsync(above, cancellation))[(int)(tile.Index - above.First)] != Merkle.Root([.. hashes])) wrong.Add(Differs($"tile/{tile.Path}", $"tile/{above.Path}"));
                }
                if (tile.Level == 0 && await files.EntriesAsync(tile, cancellation) is { } bundle)
                {
                    entries += bundle.Count;
                    wrong.AddRange(bundle.Index().Where(e => Merkle.OfLeaf(e.Item.Span) != hashes[e.Index]).Select(e => Changed(tile.First + e.Index, e.Item)));
                }
            }
            catch (WrongTileException e)
            {
                wrong.Add(new("tileChanged", false, $"{e.Message} 的宽度不对", $"{e.Message} is not as wide as it must be"));
            }
        }
        return wrong.Count > 0 ? wrong : [new("mirror", true, $"{tiles} 个瓦片逐级相符，核对了 {entries} 条原文", $"{tiles} tiles are what those below them make; {entries} entries are what their leaves say")];
    }

    private static Verdict Differs(string path, string above) => new("tileChanged", false, $"{path} 与 {above} 不符", $"{path} is not what {above} says");

    private static Verdict Changed(long leaf, ReadOnlyMemory<byte> bytes)
    {
        var (zh, en) = Told(bytes);
        return new("entryChanged", false, $"第 {leaf} 条原文与账本不符（{zh}）", $"the entry of leaf {leaf} is not what the leaf says ({en})");
    }

    private static (string Zh, string En) Told(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var entry = LedgerEntry.Parse(bytes);
            var told = $"seq={entry.Seq} project={entry.Project} version={entry.Version}";
            return (told, told);
        }
        catch (FormatException)
        {
            return ("内容无法识读", "which cannot be read");
        }
    }
}
