using System.Text.Json;

namespace MajorProjects.Verifier.Tests;

public sealed class ConsistencyCommandTests : IDisposable
{
    private static readonly OwnLog Log = new OwnLog().AddUpTo(600);

    private static readonly string Key = $"{Log.Key.Verifier}";

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 600)]
    [InlineData(255, 256)]
    [InlineData(256, 257)]
    [InlineData(300, 512)]
    [InlineData(599, 600)]
    [InlineData(600, 600)]
    public async Task a_log_that_only_grew_is_consistent(int earlier, int later)
    {
        var (status, said) = await RunAsync(Log.SignedAt(earlier), Log.SignedAt(later), scratch.Mirror(Log, later), "--key", Key);
        status.ShouldBe(0, said);
        said.ShouldContain("全部成立");
        said.ShouldContain($"新增 {later - earlier} 条");
        said.ShouldContain($"核对了 {later} 条原文");
    }

    [Fact]
    public async Task without_a_key_it_is_said_that_signatures_are_not_checked()
    {
        var (status, said) = await RunAsync(Log.SignedAt(300), Log.SignedAt(600), scratch.Mirror(Log, 600));
        status.ShouldBe(0, said);
        said.ShouldContain("未核验签名");
    }

    [Fact]
    public async Task the_folder_of_the_tiles_may_be_tile_itself_and_have_full_tiles_for_partial_ones()
    {
        var mirror = scratch.Mirror(Log, 600);
        (await RunAsync(Log.SignedAt(10), Log.SignedAt(300), Path.Combine(mirror, "tile"), "--key", Key)).Said.ShouldContain("瓦片 tile/1/000.p/1"); // that one is of 600
        Directory.Delete(mirror, recursive: true);
        scratch.Mirror(Log, 512);
        scratch.Mirror(Log, 300);
        File.Delete(Path.Combine(mirror, "tile", "0", "001.p", "44"));
        File.Delete(Path.Combine(mirror, "tile", "entries", "001.p", "44"));
        var (status, said) = await RunAsync(Log.SignedAt(10), Log.SignedAt(300), Path.Combine(mirror, "tile"), "--key", Key);
        status.ShouldBe(0, said);
    }

    [Fact]
    public async Task two_histories_of_one_size_are_a_fork()
    {
        await ShouldTellAsync(Log.SignedAt(300), Other(200, 300).SignedAt(300), scratch.Mirror(Other(200, 300), 300), "forked");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(0)]
    [InlineData(299)]
    public async Task a_history_that_was_rewritten_is_a_fork(int from)
    {
        await ShouldTellAsync(Log.SignedAt(300), Other(from, 600).SignedAt(600), scratch.Mirror(Other(from, 600), 600), "forked");
    }

    [Fact]
    public async Task tiles_of_two_histories_hide_no_fork()
    {
        // The old leaves under the new hashes above them: what the old root is made of is not what was signed now.
        var forged = Other(200, 600);
        var mirror = scratch.Mirror(forged, 600);
        scratch.Write("mirror/tile/0/000", TileBytes.OfHashes(Log.Read(new(0, 0))));
        var (status, said) = await RunAsync(Log.SignedAt(200), forged.SignedAt(600), mirror, "--key", Key);
        status.ShouldBe(1);
        said.ShouldNotContain("全部成立");
    }

    [Fact]
    public async Task a_log_that_was_cut_is_told()
    {
        await ShouldTellAsync(Log.SignedAt(600), Log.SignedAt(599), scratch.Mirror(Log, 599), "truncated");
    }

    [Fact]
    public async Task another_log_is_told()
    {
        var other = new OwnLog("log.example/990100").AddUpTo(600);
        await ShouldTellAsync(Log.SignedAt(300), other.SignedAt(600), scratch.Mirror(other, 600), "otherOrigin");
    }

    [Fact]
    public async Task another_signer_is_told()
    {
        var other = new OwnLog(Log.Origin).AddUpTo(600);
        await ShouldTellAsync(Log.SignedAt(300), other.SignedAt(600), scratch.Mirror(other, 600), "otherSigner");
        await ShouldTellAsync(other.SignedAt(300), Log.SignedAt(600), scratch.Mirror(Log, 600), "otherSigner");
    }

    [Theory]
    [InlineData("tile/0/000", "tileChanged", "tile/0/000")]
    [InlineData("tile/0/002.p/88", "tilesDiffer", "600")]
    [InlineData("tile/1/000.p/2", "tileChanged", "tile/1/000.p/2")]
    [InlineData("tile/entries/000", "entryChanged", "第 0 条")]
    public async Task a_changed_byte_of_a_file_is_told_with_its_place(string file, string code, string place)
    {
        var mirror = scratch.Mirror(Log, 600);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(mirror, file), TestContext.Current.CancellationToken);
        bytes[5] ^= 1;
        scratch.Write($"mirror/{file}", bytes);
        (await ShouldTellAsync(Log.SignedAt(300), Log.SignedAt(600), mirror, code)).ShouldContain(place);
    }

    [Theory]
    [InlineData("tile/0/000", 32)]
    [InlineData("tile/0/000", 1)]
    [InlineData("tile/entries/001", 1)]
    public async Task a_file_that_was_cut_is_told(string file, int less)
    {
        var mirror = scratch.Mirror(Log, 600);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(mirror, file), TestContext.Current.CancellationToken);
        scratch.Write($"mirror/{file}", bytes[..^less]);
        (await ShouldTellAsync(Log.SignedAt(300), Log.SignedAt(600), mirror, "tileChanged")).ShouldContain(file);
    }

    [Fact]
    public async Task a_changed_fact_is_named_with_its_place()
    {
        var log = new OwnLog().Add(Enumerable.Range(1, 3).Select(i => An.Entry(i).ToBytes()));
        scratch.Mirror(log, 3);
        scratch.Write("mirror/tile/entries/000.p/3", TileBytes.OfEntries([log.Entries[0], An.Entry(2, "{}").ToBytes(), log.Entries[2]]));
        var (status, said) = await RunAsync(log.SignedAt(1), log.SignedAt(3), scratch["mirror"], "--key", $"{log.Key.Verifier}");
        status.ShouldBe(1);
        said.ShouldContain($"entryChanged：第 1 条原文与账本不符（seq=102 project={An.Project} version=2）");
    }

    [Fact]
    public async Task a_tile_that_is_missing_is_no_answer()
    {
        var mirror = scratch.Mirror(Log, 600);
        File.Delete(Path.Combine(mirror, "tile", "1", "000.p", "2"));
        var (status, said) = await RunAsync(Log.SignedAt(300), Log.SignedAt(600), mirror, "--key", Key);
        status.ShouldBe(2);
        said.ShouldContain("tile/1/000.p/2");
    }

    [Fact]
    public async Task what_is_no_checkpoint_is_no_answer()
    {
        (await RunAsync("garbage", Log.SignedAt(6), scratch.Mirror(Log, 6))).Status.ShouldBe(2);
        (await RunAsync(Log.SignedAt(6), "", scratch.Mirror(Log, 6))).Status.ShouldBe(2);
    }

    [Fact]
    public async Task a_log_that_goes_on_after_a_restore_is_linked()
    {
        var next = Continued(Log.SignedAt(600));
        var (status, said) = await RunAsync(Log.SignedAt(600), next.SignedAt(500), scratch.Mirror(next, 500), "--key", Key);
        status.ShouldBe(0, said);
        said.ShouldContain("linked");
        (await RunAsync(Log.SignedAt(600), next.SignedAt(500), scratch["mirror"])).Status.ShouldBe(0);
    }

    [Fact]
    public async Task a_log_that_goes_on_from_less_than_was_signed_is_told()
    {
        var next = Continued(Log.SignedAt(400));
        await ShouldTellAsync(Log.SignedAt(600), next.SignedAt(500), scratch.Mirror(next, 500), "truncated");
    }

    [Fact]
    public async Task a_log_that_goes_on_from_more_than_is_known_is_not_taken_for_linked()
    {
        var next = Continued(Log.SignedAt(600));
        (await ShouldTellAsync(Log.SignedAt(400), next.SignedAt(500), scratch.Mirror(next, 500), "linkUnproven")).ShouldContain("600");
    }

    [Fact]
    public async Task a_log_that_goes_on_from_another_history_is_told()
    {
        var next = Continued(Other(100, 600).SignedAt(600));
        await ShouldTellAsync(Log.SignedAt(600), next.SignedAt(500), scratch.Mirror(next, 500), "forked");
    }

    [Fact]
    public async Task a_log_that_only_calls_itself_the_next_is_told()
    {
        var next = new OwnLog($"{Log.Origin}/i2", Log.Key).AddUpTo(500);
        await ShouldTellAsync(Log.SignedAt(600), next.SignedAt(500), scratch.Mirror(next, 500), "notLinked");
        var signedByOther = Continued(new OwnLog(Log.Origin).AddUpTo(600).SignedAt(600));
        await ShouldTellAsync(Log.SignedAt(600), signedByOther.SignedAt(500), scratch.Mirror(signedByOther, 500), "notLinked");
        await ShouldTellAsync(next.SignedAt(500), Log.SignedAt(600), scratch.Mirror(Log, 600), "otherOrigin");
    }

    [Fact]
    public async Task a_first_entry_that_was_put_there_later_is_told()
    {
        var next = new OwnLog($"{Log.Origin}/i2", Log.Key).AddUpTo(3);
        scratch.Mirror(next, 3);
        scratch.Write("mirror/tile/entries/000.p/3", TileBytes.OfEntries([Continued(Log.SignedAt(600)).Entries[0], next.Entries[1], next.Entries[2]]));
        await ShouldTellAsync(Log.SignedAt(600), next.SignedAt(3), scratch["mirror"], "tilesDiffer");
        File.Delete(scratch["mirror/tile/entries/000.p/3"]);
        (await RunAsync(Log.SignedAt(600), next.SignedAt(3), scratch["mirror"], "--key", Key)).Status.ShouldBe(2);
    }

    private static OwnLog Other(int same, int size) => new OwnLog(Log.Origin, Log.Key).Add(Log.Entries.Take(same)).Add("another history"u8.ToArray()).AddUpTo(size);

    private static OwnLog Continued(SignedNote previous) => new OwnLog($"{Log.Origin}/i2", Log.Key)
        .Add(LedgerEntry.Of("140500", 0, Guid.Empty, Guid.Empty, 1, LedgerEntry.Continued, DateTimeOffset.UnixEpoch, "王五", null,
            JsonSerializer.SerializeToUtf8Bytes(new { previous = $"{previous}", reason = "恢复备份" })).ToBytes())
        .AddUpTo(500);

    private async Task<(int Status, string Said)> RunAsync(object earlier, object later, string mirror, params string[] options) =>
        await Scratch.RunAsync(["consistency", scratch.Write("old.txt", earlier), scratch.Write("new.txt", later), mirror, .. options]);

    private async Task<string> ShouldTellAsync(SignedNote earlier, SignedNote later, string mirror, string code)
    {
        var (status, said) = await RunAsync(earlier, later, mirror, "--key", Key);
        status.ShouldBe(1, said);
        said.ShouldContain($"[不成立] {code}");
        said.ShouldNotContain("全部成立");
        return said;
    }
}
