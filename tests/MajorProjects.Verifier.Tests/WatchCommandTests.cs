using System.Text;
using MajorProjects.Server.Tests;

namespace MajorProjects.Verifier.Tests;

public sealed class WatchCommandTests : IAsyncLifetime
{
    private static readonly OwnLog Log = new OwnLog().AddUpTo(300);

    private readonly Scratch scratch = new();
    private readonly LogServer server = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task a_log_that_grows_is_followed_and_its_last_checkpoint_kept()
    {
        foreach (var (size, code) in new[] { (0, "first"), (5, "extended"), (5, "unchanged"), (256, "extended"), (300, "extended") })
        {
            server.Serve(Log, size);
            var (status, said) = await LookAsync();
            status.ShouldBe(0, said);
            said.ShouldContain(code);
            said.ShouldNotContain("ALARM");
            Kept().ShouldBe(Log.SignedAt(size).ToString());
        }
        scratch.Files.ShouldBe(["state"]);
    }

    [Fact]
    public async Task only_what_the_proof_needs_is_fetched()
    {
        server.Serve(Log, 290);
        await LookAsync();
        server.Asked.Clear();
        server.Serve(Log, 300);
        await LookAsync();

        server.Asked.ShouldContain("checkpoint");
        server.Asked.ShouldNotContain(path => path.StartsWith("tile/entries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_rewritten_history_is_told_loudly_and_both_notes_are_kept()
    {
        server.Serve(Log, 200);
        await LookAsync();
        var forged = Other(100, 300);
        server.Serve(forged, 300);

        var said = await ShouldAlarmAsync("forked");

        Kept().ShouldBe(Log.SignedAt(200).ToString());
        var evidence = scratch.Files.Where(f => f.StartsWith("state.forked.", StringComparison.Ordinal)).ToList();
        evidence.Count.ShouldBe(2);
        evidence.ShouldAllBe(file => said.Contains(file, StringComparison.Ordinal));
        evidence.Select(file => File.ReadAllText(scratch[file])).ShouldBe([Log.SignedAt(200).ToString(), forged.SignedAt(300).ToString()]);
    }

    [Fact]
    public async Task two_histories_of_one_size_are_told()
    {
        server.Serve(Log, 200);
        await LookAsync();
        server.Serve(Other(100, 200), 200);
        await ShouldAlarmAsync("forked");
    }

    [Fact]
    public async Task a_log_that_shrinks_is_told()
    {
        server.Serve(Log, 200);
        await LookAsync();
        server.Serve(Log, 199);
        await ShouldAlarmAsync("truncated");
        Kept().ShouldBe(Log.SignedAt(200).ToString());
    }

    [Fact]
    public async Task another_log_and_another_signer_are_told_apart()
    {
        server.Serve(Log, 200);
        await LookAsync();
        server.Serve(new OwnLog("log.example/990100").AddUpTo(300), 300);
        await ShouldAlarmAsync("otherOrigin");
        server.Serve(new OwnLog(Log.Origin).AddUpTo(300), 300);
        await ShouldAlarmAsync("otherSigner");
        Kept().ShouldBe(Log.SignedAt(200).ToString());
    }

    [Fact]
    public async Task another_signer_is_told_at_the_first_look_and_without_a_key_at_the_second()
    {
        server.Serve(new OwnLog(Log.Origin).AddUpTo(10), 10);
        await ShouldAlarmAsync("otherSigner");
        scratch.Files.ShouldNotContain("state");

        (await LookAsync(key: null)).Said.ShouldContain("没有给出 --key");
        server.Serve(Log, 10);
        (await LookAsync(key: null)).Said.ShouldContain("otherSigner");
    }

    [Fact]
    public async Task garbage_and_changed_tiles_are_told()
    {
        server.Serve(Log, 200);
        await LookAsync();
        server.Files["checkpoint"] = "garbage"u8.ToArray();
        await ShouldAlarmAsync("badCheckpoint");
        server.Files["checkpoint"] = Encoding.UTF8.GetBytes(Log.SignedAt(200).ToString().Replace("\n200\n", "\n201\n", StringComparison.Ordinal));
        await ShouldAlarmAsync("otherSigner");
        server.Serve(Log, 300);
        server.Files["tile/0/001.p/44"] = new byte[44 * 32];
        await ShouldAlarmAsync("tilesDiffer");
        server.Files["tile/0/001.p/44"] = [1, 2, 3];
        await ShouldAlarmAsync("tilesDiffer");
        Kept().ShouldBe(Log.SignedAt(200).ToString());
    }

    [Fact]
    public async Task a_server_that_withholds_tiles_proves_nothing()
    {
        server.Serve(Log, 200);
        await LookAsync();
        server.Serve(Log, 300);
        server.Files.TryRemove("tile/1/000.p/1", out _).ShouldBeTrue();
        await ShouldAlarmAsync("notProven");
        Kept().ShouldBe(Log.SignedAt(200).ToString());
    }

    [Fact]
    public async Task a_partial_tile_that_was_dropped_for_the_full_one_is_no_matter()
    {
        server.Serve(Log, 256);
        server.Serve(Log, 200);
        server.Files.TryRemove("tile/0/000.p/200", out _).ShouldBeTrue();
        (await LookAsync()).Status.ShouldBe(0);
    }

    [Fact]
    public async Task a_server_that_is_not_there_or_does_not_answer_is_no_contradiction()
    {
        server.Serve(Log, 200);
        await LookAsync();

        server.Instead = _ => 500;
        await ShouldBeUnreachableAsync("500");
        server.Instead = _ => 401;
        await ShouldBeUnreachableAsync("VERIFIER_TOKEN");
        server.Instead = _ => 404;
        await ShouldBeUnreachableAsync("没有检查点");
        server.Instead = c =>
        {
            c.Response.RedirectLocation = "http://127.0.0.1:1/elsewhere";
            return 302;
        };
        await ShouldBeUnreachableAsync("转到别处");
        server.Instead = _ => null;
        server.Files["checkpoint"] = new byte[100_000];
        await ShouldBeUnreachableAsync("超出上限");
        server.Hangs = true;
        await ShouldBeUnreachableAsync("没有答复");
        await server.DisposeAsync();
        await ShouldBeUnreachableAsync("无法访问");

        Kept().ShouldBe(Log.SignedAt(200).ToString());
        scratch.Files.ShouldBe(["state"]);
    }

    [Fact]
    public async Task a_state_that_cannot_be_read_is_not_replaced()
    {
        scratch.Write("state", "garbage");
        server.Serve(Log, 200);
        (await LookAsync()).Status.ShouldBe(2);
        Kept().ShouldBe("garbage");
    }

    [Fact]
    public async Task a_log_that_goes_on_after_a_restore_is_followed_where_it_is_linked()
    {
        server.Serve(Log, 200);
        await LookAsync();
        var next = new OwnLog($"{Log.Origin}/i2", Log.Key).Add(LedgerEntry.Of("140500", 0, Guid.Empty, Guid.Empty, 1, LedgerEntry.Continued, DateTimeOffset.UnixEpoch, "王五", null,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { previous = $"{Log.SignedAt(200)}", reason = "恢复备份" })).ToBytes()).AddUpTo(150);
        server.Serve(next, 150);
        // The entries ask for a token; the first is there for everybody.
        server.Files["link"] = next.Entries[0];
        foreach (var entries in server.Files.Keys.Where(path => path.StartsWith("tile/entries", StringComparison.Ordinal))) server.Files.TryRemove(entries, out _);
        var (status, said) = await LookAsync();
        status.ShouldBe(0, said);
        said.ShouldContain("linked");
        Kept().ShouldBe(next.SignedAt(150).ToString());
        server.Files.TryRemove("link", out _);

        server.Serve(new OwnLog($"{Log.Origin}/i3", Log.Key).AddUpTo(300), 300);
        await ShouldAlarmAsync("notLinked");
    }

    [Fact]
    public async Task of_a_log_whose_last_checkpoint_was_not_seen_before_a_restore_it_is_said_what_can_be_proved()
    {
        server.Serve(Log, 200);
        await LookAsync();
        var next = new OwnLog($"{Log.Origin}/i2", Log.Key).Add(LedgerEntry.Of("140500", 0, Guid.Empty, Guid.Empty, 1, LedgerEntry.Continued, DateTimeOffset.UnixEpoch, "王五", null,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { previous = $"{Log.SignedAt(290)}", reason = "恢复备份" })).ToBytes()).AddUpTo(150);
        server.Serve(next, 150);
        server.Files["link"] = next.Entries[0];

        (await ShouldAlarmAsync("linkUnproven")).ShouldContain("并不表示历史已被改写");
        Kept().ShouldBe(Log.SignedAt(200).ToString());

        foreach (var (path, bytes) in Other(100, 290).Files(290)) server.Files[$"i1/{path}"] = bytes;
        await ShouldAlarmAsync("tilesDiffer");
        foreach (var (path, bytes) in Log.Files(290)) server.Files[$"i1/{path}"] = bytes;
        var (status, said) = await LookAsync();
        status.ShouldBe(0, said);
        Kept().ShouldBe(next.SignedAt(150).ToString());
    }

    [Fact]
    public async Task a_watch_goes_on_until_it_is_ended_and_then_says_what_it_saw()
    {
        server.Serve(Log, 200);
        using var said = new StringWriter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = Program.RunAsync(["watch", server.Url, "--key", $"{Log.Key.Verifier}", "--state", scratch["state"], "--interval", "1"], new(said, said), ending.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(scratch["state"])));
        server.Instead = _ => 503;
        server.Serve(Other(100, 300), 300);
        server.Instead = _ => null;
        await Eventually.HoldsAsync(() => Task.FromResult(scratch.Files.Any(f => f.StartsWith("state.forked.", StringComparison.Ordinal))));
        await ending.CancelAsync();

        (await watching).ShouldBe(1);
        said.ToString().ShouldContain("ALARM");
        Kept().ShouldBe(Log.SignedAt(200).ToString());
    }

    private static OwnLog Other(int same, int size) => new OwnLog(Log.Origin, Log.Key).Add(Log.Entries.Take(same)).Add("another history"u8.ToArray()).AddUpTo(size);

    private string Kept() => File.ReadAllText(scratch["state"]);

    private Task<(int Status, string Said)> LookAsync() => LookAsync($"{Log.Key.Verifier}");

    private Task<(int Status, string Said)> LookAsync(string? key) =>
        Scratch.RunAsync(["watch", server.Url, "--once", "--timeout", "2", "--state", scratch["state"], .. key is null ? Array.Empty<string>() : ["--key", key]]);

    private async Task<string> ShouldAlarmAsync(string code)
    {
        var (status, said) = await LookAsync();
        status.ShouldBe(1, said);
        said.ShouldContain("ALARM");
        said.ShouldContain(code);
        return said;
    }

    private async Task ShouldBeUnreachableAsync(string why)
    {
        var (status, said) = await LookAsync();
        status.ShouldBe(2, said);
        said.ShouldContain("unreachable");
        said.ShouldContain(why);
        said.ShouldNotContain("ALARM");
    }
}
