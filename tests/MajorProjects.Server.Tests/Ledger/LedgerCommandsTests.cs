using MajorProjects.Ledger;
using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>The commands of the ledger, as an operator and an auditor run them beside a server: its life with one data directory, in which the key is lost at last.</summary>
public sealed class LedgerCommandsTests(TestPostgres postgres)
{
    private const string City = "140500";

    private static readonly string[] ByHand = ["Ledger:On=false", "Ledger:Sm2=true"];

    private static readonly (string Name, string Value)[] Sm2 = [("Ledger__Sm2", "true")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_is_signed_is_verified_exported_and_continued_and_with_another_key_the_log_goes_on_for_whoever_has_both()
    {
        var data = postgres.NewDataDirectory();
        var database = await postgres.NewDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("major-projects-commands-").FullName;
        var (oldKey, newKey, checkpoint) = (Path.Combine(folder, "old.key"), Path.Combine(folder, "new.key"), Path.Combine(folder, City, "checkpoint"));
        (await RunAsync("verify")).Error.ShouldContain("--key");
        await using (var server = await ServerUnderTest.StartAsync(postgres, database: database, settings: ByHand, data: data))
        {
            await RecordAsync(server, "P-1");
            (await new CityLedger(server, City).SignAsync())!.Size.ShouldBe(2);
        }

        var key = await RunAsync("ledger", "key");
        key.Output.Split('\n').Select(line => VerifierKey.Parse(line).Algorithm).ShouldBe([SignatureAlgorithm.Ed25519, SignatureAlgorithm.Sm2]);
        await File.WriteAllTextAsync(oldKey, key.Output, Ct);
        var exported = await RunAsync("replay", "--export-checkpoints", folder, "--city", City);
        exported.Status.ShouldBe(0, exported.Error);
        var verified = await RunAsync("verify", "--city", City, "--checkpoint", checkpoint, "--key", oldKey);
        (verified.Status, verified.Output).ShouldSatisfyAllConditions(v => v.Status.ShouldBe(0, verified.Output + verified.Error), v => v.Output.ShouldContain($"{City} 通过：2 条"));

        // A line of SM2 that the key did not sign.
        var note = SignedNote.Parse(await File.ReadAllTextAsync(checkpoint, Ct));
        var forged = Path.Combine(folder, "forged");
        await File.WriteAllTextAsync(forged, (note with { Signatures = [note.Signatures[0], note.Signatures[1] with { Bytes = [.. note.Signatures[1].Bytes.Reverse()] }] }).ToString(), Ct);
        var distrusted = await RunAsync("verify", "--city", City, "--checkpoint", forged);
        (distrusted.Status, distrusted.Output).ShouldSatisfyAllConditions(d => d.Status.ShouldBe(1), d => d.Output.ShouldContain("resigned"));

        File.Delete(data.Locate("ledger.key"));
        File.Delete(data.Locate("ledger-sm2.key"));
        await using (var server = await ServerUnderTest.StartAsync(postgres, database: database, settings: ByHand, data: data))
        {
            await RecordAsync(server, "P-2");
            (await new CityLedger(server, City).SignAsync()).ShouldBeNull();
            (await server.Services.GetRequiredService<LedgerAlarms>().AllAsync(City, Ct)).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.Resigned);
        }
        (await RunAsync("ledger", "continue", "--city", City, "--reason", "密钥丢失", "--by", "张三")).Error.ShouldContain("--old-key");
        var continued = await RunAsync("ledger", "continue", "--city", City, "--reason", "密钥丢失", "--by", "张三", "--old-key", oldKey);
        (continued.Status, continued.Output).ShouldSatisfyAllConditions(c => c.Status.ShouldBe(0, continued.Error), c => c.Output.ShouldContain($"major-projects/{City}/i2"));
        await File.WriteAllTextAsync(newKey, (await RunAsync("ledger", "key")).Output, Ct);

        await using var process = await ServerProcess.StartAsync(data.Path, database, ("Ledger__Sm2", "true"), ("Ledger__Every", "00:00:00.1"), ("Ledger__SignEvery", "00:00:00.1"));
        using var anybody = new HttpClient { BaseAddress = process.Address };
        await Eventually.HoldsAsync(async () => (await anybody.GetStringAsync(new Uri($"/api/v1/ledger/{City}/checkpoint", UriKind.Relative), Ct)).StartsWith($"major-projects/{City}/i2\n5\n", StringComparison.Ordinal));
        var both = await RunAsync("verify", "--city", City, "--checkpoint", checkpoint, "--key", oldKey, "--key", newKey);
        (both.Status, both.Output).ShouldSatisfyAllConditions(b => b.Status.ShouldBe(0, both.Output + both.Error), b => b.Output.ShouldContain("张三：密钥丢失"));

        // Whoever watches from outside sees another signer, and with both keys that the one log goes on from the other.
        var state = Path.Combine(folder, "state");
        File.Copy(checkpoint, state);
        var alarmed = await WatchAsync("--key", oldKey);
        (alarmed.Status, alarmed.Said).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(1), a => a.Said.ShouldContain("otherSigner"));
        var followed = await WatchAsync("--key", oldKey, "--key", newKey);
        (followed.Status, followed.Said).ShouldSatisfyAllConditions(f => f.Status.ShouldBe(0, followed.Said), f => f.Said.ShouldContain("linked"));
        Directory.Delete(folder, recursive: true);

        Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments) => Executable.RunAsync(data.Path, database, Sm2, arguments);

        async Task<(int Status, string Said)> WatchAsync(params string[] keys)
        {
            using var said = new StringWriter();
            return (await MajorProjects.Verifier.Program.RunAsync(["watch", $"{process.Address}api/v1/ledger/{City}", "--once", "--state", state, .. keys], new(said, said), Ct), said.ToString());
        }
    }

    private static async Task RecordAsync(ServerUnderTest server, string code)
    {
        using var client = server.Client(City);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(City, code))).Status.ShouldBe(201);
        (await client.PostAsync($"/projects/{code}/facts", Facts.Signed())).Status.ShouldBe(201);
    }
}
