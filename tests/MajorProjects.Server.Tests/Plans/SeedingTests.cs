using System.Globalization;
using System.Text.Json.Nodes;
using MajorProjects.Server.Plans;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Plans;

public class SeedingTests(SeededStore seeded) : IClassFixture<SeededStore>
{
    private const string Plan = "jincheng-14th-five-year-plan";
    private const string Records = "jincheng-records";

    /// <summary>Works of the plan that are distinct and have names so alike that they are suspected all the same; see Duplicates/README.md.</summary>
    internal static readonly (string, string)[] AlikeInThePlan =
    [
        ("阳城蟒河镇康养休闲基地", "阳城横河镇康养休闲基地"), ("丹河新城金村起步区", "丹河新城金村新区"), ("周村220千伏输变电工程", "周壁220千伏输变电工程"),
        ("杜河水库至市区供水工程", "东焦河水库至市区供水工程"), ("府城玉皇庙周边环境整治", "府城关帝庙周边环境整治"), ("企业信用信息共享平台", "就业信息共享平台"),
        ("润城国家级特色小镇", "神农国家级特色小镇"),
    ];

    [Fact]
    public async Task works_of_the_plan_with_names_alike_are_suspected_for_an_officer_to_tell_and_no_others()
    {
        var answer = (await seeded.Client.GetAsync("/duplicates", "?fresh=true")).Json;

        answer["open"]!.AsArray().Select(p => Pair((string)p!["project"]!["name"]!, (string)p["other"]!["name"]!))
            .ShouldBe(AlikeInThePlan.Select(p => Pair(p.Item1, p.Item2)), ignoreOrder: true);
        answer["open"]!.AsArray().ShouldAllBe(p => (string)p!["suspectedBy"]! == $"seeds/{Plan}" && (string)p["grounds"]! == "name");

        static string Pair(string one, string other) => string.Join('|', new[] { one, other }.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Plan)]
    [InlineData(Records)]
    public async Task every_row_of_the_seeds_is_a_project_with_its_fields(string folder)
    {
        var projects = await seeded.ProjectsAsync();
        foreach (var row in SeedFiles.Read($"{folder}/projects.csv"))
        {
            var shown = projects[row["code"]];
            foreach (var (field, seed) in new[]
            {
                ("name", "name"), ("region", "region"), ("library", "library"), ("class", "class"), ("industry", "industry"), ("sector", "sector"),
                ("owner", "owner"), ("scale", "scale"), ("planColumn", "column"), ("totalInvestmentWan", "totalInvestmentWan"), ("registeredOn", "registeredOn"),
            }) if (row.TryGetValue(seed, out var said) && (said.Length > 0 || field != "registeredOn")) ($"{shown[field]}").ShouldBe(said, $"{row["code"]} {field}");
            foreach (var field in new[] { "plannedStart", "plannedCommissioning" })
                if (row.TryGetValue(field, out var said)) ($"{shown[field]}").ShouldBe(said.Length == 4 ? $"{said}-12" : said, $"{row["code"]} {field}");
            if (row.TryGetValue("chapter", out var chapter) && chapter.Length > 0) ((string?)shown["planSection"]).ShouldBe($"{chapter}.{row["section"]}");
            ((bool)shown["priorStepsUnrecorded"]!).ShouldBe(row.GetValueOrDefault("priorStepsUnrecorded") == "true");
        }
        projects.Count.ShouldBe(SeedFiles.Read($"{Plan}/projects.csv").Count + SeedFiles.Read($"{Records}/projects.csv").Count);
    }

    [Fact]
    public async Task a_project_of_the_plan_is_at_the_stage_that_the_plan_says_unless_there_is_a_record()
    {
        var projects = await seeded.ProjectsAsync();
        var recorded = SeedFiles.Read($"{Records}/facts.csv").Select(f => f["project"]).ToHashSet();
        foreach (var row in SeedFiles.Read($"{Plan}/projects.csv").Where(row => !recorded.Contains(row["code"])))
            ((string?)projects[row["code"]]["stage"]).ShouldBe(row["stage"], row["code"]);

        // Nothing shows that these were ever begun.
        foreach (var code in new[] { "JC145-Z29-01", "JC145-Z29-02", "JC145-Z29-03", "JC145-Z29-04", "JC145-Z13-01" })
            ((string?)projects[code]["stage"]).ShouldBe("planned", code);
        new[] { "JC145-Z30-14", "JCR-01", "JCR-02", "JCR-03" }.Select(code => (string?)projects[code]["stage"])
            .ShouldBe(["started", "commissioned", "started", "started"]);
    }

    [Fact]
    public async Task every_record_is_a_fact_with_its_source_as_evidence()
    {
        foreach (var row in SeedFiles.Read($"{Records}/facts.csv"))
        {
            var facts = (await seeded.Client.GetAsync($"/projects/{row["project"]}/facts", "")).Json["facts"]!.AsArray();
            var fact = facts.Where(f => (string?)f!["type"] == row["type"]).ShouldHaveSingleItem()!;
            ((string?)fact["occurredOn"]).ShouldBe(row["occurredOn"]);
            ((string?)fact["evidence"]).ShouldBe(row["source"]);
            ((string?)fact["data"]!["note"]).ShouldBe(row["note"].Length > 0 ? row["note"] : null);
            ((string?)fact["recordedBy"]).ShouldBe($"seeds/{Records}");
            foreach (var (field, value) in JsonNode.Parse(row["data"])!.AsObject()) JsonNode.DeepEquals(fact["data"]![field], value).ShouldBeTrue(field);
        }
    }

    [Fact]
    public async Task every_round_is_there_as_it_was_published()
    {
        var rounds = (await seeded.Client.GetAsync("/rounds", "?fresh=true")).Json["rounds"]!.AsArray();
        var rows = SeedFiles.Read($"{Records}/rounds.csv");
        rounds.Count.ShouldBe(rows.Count);
        foreach (var row in rows)
        {
            var round = rounds.Single(r => (string?)r!["number"] == row["number"])!;
            ((string?)round["heldOn"]).ShouldBe(row["date"]);
            foreach (var kind in new[] { "Signed", "Started", "Commissioned", "Total" })
            {
                var published = round[$"published{kind}"]!;
                $"{published["count"]}".ShouldBe(row[$"{kind.ToLower(CultureInfo.InvariantCulture)}Count"]);
                $"{published["investmentWan"]}".ShouldBe(row[$"{kind.ToLower(CultureInfo.InvariantCulture)}Wan"]);
            }
        }
    }

    [Fact]
    public async Task loading_again_adds_nothing()
    {
        var before = await seeded.CountAsync();

        var (status, output, error) = await Executable.RunAsync(seeded.Data, seeded.Database, "seed");

        status.ShouldBe(0, error);
        output.ShouldContain($"{Plan}：新增项目 0、事实 0、活动 0");
        output.ShouldContain($"{Records}：新增项目 0、事实 0、活动 0");
        (await seeded.CountAsync()).ShouldBe(before);
    }
}

public sealed class InterruptedSeedingTests(TestPostgres postgres)
{
    [Fact]
    public async Task a_row_that_was_refused_is_loaded_once_what_it_needs_is_there()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres);
        var folder = Directory.CreateTempSubdirectory("seeds-").FullName;
        var start = "S-1,constructionStarted,2024-03-01,{},,";
        await File.WriteAllTextAsync(Path.Combine(folder, "projects.csv"), "code,name,region,library,class,industry,sector\nS-1,种子项目,140500,municipal,annual,coal,competitive\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "facts.csv"), $"project,type,occurredOn,data,note,source\n{start}\n", TestContext.Current.CancellationToken);
        var loader = server.Services.GetRequiredService<SeedLoader>();

        (await Should.ThrowAsync<CommandFailedException>(() => loader.LoadAsync(new(folder), TestContext.Current.CancellationToken))).Message.ShouldContain("notSigned");
        await File.WriteAllTextAsync(Path.Combine(folder, "facts.csv"), $"project,type,occurredOn,data,note,source\nS-1,contractSigned,2024-02-01,{{}},,\n{start}\n", TestContext.Current.CancellationToken);

        (await loader.LoadAsync(new(folder), TestContext.Current.CancellationToken)).Facts.ShouldBe(2);
        (await loader.LoadAsync(new(folder), TestContext.Current.CancellationToken)).Facts.ShouldBe(0);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task a_loading_cut_short_is_completed_at_the_next_start_and_not_begun_in_a_store_of_other_things()
    {
        var database = await postgres.NewDatabaseAsync();
        var data = postgres.NewDataDirectory().Path;
        var part = Directory.CreateDirectory(Path.Combine(data, "jincheng-14th-five-year-plan")).FullName;
        var lines = await File.ReadAllLinesAsync(Path.Combine(SeedFiles.Folder, "jincheng-14th-five-year-plan", "projects.csv"), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(part, "projects.csv"), lines[..40], TestContext.Current.CancellationToken);
        var loaded = await Executable.RunAsync(data, database, "seed", part);
        loaded.Status.ShouldBe(0, loaded.Error);

        // A store that began with something else is left alone.
        await using (await ServerUnderTest.StartAsync(postgres, seeds: true, database: database)) (await SeededStore.CountAsync(database)).ShouldBe(39);

        await SeededStore.AskAsync(database, "insert into seeding (begun) values (now())");
        await using (await ServerUnderTest.StartAsync(postgres, seeds: true, database: database))
        {
            var expected = new[] { "jincheng-14th-five-year-plan/projects.csv", "jincheng-records/projects.csv", "jincheng-records/facts.csv", "jincheng-records/rounds.csv" }
                .Sum(file => SeedFiles.Read(file).Count);
            (await SeededStore.CountAsync(database)).ShouldBe(expected + SeedingTests.AlikeInThePlan.Length);
        }
        (await SeededStore.AskAsync(database, "select completed is not null from seeding")).ShouldBe(true);
    }
}

/// <summary>A server that found its store empty.</summary>
public sealed class SeededStore(TestPostgres postgres) : IAsyncLifetime
{
    private ServerUnderTest server = null!;

    public Connections Database { get; private set; } = null!;

    public string Data { get; } = postgres.NewDataDirectory().Path;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.NewDatabaseAsync();
        server = await ServerUnderTest.StartAsync(postgres, seeds: true, database: Database);
        Client = server.Client("140500");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>The projects of the list, by local code.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> ProjectsAsync() =>
        (await Client.GetAsync("/projects", "?limit=500&fresh=true")).Json["projects"]!.AsArray().ToDictionary(p => (string)p!["localCode"]!, p => p!, StringComparer.Ordinal);

    public async Task<long> CountAsync() => await CountAsync(Database);

    public static async Task<long> CountAsync(Connections database) => (long)(await AskAsync(database, "select count(*) from mt_events where type <> 'tombstone'"))!;

    public static async Task<object?> AskAsync(Connections database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Application);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
