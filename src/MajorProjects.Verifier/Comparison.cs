using System.Text.Json;
using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>What a later checkpoint is to an earlier one.</summary>
internal sealed class Comparison(Trust trust, LogFiles files)
{
    /// <exception cref="UnreadableException">a tile that is needed is not there.</exception>
    public async Task<Verdict> CompareAsync(Checkpoint earlier, Checkpoint later, CancellationToken cancellation)
    {
        if (earlier.Log.Name != later.Log.Name || later.Log.Incarnation < earlier.Log.Incarnation)
            return new("otherOrigin", false, $"{later.Origin} 与 {earlier.Origin} 不是同一账本", $"{later.Origin} is another log than {earlier.Origin}");
        try
        {
            return later.Log.Incarnation > earlier.Log.Incarnation ? await ContinueAsync(earlier, later, cancellation) : await ExtendAsync(earlier, later, cancellation);
        }
        catch (WrongTileException e)
        {
            return TilesDiffer(later, e.Message);
        }
    }

    /// <summary>Whether the tiles make the root that was signed.</summary>
    public async Task<Verdict> RootAsync(Checkpoint checkpoint, CancellationToken cancellation)
    {
        try
        {
            return await files.Tree(checkpoint.Size).RootAsync(cancellation) == checkpoint.Root
                ? new("root", true, $"瓦片算出的根与检查点 {Trust.Told(checkpoint)} 相符", $"the tiles make the root of the checkpoint of {checkpoint.Size} leaves")
                : TilesDiffer(checkpoint, "root");
        }
        catch (WrongTileException e)
        {
            return TilesDiffer(checkpoint, e.Message);
        }
    }

    private async Task<Verdict> ExtendAsync(Checkpoint earlier, Checkpoint later, CancellationToken cancellation)
    {
        if (later.Size < earlier.Size)
            return new("truncated", false, $"账本变短：先前 {earlier.Size} 条，现在 {later.Size} 条", $"the log shrank from {earlier.Size} to {later.Size} leaves");
        var forked = new Verdict("forked", false, $"{later.Size} 条的账本不含先前签名的前 {earlier.Size} 条：历史被改写，或存在两份账本",
            $"the log of {later.Size} leaves does not begin with the {earlier.Size} that were signed: history was rewritten, or there are two");
        if (later.Size == earlier.Size && later.Root != earlier.Root) return forked;
        var tree = files.Tree(later.Size);
        if (await tree.RootAsync(cancellation) != later.Root) return TilesDiffer(later, "root");
        var isExtended = earlier.Size == 0
            ? earlier.Root == Merkle.Empty
            : MerkleProof.IsExtended(earlier.Size, earlier.Root, later.Size, later.Root, [.. await tree.ConsistencyAsync(earlier.Size, cancellation)]);
        return isExtended
            ? new("extended", true, $"前 {earlier.Size} 条原样保留，新增 {later.Size - earlier.Size} 条", $"the first {earlier.Size} leaves are as they were; {later.Size - earlier.Size} were added")
            : forked;
    }

    /// <summary>After a restore another log goes on, whose first entry holds the last checkpoint of the one before.</summary>
    private async Task<Verdict> ContinueAsync(Checkpoint earlier, Checkpoint later, CancellationToken cancellation)
    {
        if (await RootAsync(later, cancellation) is { Holds: false } differ) return differ;
        var notLinked = new Verdict("notLinked", false, $"{later.Origin} 的首条没有记下 {earlier.Origin} 的检查点", $"the first entry of {later.Origin} does not hold a checkpoint of {earlier.Origin}");
        if (later.Size == 0) return notLinked;
        ReadOnlyMemory<byte>? first = await files.LinkAsync(cancellation) is { } alone ? alone : (await files.EntriesAsync(Tile.Holding(0, 0, later.Size), cancellation))?[0];
        if (first is not { } link)
            throw new UnreadableException($"缺少 {later.Origin} 的首条（link 或 tile/entries），无法判断是否接续", $"the first entry of {later.Origin} (link or tile/entries) is missing");
        if (!MerkleProof.Includes(0, later.Size, Merkle.OfLeaf(link.Span), [.. await files.Tree(later.Size).InclusionAsync(0, cancellation)], later.Root))
            return TilesDiffer(later, "link");
        if (Previous(link) is not { } previous) return notLinked;
        if (previous.Origin == earlier.Origin && previous.Size > earlier.Size) return await UnseenAsync(earlier, previous, later, cancellation);
        if (previous.Origin != earlier.Origin)
        {
            return new("linkUnproven", false, $"{later.Origin} 接续的是 {Trust.Told(previous)}；请先用原账本的瓦片核对它与手中的 {Trust.Told(earlier)} 是否一致",
                $"{later.Origin} goes on from {previous.Origin} of {previous.Size} leaves; compare that with {earlier.Origin} of {earlier.Size} by the tiles of the old log first");
        }
        if (previous.Size < earlier.Size)
            return new("truncated", false, $"{later.Origin} 只接续到第 {previous.Size} 条，先前已签名 {earlier.Size} 条", $"{later.Origin} goes on from {previous.Size} leaves, though {earlier.Size} were signed");
        return previous.Root == earlier.Root
            ? new("linked", true, $"{later.Origin} 在恢复备份后接续 {Trust.Told(earlier)}", $"{later.Origin} goes on, after a restore, from {earlier.Origin} of {earlier.Size} leaves")
            : new("forked", false, $"{later.Origin} 接续的是另一份 {previous.Size} 条的账本", $"{later.Origin} goes on from another log of {previous.Size} leaves");
    }

    /// <summary>The old log had grown beyond what was seen of it when it ended: whether that was an extension shows by its own tiles, as far as the restore left them.</summary>
    private async Task<Verdict> UnseenAsync(Checkpoint earlier, Checkpoint previous, Checkpoint later, CancellationToken cancellation)
    {
        try
        {
            var extended = await new Comparison(trust, files.Of(earlier.Log.Incarnation)).ExtendAsync(earlier, previous, cancellation);
            return !extended.Holds ? extended : new("linked", true, $"{later.Origin} 接续 {Trust.Told(previous)}，后者是 {Trust.Told(earlier)} 的延伸",
                $"{later.Origin} goes on from {previous.Origin} of {previous.Size} leaves, which extends what was seen of it");
        }
        catch (Exception e) when (e is UnreadableException or WrongTileException)
        {
            return new("linkUnproven", false,
                $"{later.Origin} 在恢复备份后接续 {Trust.Told(previous)}；此前见到的最后检查点是 {Trust.Told(earlier)}，其后又签过名而未见到。两者是否一致，因原账本的瓦片已不全，在此无法证明，并不表示历史已被改写。"
                    + "请用别处留存的检查点和瓦片以 consistency 核对，相符后换一个 --state 从新账本看起",
                $"{later.Origin} goes on, after a restore, from {previous.Origin} of {previous.Size} leaves, and what was seen last of that had {earlier.Size}. Whether the one extends the other cannot be "
                    + "proved here, as the old log is no longer whole; it does not mean that history was rewritten. Compare them (consistency) by checkpoints and tiles kept elsewhere, then watch the new log with another --state");
        }
    }

    private Checkpoint? Previous(ReadOnlyMemory<byte> entry)
    {
        try
        {
            var first = LedgerEntry.Parse(entry);
            if (first.Type != LedgerEntry.Continued) return null;
            using var data = JsonDocument.Parse(first.Data);
            var note = SignedNote.Parse(data.RootElement.GetProperty("previous").GetString() ?? "");
            var previous = Checkpoint.Of(note);
            return trust.Of(note, previous) is { Holds: false } ? null : previous;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static Verdict TilesDiffer(Checkpoint checkpoint, string where) =>
        new("tilesDiffer", false, $"瓦片与检查点 {Trust.Told(checkpoint)} 不符（{where}）", $"the tiles are not those of the checkpoint of {checkpoint.Size} leaves ({where})");
}
