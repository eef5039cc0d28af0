using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>The command, as an operator runs it beside a running server.</summary>
public class ReplayCommandTests(TestPostgres postgres)
{
    [Fact]
    public async Task it_tells_what_the_server_tells_and_by_its_status_whether_the_tables_are_what_the_facts_say()
    {
        var connections = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: connections);
        var city = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(city);
        foreach (var code in new[] { "P-1", "P-2" }) (await client.PostAsync("/projects", OwnCity.ProjectIn(city, code, ("region", $"{city[..4]}01")))).Status.ShouldBe(201);
        (await client.PostAsync("/projects/P-1/facts", Facts.Signed())).Status.ShouldBe(201);
        await client.CaughtUpAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("major-projects-replay-").FullName, "log.ndjson");

        var all = await RunAsync("--city", city, "--out", file);
        var one = await RunAsync("--city", city, "--project", "P-1", "--region", $"{city[..4]}01", "--from", "2024-01-01");

        (all.Status, all.Output).ShouldBe((0, ""), all.Error);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe((await client.GetAsync("/replay", "")).Text);
        all.Error.ShouldContain($"{city}: 3/3");
        (one.Status, one.Output).ShouldBe((0, (await client.GetAsync("/replay", "?project=P-1")).Text.Trim()), one.Error);
        one.Error.ShouldContain($"{city}: 2/2");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        var whole = await RunAsync("--check");
        (whole.Status, whole.Output.Split("一致 / equal").Length).ShouldBe((0, 23), whole.Output + whole.Error);
        await using (var owner = NpgsqlDataSource.Create(connections.Owner!))
        await using (var damage = owner.CreateCommand("update milestone_fact set amount_wan = 1"))
            (await damage.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        var damaged = await RunAsync("--check", "--city", city);
        damaged.Status.ShouldBe(1, damaged.Output);
        damaged.Output.ShouldContain("milestone_fact");
        damaged.Output.ShouldContain("不一致 / differs: 2");
        damaged.Output.ShouldContain("\"amount_wan\": 1.000000");

        var refused = await RunAsync("--city", city, "--from", "gestern");
        refused.Status.ShouldBe(1, refused.Output);
        refused.Error.ShouldContain("--from: 应为时刻");

        Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments) =>
            Executable.RunAsync(postgres.NewDataDirectory().Path, connections, ["replay", .. arguments]);
    }
}
