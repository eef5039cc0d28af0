using MajorProjects.Ledger;
using MajorProjects.Ledger.Packages;
using MajorProjects.Server.Access;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Tests.RollingViews;
using MajorProjects.Verifier;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>Packages that the server makes, checked by the verifier as an auditor checks them: with the file and the key alone.</summary>
public sealed class EvidencePackageTests(TamperedServer tampered) : IClassFixture<TamperedServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_facts_of_a_project_hold_by_the_verifier()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects/P-1/facts", Facts.Voided(4))).Status.ShouldBe(201);
        await city.Ledger.SignAsync();

        var package = await PackageAsync(client, city, "project=P-1");

        var check = EvidencePackage.Check(new MemoryStream(package), city.Ledger.Key);
        check.Holds.ShouldBeTrue(string.Join('\n', check.Findings));
        check.Manifest!.Entries.Select(e => (e.Version, e.Type)).ShouldBe(
            [(1, "projectRegistered"), (2, "contractSigned"), (3, "constructionStarted"), (4, "projectCommissioned"), (5, "factVoided")]);
        check.Manifest.Asked.Question.ShouldBe("煤层气增储上产P-1的全部记录");
        check.Manifest.Asked.Names[$"{city.Projects[0]}"].ShouldBe("煤层气增储上产P-1");
        (await VerifyAsync(package, city.Ledger.Key.ToString())).Status.ShouldBe(0);
        (await VerifyAsync(package, SigningKey.New(city.Ledger.Key.Name, SignatureAlgorithm.Ed25519).Verifier.ToString())).Status.ShouldNotBe(0);
    }

    [Fact]
    public async Task a_cell_of_the_rolling_view_comes_with_the_facts_that_put_its_projects_there_and_file_them()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        await client.CaughtUpAsync();

        var check = EvidencePackage.Check(new MemoryStream(await PackageAsync(client, city, "kind=started&period=2024Q2")), city.Ledger.Key);

        check.Holds.ShouldBeTrue(string.Join('\n', check.Findings));
        check.Manifest!.Asked.Figure.ShouldBe("3 个项目，总投资 3.00 亿元");
        check.Manifest.Entries.Select(e => (e.Project, e.Type)).ShouldBe(
            city.Projects.SelectMany(project => new[] { (project, "projectRegistered"), (project, "constructionStarted") }));
    }

    [Fact]
    public async Task a_digest_comes_with_the_facts_behind_its_batches_and_its_own_issue()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        var issued = await client.PostAsync("/digests", new { kind = "quarterly", period = "2024Q2" });
        issued.Status.ShouldBe(201, issued.Text);
        await city.Ledger.SignAsync();

        var check = EvidencePackage.Check(new MemoryStream(await PackageAsync(client, city, $"digest={issued.Json["id"]}")), city.Ledger.Key);

        check.Holds.ShouldBeTrue(string.Join('\n', check.Findings));
        check.Manifest!.Asked.Figure!.ShouldContain("开工 3 个");
        check.Manifest.Entries.Count(e => e.Type == "constructionStarted").ShouldBe(3);
        check.Manifest.Entries.Single(e => e.Type == "digestIssued").Project.ShouldBe(Guid.Parse((string)issued.Json["id"]!));
    }

    [Fact]
    public async Task of_a_fact_that_was_changed_since_the_verifier_names_the_entry()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        await city.ByOwnerAsync("""update mt_events set data = jsonb_set(data, '{amountWan}', '8001') where tenant_id = $1 and seq_id = 6""");

        var package = await PackageAsync(client, city, "project=P-2");

        var finding = EvidencePackage.Check(new MemoryStream(package), city.Ledger.Key).Findings.ShouldHaveSingleItem();
        (finding.Entry!.Seq, finding.Entry.Leaf, finding.Entry.Project).ShouldBe((6, 5, city.Projects[1]));
        var (status, said) = await VerifyAsync(package, city.Ledger.Key.ToString());
        status.ShouldBe(1);
        said.ShouldContain($"{city.Projects[1]}");
    }

    [Fact]
    public async Task a_fact_that_is_gone_is_refused_and_not_left_out()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        var entries = $"/ledger/{city.Code}/tile/entries/000.p/12";
        (await client.GetAsync(entries, "")).Status.ShouldBe(200);

        await city.ByOwnerAsync("delete from mt_events where tenant_id = $1 and seq_id = 6");

        (await client.GetAsync(entries, "")).Code.ShouldBe("entryGone");
    }

    [Theory]
    [InlineData("delete from ledger_leaf where city = $1 and leaf = 5", "proof?project=P-2&version=2", "evidence?project=P-2", "entry?project=P-2&version=2", "tile/0/000.p/12", "tile/entries/000.p/12")]
    [InlineData("delete from ledger_leaf where city = $1 and leaf > 8", "proof?project=P-1&version=1", "evidence?project=P-1", "tile/0/000.p/12")]
    [InlineData("update ledger_leaf set hash = sha256('other') where city = $1 and leaf = 5", "proof?project=P-1&version=1", "evidence?project=P-2")]
    [InlineData("update ledger_leaf set hash = 'short' where city = $1 and leaf = 5", "proof?project=P-2&version=2", "evidence?project=P-1")]
    [InlineData("update ledger_checkpoint set note = 'no note' where city = $1", "proof?project=P-1&version=1", "evidence?project=P-1")]
    public async Task where_the_ledger_itself_was_damaged_it_is_said_and_nothing_proved(string damage, params string[] asked)
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);

        await city.ByOwnerAsync(damage);

        foreach (var path in asked) (await client.GetAsync($"/ledger/{city.Code}/{path}", "")).ShouldBeRefused(409, "ledgerDamaged");
    }

    [Fact]
    public async Task a_proof_from_what_is_kept_in_memory_is_of_the_history_that_was_signed_and_of_no_other()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        var path = $"/ledger/{city.Code}/proof?project=P-1&version=1";
        var before = TlogProof.Parse((await client.GetAsync(path, "")).Text);
        await city.ByOwnerAsync("update ledger_leaf set hash = sha256('other') where city = $1 and leaf between 4 and 7");
        TlogProof.Parse((await client.GetAsync(path, "")).Text).Hashes.ShouldBe(before.Hashes);

        // Database, data directory and key as after a restore, and another history under the same name since.
        var log = await city.Ledger.LogAsync();
        var tree = await city.Server.Services.GetRequiredService<LedgerTiles>().Tree(log, 12).RootAsync(Ct);
        var other = new Checkpoint(log.Origin, 12, tree).Sign(city.Server.Services.GetRequiredService<LedgerKeys>().Of(city.Code));
        await city.ByOwnerAsync($"update ledger_checkpoint set note = '{other}' where city = $1");

        var after = TlogProof.Parse((await client.GetAsync(path, "")).Text);
        after.Hashes.ShouldNotBe(before.Hashes);
        after.Includes(await client.GetByteArrayAsync(new Uri($"/api/v1/ledger/{city.Code}/entry?project=P-1&version=1", UriKind.Relative), Ct)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "project")]
    [InlineData("project=P-1&kind=signed&period=2024", "project")]
    [InlineData("kind=signed", "period")]
    [InlineData("kind=lost&period=2024", "kind")]
    public async Task a_question_is_a_project_or_a_cell(string query, string field)
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);

        (await client.GetAsync($"/ledger/{city.Code}/evidence?{query}", "")).Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task what_is_not_signed_yet_is_to_be_asked_for_again()
    {
        var city = await tampered.CityAsync();
        using var client = city.Server.Client(city.Code);
        (await client.PostAsync("/projects/P-1/facts", Facts.Voided(4))).Status.ShouldBe(201);

        var answer = await client.GetAsync($"/ledger/{city.Code}/evidence?project=P-1", "");

        (answer.Status, answer.Code).ShouldBe((503, "notYetSigned"));
        answer.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task a_county_gets_no_package_of_a_project_elsewhere()
    {
        var city = await tampered.CityAsync();
        using var county = city.Server.Client([Role.Auditor], [city.Code], [$"{city.Code[..4]}01"]);

        (await county.GetAsync($"/ledger/{city.Code}/evidence?project=P-1", "")).Code.ShouldBe("unknownProject");
        (await county.GetAsync($"/ledger/{city.Code}/evidence?kind=started&period=2024Q2", "")).Code.ShouldBe("outOfScope");
    }

    private static async Task<byte[]> PackageAsync(HttpClient client, TamperedCity city, string query)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1/ledger/{city.Code}/evidence?{query}", UriKind.Relative), Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Ct));
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldNotBeNull().ShouldStartWith("证据包");
        answer.Content.Headers.ContentDisposition.FileName.ShouldNotBeNull().ShouldStartWith("evidence-");
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    private static async Task<(int Status, string Said)> VerifyAsync(byte[] package, string key)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("major-projects-package-").FullName, "package.zip");
        await File.WriteAllBytesAsync(file, package, Ct);
        var said = new StringWriter();
        var status = await MajorProjects.Verifier.Program.RunAsync(["check", file, "--key", key], new Report(said, said), Ct);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return (status, said.ToString());
    }
}
