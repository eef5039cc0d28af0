namespace MajorProjects.Ledger.Tests;

/// <summary>Paths and bytes of c2sp.org/tlog-tiles.</summary>
public class TileTests
{
    private static readonly Gen<Tile> AnyTile = Gen.Select(Gen.Int[0, 63], Gen.OneOf(Gen.Long[0, 2000], Gen.Long[0, long.MaxValue >> 8]), Gen.Int[1, 256], (l, n, w) => new Tile(l, n, w));

    [Fact]
    public void the_example_of_the_specification_is_written_so()
    {
        new Tile(0, 1_234_067).Path.ShouldBe("0/x001/x234/067");
        new Tile(2, 0, 7).Path.ShouldBe("2/000.p/7");
        new Tile(0, 1_234_067, 12).EntriesPath.ShouldBe("x001/x234/067.p/12");
    }

    [Fact]
    public void the_tiles_of_the_specifications_example_are_these()
    {
        var tiles = Tile.All(70_000).ToList();

        tiles.Count(t => t is { Level: 0, IsFull: true }).ShouldBe(273);
        tiles.Where(t => !t.IsFull).ShouldBe([new(0, 273, 112), new(1, 1, 17), new(2, 0, 1)]);
        tiles.Single(t => t is { Level: 1, IsFull: true }).Index.ShouldBe(0);
        Tile.All(256).ShouldBe([new(0, 0), new(1, 0, 1)]);
        Tile.All(0).ShouldBeEmpty();
    }

    [Fact]
    public void a_path_is_read_as_it_was_written()
    {
        AnyTile.Sample(tile => Tile.TryParse(tile.Path, out var read) && read == tile && Tile.TryParseEntries(tile.EntriesPath, out var bundle) && bundle == tile with { Level = 0 });
    }

    [Fact]
    public void a_tile_has_one_spelling()
    {
        Gen.Select(AnyTile, Gen.Int[0, 30], Gen.OneOf("", "0", "x", "/", ".p/", "1", "x000/", "-", " ", "+"), Gen.Int[0, 2]).Sample((tile, at, inserted, removed) =>
        {
            at = Math.Min(at, tile.Path.Length);
            var changed = tile.Path[..at] + inserted + tile.Path[Math.Min(tile.Path.Length, at + removed)..];
            return !Tile.TryParse(changed, out var read) || read.Path == changed;
        }, iter: 5000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/")]
    [InlineData("0/0")]
    [InlineData("0/00")]
    [InlineData("0/0000")]
    [InlineData("00/000")]
    [InlineData("64/000")]
    [InlineData("-1/000")]
    [InlineData("a/000")]
    [InlineData("0/x000/000")]
    [InlineData("0/001/000")]
    [InlineData("0/x001")]
    [InlineData("0/1000")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/")]
    [InlineData("0/000.p/1/")]
    [InlineData("0/000.p/+1")]
    [InlineData("0/x072/x057/x594/x037/x927/936")] // beyond the last leaf that a long counts
    [InlineData("0/../000")]
    public void what_is_no_path_of_a_tile_is_refused(string path)
    {
        Tile.TryParse(path, out _).ShouldBeFalse();
    }

    [Fact]
    public void no_level_is_too_high_to_be_told_empty()
    {
        Tile.Holding(63, 0, long.MaxValue).Width.ShouldBe(0);
        Tile.Holding(8, 0, long.MaxValue).Width.ShouldBe(0);
        Tile.Holding(7, 0, long.MaxValue).Width.ShouldBe(127);
    }

    [Fact]
    public void entries_and_hashes_come_back_as_they_were_written()
    {
        Gen.Byte.Array[0, 300].Array[0, 20].Sample(entries =>
            TileBytes.ReadEntries(TileBytes.OfEntries(entries.Select(e => (ReadOnlyMemory<byte>)e))).Zip(entries).All(pair => pair.First.Span.SequenceEqual(pair.Second)), iter: 200);

        var hashes = Enumerable.Range(0, 5).Select(i => Merkle.OfLeaf([(byte)i])).ToArray();
        TileBytes.ReadHashes(TileBytes.OfHashes(hashes)).ShouldBe(hashes);
    }

    [Fact]
    public void a_bundle_that_ends_within_an_entry_is_refused()
    {
        var bundle = TileBytes.OfEntries([new byte[] { 1, 2, 3 }, new byte[65_535]]);
        TileBytes.ReadEntries(bundle).Count.ShouldBe(2);
        TileBytes.ReadEntries(Array.Empty<byte>()).ShouldBeEmpty();
        for (var length = 1; length < 8; length++) if (length != 5) Should.Throw<FormatException>(() => TileBytes.ReadEntries(bundle.AsMemory(0, length)));
        Should.Throw<FormatException>(() => TileBytes.ReadEntries(bundle.AsMemory(0, bundle.Length - 1)));
        Should.Throw<FormatException>(() => TileBytes.OfEntries([new byte[65_536]]));
        Should.Throw<FormatException>(() => TileBytes.ReadHashes(new byte[33]));
    }
}
