using System.Globalization;

namespace MajorProjects.Ledger.Tests;

/// <summary>A log made by others (see TileLog/README.md) is read as they wrote it.</summary>
public class TileLogTests
{
    public const string Key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    private const int Size = 15;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TileLog", "log");

    [Fact]
    public async Task each_checkpoint_is_signed_and_its_root_is_that_of_the_tiles_and_of_the_entries()
    {
        for (var size = 0; size <= Size; size++) (await HoldsAsync(Read(size), size)).ShouldBeTrue($"{size}");
        Checkpoint.Of(SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, "checkpoint"), Cancellation))).Size.ShouldBe(Size);
    }

    [Fact]
    public async Task the_entries_are_those_that_were_added()
    {
        var entries = TileBytes.ReadEntries(await File.ReadAllBytesAsync(Path.Combine(Folder, "tile", "entries", "000.p", "15"), Cancellation));
        entries.Select(e => System.Text.Encoding.UTF8.GetString(e.Span))
            .ShouldBe(["one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"]);
    }

    [Fact]
    public async Task each_checkpoint_is_extended_by_each_later_one()
    {
        for (var later = 1; later <= Size; later++)
        {
            var (tree, to) = (Tree(later), Checkpoint.Of(Read(later).Note));
            for (var earlier = 1; earlier <= later; earlier++)
            {
                var (from, proof) = (Checkpoint.Of(Read(earlier).Note), await tree.ConsistencyAsync(earlier, Cancellation));
                MerkleProof.IsExtended(from.Size, from.Root, to.Size, to.Root, [.. proof]).ShouldBeTrue($"{earlier} to {later}");
                (await tree.RootAsync(Cancellation, earlier)).ShouldBe(from.Root);
            }
        }
    }

    [Fact]
    public async Task each_entry_is_in_each_log_that_has_it()
    {
        for (var size = 1; size <= Size; size++)
        {
            var (tree, log) = (Tree(size), Read(size));
            for (var index = 0; index < size; index++)
            {
                var proof = TlogProof.Parse(new TlogProof(index, await tree.InclusionAsync(index, Cancellation), log.Note).ToString());
                proof.Includes(TileBytes.ReadEntries(log.Entries)[index].Span).ShouldBeTrue($"{index} of {size}");
                proof.Includes("forged"u8).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public async Task one_changed_byte_anywhere_is_found()
    {
        for (var size = 0; size <= Size; size++)
        {
            var log = Read(size);
            foreach (var file in new[] { log.Checkpoint, log.Tile, log.Entries })
            {
                for (var at = 0; at < file.Length; at++)
                {
                    file[at] ^= 1;
                    (await HoldsAsync(log, size)).ShouldBeFalse($"byte {at} of size {size}");
                    file[at] ^= 1;
                }
            }
            (await HoldsAsync(log, size)).ShouldBeTrue();
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<bool> HoldsAsync(Log log, int size)
    {
        try
        {
            var checkpoint = Checkpoint.Of(log.Note, VerifierKey.Parse(Key));
            if (checkpoint.Origin != "example.com/log/testdata" || checkpoint.Size != size) return false;
            var leaves = TileBytes.ReadEntries(log.Entries).Select(e => Merkle.OfLeaf(e.Span)).ToList();
            var frontier = new Frontier();
            leaves.ForEach(leaf => frontier.Add(leaf));
            return TileBytes.ReadHashes(log.Tile).SequenceEqual(leaves) && frontier.Root == checkpoint.Root
                && await new TileTree(size, (_, _) => Task.FromResult<IReadOnlyList<Hash>>(TileBytes.ReadHashes(log.Tile))).RootAsync(Cancellation) == checkpoint.Root;
        }
        catch (Exception e) when (e is FormatException or WrongSignatureException)
        {
            return false;
        }
    }

    private static TileTree Tree(int size) => new(size, async (tile, cancellation) => TileBytes.ReadHashes(await File.ReadAllBytesAsync(Path.Combine(Folder, "tile", tile.Path), cancellation)));

    private static Log Read(int size) => new(
        File.ReadAllBytes(Path.Combine(Folder, $"checkpoint.{size.ToString(CultureInfo.InvariantCulture)}")),
        size == 0 ? [] : File.ReadAllBytes(Path.Combine(Folder, "tile", new Tile(0, 0, size).Path)),
        size == 0 ? [] : File.ReadAllBytes(Path.Combine(Folder, "tile", "entries", new Tile(0, 0, size).EntriesPath)));

    private sealed record Log(byte[] Checkpoint, byte[] Tile, byte[] Entries)
    {
        public SignedNote Note => SignedNote.Parse(Checkpoint);
    }
}
