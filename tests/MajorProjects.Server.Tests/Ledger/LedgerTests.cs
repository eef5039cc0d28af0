using System.Text;
using MajorProjects.Ledger;
using MajorProjects.Server.Access;
using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>The ledger as auditors and their tools see it over HTTP.</summary>
public sealed class LedgerTests(OwnCity own, TestPostgres postgres) : IClassFixture<OwnCity>
{
    private CityLedger Ledger => new(own.Server, own.Code);

    [Fact]
    public async Task a_fact_is_proved_with_what_is_served_and_the_public_key_alone()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started());
        var signed = (await Ledger.SignAsync()).ShouldNotBeNull();
        using var anybody = own.Server.Anonymous();

        var key = VerifierKey.Parse((await TextAsync(anybody, "key")).Split('\n')[0]);
        var checkpoint = Checkpoint.Of(SignedNote.Parse(await TextAsync(anybody, "checkpoint")), key);
        checkpoint.Origin.ShouldBe($"major-projects/{own.Code}");
        checkpoint.Size.ShouldBeGreaterThanOrEqualTo(signed.Size);
        foreach (var version in new[] { 1, 2, 3 })
        {
            var proof = TlogProof.Parse(await TextAsync(own.Client, $"proof?project={project}&version={version}"));
            var entry = await BytesAsync(own.Client, ($"entry?project={project}&version={version}"));

            Checkpoint.Of(proof.Note, key).Size.ShouldBeGreaterThanOrEqualTo(signed.Size);
            proof.Includes(entry).ShouldBeTrue();
            entry[^3]++;
            proof.Includes(entry).ShouldBeFalse();
            var read = LedgerEntry.Parse(await BytesAsync(own.Client, ($"entry?project={project}&version={version}")));
            (read.City, read.Version, read.RecordedBy, read.Role).ShouldBe((own.Code, version, "tester", "officer"));
        }
    }

    [Fact]
    public async Task the_tiles_make_the_signed_root_and_the_entries_make_the_leaves()
    {
        await own.RegisterAsync();
        await Ledger.SignAsync();
        using var anybody = own.Server.Anonymous();
        var checkpoint = Checkpoint.Of(SignedNote.Parse(await TextAsync(anybody, "checkpoint")), Ledger.Key);

        var tree = new TileTree(checkpoint.Size, async (tile, _) => TileBytes.ReadHashes(await BytesAsync(anybody, $"tile/{tile.Path}")));
        (await tree.RootAsync(TestContext.Current.CancellationToken)).ShouldBe(checkpoint.Root);
        var leaves = Tile.Holding(0, 0, checkpoint.Size);
        var entries = TileBytes.ReadEntries(await BytesAsync(own.Client, ($"tile/entries/{leaves.EntriesPath}")));
        var hashes = TileBytes.ReadHashes(await BytesAsync(anybody, ($"tile/{leaves.Path}")));
        entries.Select(e => Merkle.OfLeaf(e.Span)).ShouldBe(hashes);
        entries.Select(LedgerEntry.Parse).Select(e => e.Seq).ShouldBeInOrder();
    }

    [Fact]
    public async Task hashes_are_for_everybody_to_keep_and_facts_for_whoever_may_read_the_city()
    {
        await own.RegisterAsync();
        var size = (await Ledger.SignAsync())!.Size;
        using var anybody = own.Server.Anonymous();
        using var county = own.Server.Client([Role.Officer], [own.Code], [own.County]);

        // Another log may go on under the path that names none.
        (await RawAsync(anybody, $"tile/{Tile.Holding(0, 0, size).Path}")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        var hashes = await RawAsync(anybody, $"i1/tile/{Tile.Holding(0, 0, size).Path}");
        hashes.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        hashes.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        (await RawAsync(anybody, "checkpoint")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await RawAsync(anybody, "i1/checkpoint")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        var entries = $"i1/tile/entries/{Tile.Holding(0, 0, size).EntriesPath}";
        ((int)(await RawAsync(anybody, entries)).StatusCode).ShouldBe(401);
        ((int)(await RawAsync(county, entries)).StatusCode).ShouldBe(403);
        (await RawAsync(own.Client, entries)).Headers.CacheControl!.Private.ShouldBeTrue();
    }

    [Theory]
    [InlineData("i1/tile/0/000.p/255")]
    [InlineData("tile/0/000.p/255")]
    [InlineData("tile/0/001")]
    [InlineData("tile/63/000.p/1")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    public async Task a_tile_that_the_signed_tree_does_not_have_is_unknown(string path)
    {
        await own.RegisterAsync();
        await Ledger.SignAsync();
        using var anybody = own.Server.Anonymous();

        (await Answer.OfAsync(await RawAsync(anybody, path))).ShouldBeRefused(404, "unknownTile");
    }

    [Theory]
    [InlineData("i2/checkpoint", "unknownLog")]
    [InlineData("i01/checkpoint", "unknownLog")]
    [InlineData("i1/tile/0/000.p/1?incarnation=2", "unknownLog")]
    [InlineData("i1/link", "unknownLink")]
    public async Task a_log_that_a_city_never_had_is_unknown(string path, string code)
    {
        await own.RegisterAsync();
        await Ledger.SignAsync();
        using var anybody = own.Server.Anonymous();

        (await Answer.OfAsync(await RawAsync(anybody, path))).ShouldBeRefused(404, code);
    }

    [Fact]
    public async Task of_a_project_elsewhere_a_county_gets_no_proof()
    {
        var project = await own.RegisterAsync(("region", own.City.Regions.Keys.Order(StringComparer.Ordinal).Last()));
        await Ledger.SignAsync();
        using var county = own.Server.Client([Role.Officer], [own.Code], [own.County]);

        (await county.GetAsync($"/ledger/{own.Code}/proof?project={project}&version=1", "")).Code.ShouldBe("unknownProject");
        (await own.Client.GetAsync($"/ledger/{own.Code}/proof?project={project}&version=9", "")).Code.ShouldBe("unknownFact");
        (await own.Client.GetAsync($"/ledger/{own.Code}/proof", "")).Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["project", "version"]);
    }

    [Fact]
    public async Task an_entry_that_speaks_of_another_countys_project_is_kept_from_this_one()
    {
        var theirs = await own.RegisterAsync(("region", own.City.Regions.Keys.Order(StringComparer.Ordinal).Last()));
        var project = await own.RegisterAsync(("region", own.County));
        await own.RecordAllAsync(project, new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = (string)(await own.GetAsync($"/projects/{theirs}")).Json["project"]!["id"]!, grounds = "reported" });
        await Ledger.SignAsync();
        using var county = own.Server.Client([Role.Officer], [own.Code], [own.County]);

        foreach (var path in new[] { $"entry?project={project}&version=2", $"proof?project={project}&version=2", $"evidence?project={project}" })
        {
            (await county.GetAsync($"/ledger/{own.Code}/{path}", "")).ShouldBeRefused(403, "outOfScope");
            ((int)(await RawAsync(own.Client, path)).StatusCode).ShouldBe(200, path);
        }
        ((int)(await RawAsync(county, $"entry?project={project}&version=1")).StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task facts_without_a_ledger_do_not_pass_for_verified_ones()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: ["Ledger:On=false"]);
        var code = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(code);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(code, "P-1"))).Status.ShouldBe(201);

        var verified = await new CityLedger(server, code).VerifyAsync();

        verified.Pending.ShouldBe(1);
        verified.Notices.ShouldHaveSingleItem().Zh.ShouldContain("还没有账本");
    }

    [Fact]
    public async Task the_worker_sequences_and_signs_by_itself()
    {
        var project = await own.RegisterAsync();

        await Eventually.HoldsAsync(async () => (await own.GetAsync($"/ledger/{own.Code}/proof?project={project}&version=1")).Status == 200);
    }

    [Fact]
    public async Task what_a_verification_finds_of_an_honest_store_is_nothing()
    {
        await own.RegisterAsync();
        var first = (await Ledger.SignAsync())!;
        await own.RegisterAsync();
        await Ledger.SignAsync();

        var verified = await Ledger.VerifyAsync(first.Note);

        verified.Findings.ShouldBeEmpty();
        verified.Leaves.ShouldBeGreaterThan(first.Size);
    }

    [Fact]
    public async Task what_an_auditor_keeps_elsewhere_shows_to_the_verifier_that_the_log_only_grew()
    {
        await own.RegisterAsync();
        var first = (await Ledger.SignAsync())!;
        await own.RegisterAsync();
        var folder = Directory.CreateTempSubdirectory("major-projects-export-").FullName;

        await Ledger.SignAsync();
        (await own.Server.Services.GetRequiredService<LedgerExport>().WriteAsync(own.Code, folder, TestContext.Current.CancellationToken)).ShouldBeGreaterThan(1);

        var ofCity = System.IO.Path.Combine(folder, own.Code);
        var said = new StringWriter();
        var status = await MajorProjects.Verifier.Program.RunAsync(
            ["consistency", System.IO.Path.Combine(ofCity, "checkpoints", $"{first.Size}.txt"), System.IO.Path.Combine(ofCity, "checkpoint"), ofCity, "--key", $"{Ledger.Key}"],
            new(said, said), TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);
        status.ShouldBe(0, said.ToString());
    }

    private Uri Path(string path) => new($"/api/v1/ledger/{own.Code}/{path}", UriKind.Relative);

    private async Task<string> TextAsync(HttpClient client, string path) => Encoding.UTF8.GetString(await BytesAsync(client, path));

    private Task<byte[]> BytesAsync(HttpClient client, string path) => client.GetByteArrayAsync(Path(path), TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> RawAsync(HttpClient client, string path) => client.GetAsync(Path(path), TestContext.Current.CancellationToken);
}
