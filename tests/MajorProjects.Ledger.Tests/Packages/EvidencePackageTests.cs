using System.IO.Compression;
using System.Text;
using MajorProjects.Ledger.Packages;

namespace MajorProjects.Ledger.Tests.Packages;

public class EvidencePackageTests
{
    private static readonly VerifierKey Key = OwnPackage.Log.Key.Verifier;

    private static readonly string Data = $"data/{LedgerEntry.Parse(OwnPackage.Log.Entries[4]).AttachedSha256}.json";

    [Fact]
    public async Task a_package_holds()
    {
        var check = OwnPackage.Check(await OwnPackage.BytesAsync(), Key);

        check.Findings.ShouldBeEmpty();
        check.Holds.ShouldBeTrue();
        check.Checkpoint.ShouldBe(OwnPackage.Log.At(7));
        check.Manifest!.Entries.Select(e => (e.Leaf, e.Seq, e.Version, e.Type)).ShouldBe([(2, 101, 1, "constructionStarted"), (4, 102, 2, "constructionStarted"), (5, 103, 3, "factVoided")]);
        check.Manifest.Asked.Figure.ShouldBe("3 条");
    }

    [Fact]
    public async Task the_same_facts_make_the_same_bytes()
    {
        (await OwnPackage.BytesAsync()).ShouldBe(await OwnPackage.BytesAsync());
    }

    [Fact]
    public async Task a_package_has_what_others_need_to_check_it()
    {
        (await OwnPackage.FilesAsync()).Keys.Order(StringComparer.Ordinal).ShouldBe(
            ["checkpoint", Data, "entries/2.json", "entries/4.json", "entries/5.json", "key.vkey", "manifest.json", "proofs/2.tlog-proof", "proofs/4.tlog-proof", "proofs/5.tlog-proof", "封面.html"]);
    }

    [Fact]
    public async Task the_cover_tells_a_person_what_is_in_it_and_runs_nothing()
    {
        var cover = Encoding.UTF8.GetString((await OwnPackage.FilesAsync())["封面.html"]);
        foreach (var said in new[] { "示例光伏电站的全部事实", "3 条", "开工（constructionStarted）", "2026-03-15", "2026-01-10 16:30:00", "张三", "1号逆变器基础", "verifier check", $"{OwnPackage.Log.At(7).Root}" })
            cover.ShouldContain(said);
        cover.ShouldContain("&lt;b&gt;更正&lt;/b&gt;");
        cover.ShouldNotContain("<b>");
        cover.ShouldNotContain("<script");
    }

    [Fact]
    public async Task without_a_key_from_elsewhere_nothing_is_proved()
    {
        var check = OwnPackage.Check(await OwnPackage.BytesAsync(), key: null);
        check.Findings.ShouldBeEmpty();
        (check.IsTrusted, check.Holds).ShouldBe((false, false));
    }

    [Fact]
    public async Task a_package_is_checked_by_either_key_of_two()
    {
        var log = new OwnLog("log.example/140500", SigningKey.New("log.example/140500", SignatureAlgorithm.Ed25519), SigningKey.New("log.example/140500", SignatureAlgorithm.Sm2)).Add(OwnPackage.Log.Entries);
        var package = await OwnPackage.BytesAsync(log);
        foreach (var key in log.Keys) OwnPackage.Check(package, key.Verifier).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_log_that_goes_on_after_a_restore_is_checked_by_the_same_key()
    {
        var log = new OwnLog("log.example/140500/i2", OwnPackage.Log.Key).Add(OwnPackage.Log.Entries);
        OwnPackage.Check(await OwnPackage.BytesAsync(log), Key).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task another_key_of_the_same_name_is_another_log()
    {
        var check = OwnPackage.Check(await OwnPackage.BytesAsync(), SigningKey.New(Key.Name, SignatureAlgorithm.Ed25519).Verifier);
        check.Findings.Select(f => f.Code).ShouldBe(["otherKey", "notSigned"]);
    }

    [Fact]
    public async Task a_key_of_another_log_is_not_this_ones()
    {
        var check = OwnPackage.Check(await OwnPackage.BytesAsync(), OwnPackage.Log.Key.Verifier.Named("log.example/990100"));
        check.Findings.Select(f => f.Code).ShouldBe(["otherKey", "notSigned", "otherOrigin"]);
    }

    [Fact]
    public async Task a_package_signed_anew_by_whoever_changed_it_is_not_the_trusted_keys()
    {
        var forged = new OwnLog(OwnPackage.Log.Origin).Add(OwnPackage.Log.Entries);
        var package = await OwnPackage.BytesAsync(forged);
        OwnPackage.Check(package, key: null).Findings.ShouldBeEmpty();
        OwnPackage.Check(package, Key).Findings.Select(f => f.Code).ShouldBe(["otherKey", "notSigned"]);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("manifest.json")]
    [InlineData("key.vkey")]
    [InlineData("封面.html")]
    [InlineData("entries/4.json")]
    [InlineData("proofs/4.tlog-proof")]
    public async Task a_file_that_is_missing_is_named(string name)
    {
        var files = await OwnPackage.FilesAsync();
        files.Remove(name).ShouldBeTrue();
        ShouldTell(files, "missingFile", name, leaf: name.Contains('4', StringComparison.Ordinal) ? 4 : null);
    }

    [Fact]
    public async Task data_beside_an_entry_must_be_there_and_be_its_own()
    {
        var files = await OwnPackage.FilesAsync();
        files[Data] = OwnPackage.Replaced(files[Data], "2026-04-01", "2026-04-02");
        ShouldTell(files, "otherData", "SHA-256", 4);
        files.Remove(Data);
        ShouldTell(files, "missingFile", Data, 4);
    }

    [Theory]
    [InlineData("entries/9.json")]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("entries/02.json")]
    [InlineData("notes.txt")]
    public async Task a_file_that_is_not_listed_is_named(string name)
    {
        var files = await OwnPackage.FilesAsync();
        files.Add(name, [1]);
        ShouldTell(files, "unknownFile", name);
    }

    [Fact]
    public async Task a_file_that_is_there_twice_is_named()
    {
        var files = (await OwnPackage.FilesAsync()).ToList();
        files.Add(new("entries/4.json", OwnPackage.Log.Entries[2]));
        Findings(files).ShouldContain(f => f.Code == "duplicateFile" && f.Zh.Contains("entries/4.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"1号逆变器基础\"", "\"2号逆变器基础\"")]
    [InlineData("\"2026-01-10T08:30:00.000001Z\"", "\"2026-01-10T08:30:00.000002Z\"")]
    [InlineData("\"张三\"", "\"李四\"")]
    [InlineData("\"occurredOn\":\"2026-03-15\",\"project\"", "\"occurredOn\":\"2026-03-16\",\"project\"")]
    public async Task a_fact_that_was_changed_is_named(string part, string instead)
    {
        var files = await OwnPackage.FilesAsync();
        files["entries/2.json"] = OwnPackage.Replaced(files["entries/2.json"], part, instead);
        ShouldTell(files, "notIncluded", "改动", 2);
        Findings(files).ShouldContain(f => f.Code == "coverDiffers");
    }

    [Fact]
    public async Task an_entry_in_another_form_is_named()
    {
        var files = await OwnPackage.FilesAsync();
        files["entries/2.json"] = [.. files["entries/2.json"], (byte)' '];
        ShouldTell(files, "badEntry", "entries/2.json", 2);
    }

    [Theory]
    [InlineData("\"seq\":101", "\"seq\":102", 2)]
    [InlineData("\"version\":1", "\"version\":2", 2)]
    [InlineData("000001\",\"proof\":\"proofs/2", "000002\",\"proof\":\"proofs/2", 2)]
    [InlineData("\"type\":\"factVoided\"", "\"type\":\"projectWithdrawn\"", 5)]
    [InlineData("\"data\":\"data/", "\"data\":\"data/0", 4)]
    public async Task a_manifest_that_says_other_than_the_entry_is_told(string part, string instead, int leaf)
    {
        var files = await OwnPackage.FilesAsync();
        files["manifest.json"] = OwnPackage.Replaced(files["manifest.json"], part, instead);
        ShouldTell(files, "notAsListed", "清单", leaf);
    }

    [Fact]
    public async Task a_leaf_listed_twice_is_told()
    {
        var files = await OwnPackage.FilesAsync();
        var manifest = Encoding.UTF8.GetString(files["manifest.json"]);
        var start = manifest.IndexOf('[', StringComparison.Ordinal) + 1;
        var first = manifest[start..(manifest.IndexOf('}', start) + 1)];
        files["manifest.json"] = OwnPackage.Replaced(files["manifest.json"], first, $"{first},{first}");
        ShouldTell(files, "duplicateLeaf", "两次", 2);
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1", "\"v\": 1")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1")]
    [InlineData("\"origin\":\"log.example/140500\",", "")]
    [InlineData("\"entries\":[", "\"entries\":[null,")]
    [InlineData("\"constructionStarted\":\"开工\"", "\"constructionStarted\":null")]
    [InlineData("\"leaf\":2", "\"leaf\":\"2\"")]
    [InlineData("\"leaf\":2", "\"leaf\":99999999999999999999")]
    [InlineData("}", "")]
    public async Task what_is_no_manifest_is_told(string part, string instead)
    {
        var files = await OwnPackage.FilesAsync();
        files["manifest.json"] = OwnPackage.Replaced(files["manifest.json"], part, instead);
        ShouldTell(files, "badManifest", "manifest.json");
    }

    [Fact]
    public async Task what_was_asked_and_answered_is_as_on_the_cover()
    {
        foreach (var (part, instead) in new[] { ("3 条", "4 条"), ("2026-06-30", "2026-06-29"), ("示例光伏电站的", "样板光伏电站的"), (":103", ":104"), ("开工", "竣工") })
        {
            var files = await OwnPackage.FilesAsync();
            files["manifest.json"] = OwnPackage.Replaced(files["manifest.json"], part, instead);
            Findings(files).Select(f => f.Code).ShouldContain("coverDiffers", part);
        }
    }

    [Fact]
    public async Task a_proof_for_another_checkpoint_or_another_leaf_is_told()
    {
        var other = new OwnLog(OwnPackage.Log.Origin, OwnPackage.Log.Key).Add(OwnPackage.Log.Entries).AddUpTo(8);
        var files = await OwnPackage.FilesAsync();
        files["proofs/2.tlog-proof"] = (await OwnPackage.FilesAsync(other))["proofs/2.tlog-proof"];
        ShouldTell(files, "otherCheckpoint", "检查点", 2);

        files = await OwnPackage.FilesAsync();
        (files["proofs/2.tlog-proof"], files["proofs/5.tlog-proof"]) = (files["proofs/5.tlog-proof"], files["proofs/2.tlog-proof"]);
        ShouldTell(files, "badProof", "第 5 条", 2);
        ShouldTell(files, "notIncluded", "改动", 5);
    }

    [Fact]
    public async Task two_facts_that_changed_places_are_told()
    {
        var files = await OwnPackage.FilesAsync();
        (files["entries/2.json"], files["entries/5.json"]) = (files["entries/5.json"], files["entries/2.json"]);
        foreach (var leaf in new[] { 2, 5 })
        {
            ShouldTell(files, "notIncluded", "改动", leaf);
            ShouldTell(files, "notAsListed", "清单", leaf);
        }
    }

    [Fact]
    public async Task a_checkpoint_of_another_log_is_told()
    {
        var other = new OwnLog("log.example/990100").Add(OwnPackage.Log.Entries);
        var files = await OwnPackage.FilesAsync();
        files["checkpoint"] = Encoding.UTF8.GetBytes(other.SignedAt(7).ToString());
        ShouldTell(files, "otherOrigin", "990100");
        ShouldTell(files, "notSigned", Key.Name);
        ShouldTell(files, "otherCheckpoint", "检查点", 2);
    }

    [Fact]
    public void an_answer_of_no_facts_holds()
    {
        using var package = new MemoryStream();
        EvidencePackage.Write(package, OwnPackage.Question, OwnPackage.Log.SignedAt(7), [Key], []);
        OwnPackage.Check(package.ToArray(), Key).Holds.ShouldBeTrue();
    }

    [Fact]
    public void what_is_no_zip_is_told()
    {
        OwnPackage.Check([], Key).Findings.Single().Code.ShouldBe("unreadable");
        OwnPackage.Check(Encoding.UTF8.GetBytes("PK no zip"), Key).Findings.Single().Code.ShouldBe("unreadable");
        OwnPackage.Check(OwnPackage.Zip([]), Key).Findings.ShouldAllBe(f => f.Code == "missingFile");
    }

    [Fact]
    public void a_bomb_is_not_unpacked()
    {
        using var package = new MemoryStream();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("manifest.json", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++) content.Write(zeros);
        }
        OwnPackage.Check(package.ToArray(), Key).Findings.Single().Code.ShouldBe("tooLarge");
    }

    [Fact]
    public void a_flood_of_files_is_not_read()
    {
        var package = OwnPackage.Zip(Enumerable.Range(0, 100_001).Select(i => KeyValuePair.Create($"{i}", Array.Empty<byte>())));
        OwnPackage.Check(package, Key).Findings.Single().Code.ShouldBe("tooLarge");
    }

    [Fact]
    public async Task one_changed_byte_of_the_zip_is_found_or_changed_nothing_in_it()
    {
        var package = await OwnPackage.BytesAsync();
        var files = OwnPackage.Unzip(package);
        Gen.Select(Gen.Int[0, package.Length - 1], Gen.Int[1, 255]).Sample((at, mask) =>
        {
            byte[] changed = [.. package];
            changed[at] ^= (byte)mask;
            return !OwnPackage.Check(changed, Key).Holds || Same(OwnPackage.Unzip(changed), files);
        }, iter: 400);
    }

    [Fact]
    public async Task one_changed_byte_of_a_file_is_found()
    {
        var files = (await OwnPackage.FilesAsync()).ToList();
        Gen.Select(Gen.Int[0, files.Count - 1], Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((file, at, bit) =>
        {
            byte[] changed = [.. files[file].Value];
            changed[at % changed.Length] ^= (byte)(1 << bit);
            return !OwnPackage.Check(OwnPackage.Zip(files.Select((f, i) => i == file ? KeyValuePair.Create(f.Key, changed) : f)), Key).Holds;
        }, iter: 300);
    }

    [Fact]
    public async Task a_package_cut_anywhere_is_found()
    {
        var package = await OwnPackage.BytesAsync();
        Gen.Int[0, package.Length - 1].Sample(length => !OwnPackage.Check(package[..length], Key).Holds, iter: 100);
    }

    private static bool Same(Dictionary<string, byte[]> one, Dictionary<string, byte[]> other) =>
        one.Count == other.Count && one.All(file => other.TryGetValue(file.Key, out var bytes) && bytes.AsSpan().SequenceEqual(file.Value));

    private static IReadOnlyList<PackageFinding> Findings(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var check = OwnPackage.Check(OwnPackage.Zip(files), Key);
        check.Holds.ShouldBe(check.Findings.Count == 0);
        return check.Findings;
    }

    private static void ShouldTell(Dictionary<string, byte[]> files, string code, string said, int? leaf = null)
    {
        var findings = Findings(files);
        findings.Any(f => f.Code == code && (f.Zh.Contains(said, StringComparison.Ordinal) || f.En.Contains(said, StringComparison.Ordinal)) && f.Entry?.Leaf == leaf)
            .ShouldBeTrue(string.Join('\n', findings));
        findings.ShouldAllBe(f => f.Zh.Any(c => c >= '\u4e00' && c <= '\u9fff') && f.En.Any(char.IsAsciiLetter));
    }
}
