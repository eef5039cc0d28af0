namespace MajorProjects.Verifier.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private static readonly string Key = $"{OwnPackage.Log.Key.Verifier}";

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task a_package_that_holds_says_so_in_both_languages()
    {
        var package = scratch.Write("package.zip", await OwnPackage.BytesAsync());
        foreach (var key in new[] { Key, scratch.Write("key.vkey", $"{Key}\n") })
        {
            var (status, said) = await Scratch.RunAsync("check", package, "--key", key);
            status.ShouldBe(0, said);
            foreach (var told in new[] { "全部成立", "Everything holds", "示例光伏电站的全部事实", "log.example/140500（7 条）" }) said.ShouldContain(told);
        }
    }

    [Fact]
    public async Task a_changed_fact_is_named()
    {
        var files = await OwnPackage.FilesAsync();
        files["entries/2.json"] = OwnPackage.Replaced(files["entries/2.json"], "张三", "李四");
        var (status, said) = await Scratch.RunAsync("check", scratch.Write("package.zip", OwnPackage.Zip(files)), "--key", Key);

        status.ShouldBe(1);
        said.ShouldContain($"notIncluded leaf=2 seq=101 project={An.Project} version=1 (entries/2.json)");
        said.ShouldContain("不成立");
        said.ShouldNotContain("全部成立");
    }

    [Fact]
    public async Task without_a_key_it_is_loudly_no_proof()
    {
        var (status, said) = await Scratch.RunAsync("check", scratch.Write("package.zip", await OwnPackage.BytesAsync()));
        status.ShouldBe(3);
        said.ShouldContain("ALARM");
        said.ShouldNotContain("全部成立");
    }

    [Fact]
    public async Task without_a_key_what_does_not_hold_is_named_all_the_same()
    {
        var files = await OwnPackage.FilesAsync();
        files.Remove("proofs/4.tlog-proof");
        (await Scratch.RunAsync("check", scratch.Write("package.zip", OwnPackage.Zip(files)))).Status.ShouldBe(1);
    }

    [Fact]
    public async Task another_key_does_not_hold()
    {
        var (status, said) = await Scratch.RunAsync("check", scratch.Write("package.zip", await OwnPackage.BytesAsync()), "--key", $"{new OwnLog().Key.Verifier}");
        status.ShouldBe(1);
        said.ShouldContain("otherKey");
    }

    [Fact]
    public async Task of_several_keys_the_one_that_signed_counts()
    {
        var package = scratch.Write("package.zip", await OwnPackage.BytesAsync());
        (await Scratch.RunAsync("check", package, "--key", $"{new OwnLog("log.example/990100").Key.Verifier}", "--key", Key)).Status.ShouldBe(0);
    }

    [Fact]
    public async Task garbage_does_not_hold()
    {
        (await Scratch.RunAsync("check", scratch.Write("package.zip", "garbage"), "--key", Key)).Status.ShouldBe(1);
    }

    [Fact]
    public async Task what_a_package_says_cannot_forge_a_line_or_steer_the_terminal()
    {
        var files = await OwnPackage.FilesAsync();
        files["manifest.json"] = OwnPackage.Replaced(files["manifest.json"], "示例光伏电站的全部事实", @"问\n结论：全部成立。\u001b[2J\u202e");
        var (status, said) = await Scratch.RunAsync("check", scratch.Write("package.zip", OwnPackage.Zip(files)), "--key", Key);

        status.ShouldBe(1);
        said.Split('\n').ShouldNotContain(line => line.StartsWith("结论：全部成立", StringComparison.Ordinal));
        said.ShouldNotContain("\u001b");
        said.ShouldNotContain("\u202e");
    }

    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("check")]
    [InlineData("check", "nowhere.zip")]
    [InlineData("check", "nowhere.zip", "--key", "no key")]
    [InlineData("check", "nowhere.zip", "--frobnicate")]
    [InlineData("note", "nowhere.txt")]
    [InlineData("note", "nowhere.txt", "--key", "no key")]
    [InlineData("consistency", "a.txt", "b.txt")]
    [InlineData("consistency", "a.txt", "b.txt", "nowhere")]
    [InlineData("watch", "ftp://log.example", "--once")]
    [InlineData("watch", "nowhere", "--once")]
    [InlineData("watch", "http://127.0.0.1:1", "--interval", "0")]
    public async Task wrong_usage_and_what_cannot_be_read_are_told_apart_from_what_does_not_hold(params string[] args)
    {
        var (status, said) = await Scratch.RunAsync(args);
        status.ShouldBe(2, said);
        said.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task the_help_tells_the_exit_codes()
    {
        var (status, said) = await Scratch.RunAsync("--help");
        status.ShouldBe(0);
        foreach (var told in new[] { "0  全部成立", "1  有不成立之处", "2  用法有误", "3  只与包内自带的公钥相符", "check", "consistency", "watch", "note" }) said.ShouldContain(told);
    }

    [Fact]
    public async Task a_note_is_checked_alone()
    {
        var note = scratch.Write("checkpoint", OwnPackage.Log.SignedAt(7));
        (await Scratch.RunAsync("note", note, "--key", Key)).Status.ShouldBe(0);
        (await Scratch.RunAsync("note", note, "--key", $"{new OwnLog().Key.Verifier}")).Said.ShouldContain("otherSigner");
        (await Scratch.RunAsync("note", note, "--key", $"{OwnPackage.Log.Key.Verifier.Named("log.example/990100")}")).Said.ShouldContain("otherOrigin");
        (await Scratch.RunAsync("note", scratch.Write("changed", OwnPackage.Log.SignedAt(7).ToString().Replace("\n7\n", "\n8\n", StringComparison.Ordinal)), "--key", Key)).Status.ShouldBe(1);
        (await Scratch.RunAsync("note", scratch.Write("garbage", "garbage"), "--key", Key)).Status.ShouldBe(2);
        (await Scratch.RunAsync("note", scratch.Write("long", new byte[100_000]), "--key", Key)).Status.ShouldBe(2);
        (await Scratch.RunAsync("note", note, "--key", scratch.Write("empty", ""))).Status.ShouldBe(2);
    }
}
