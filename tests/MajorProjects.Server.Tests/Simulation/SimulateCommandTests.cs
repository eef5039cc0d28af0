using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Simulation;

/// <summary>The command, as an operator runs it beside a running server, and what the server then shows.</summary>
public class SimulateCommandTests(TestPostgres postgres)
{
    private const int Count = 300;

    [Fact]
    public async Task a_simulated_city_shows_what_its_facts_add_up_to_and_takes_further_ones()
    {
        var connections = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: connections);
        var first = await SimulateAsync(connections, "--city", "990100", "--projects", $"{Count}", "--seed", "42");
        first.Errors.ShouldBeEmpty();
        first.ExitCode.ShouldBe(0);
        var city = (await server.Services.GetRequiredService<Cities>().FindAsync(RegionCode.Parse("990100"), TestContext.Current.CancellationToken))!;
        city.Name.ShouldContain("模拟");
        var projects = new Simulator(city, 42).Projects(Count).ToList();
        var facts = projects.Sum(p => p.Facts.Count);
        first.Output.ShouldContain($"模拟事实 {facts} 条");

        // The log is ordered by recording, without gaps, and holds what was made.
        var database = server.Services.GetRequiredService<NpgsqlDataSource>();
        (await NumberAsync(database, "select count(*) from mt_events where tenant_id = '990100'")).ShouldBe(facts);
        (await NumberAsync(database, "select max(seq_id) - min(seq_id) + 1 from mt_events where tenant_id = '990100'")).ShouldBe(facts);
        (await NumberAsync(database, """
            select count(*) from (select timestamp < lag(timestamp) over (order by seq_id) as back from mt_events where tenant_id = '990100') e where back
            """)).ShouldBe(0);
        (await NumberAsync(database, """
            select count(*) from (select version <> lag(version, 1, 0) over (partition by stream_id order by seq_id) + 1 as jumps
                                  from mt_events where tenant_id = '990100') e where jumps
            """)).ShouldBe(0);
        (await NumberAsync(database, """
            select count(*) from mt_events where tenant_id = '990100' and user_name like 'simulate%' and headers ->> 'name' = '模拟数据' and headers ? 'role'
            """)).ShouldBe(facts);

        // The views show it, at both ends of the clocks.
        using var client = server.Client("990100");
        await ShouldShowAsync(client, projects, asOf: null, knownAt: null);
        await ShouldShowAsync(client, projects, new(2023, 6, 30), new(2023, 6, 30));
        await ShouldShowAsync(client, projects, new(2023, 6, 30), new(2024, 3, 31));

        // By its code a project is found, has its whole history, and takes the next fact.
        var history = await client.GetAsync("/projects/MN-000007/facts", "");
        history.Json["facts"]!.AsArray().Count.ShouldBe(projects[6].Facts.Count);
        (await client.PostAsync("/projects/MN-000007/facts", new { type = "contractSigned", agreement = "framework", occurredOn = "2026-01-05" })).Status.ShouldBe(201);
        (await client.PostAsync("/projects", new
        {
            name = "模拟·其后登记的项目", region = "990101", library = "county", @class = "annual", industry = "coal", sector = "public", localCode = "MN-000007",
        })).Code.ShouldBe("codeTaken");
        (await client.PostAsync("/projects", new
        {
            name = "模拟·其后登记的项目", region = "990101", library = "county", @class = "annual", industry = "coal", sector = "public",
        })).Status.ShouldBe(201);
        (await client.GetAsync("/batches", "?fresh=true")).Status.ShouldBe(200);

        var second = await SimulateAsync(connections, "--city", "990100", "--projects", "10", "--seed", "43");
        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("已有记录");
        second.Errors.ShouldContain("already holds facts");
        second.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("140500")]
    [InlineData("990101")]
    [InlineData("990000")]
    [InlineData("99")]
    public async Task only_a_city_of_the_99_range_can_be_simulated(string city)
    {
        // Refused before it looks for a database.
        var refused = await SimulateAsync(new("Host=nowhere.invalid", null), "--city", city);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("模拟");
        refused.Errors.ShouldContain("99 range");
        refused.Output.ShouldBeEmpty();
    }

    private static async Task ShouldShowAsync(HttpClient client, List<SimulatedProject> projects, DateOnly? asOf, DateOnly? knownAt)
    {
        var answer = await client.GetAsync("/batches", $"?fresh=true&by=month&from=2020-12&to=2025-12&asOf={asOf:yyyy-MM-dd}&knownAt={knownAt:yyyy-MM-dd}"
            .Replace("&asOf=&knownAt=", "", StringComparison.Ordinal));
        answer.Status.ShouldBe(200, answer.Text);
        foreach (var kind in new[] { ContractSigned.Kind, ConstructionStarted.Kind, ProjectCommissioned.Kind })
        {
            var expected = projects.Select(p => FirstOf(p, kind, asOf ?? DateOnly.MaxValue, knownAt ?? DateOnly.MaxValue)).Where(e => e is not null)
                .GroupBy(e => YearMonth.Of(e!.Value.Day).ToString()).ToDictionary(g => g.Key, g => (g.Count(), g.Sum(e => e!.Value.Wan)));
            expected.Count.ShouldBeGreaterThan(10);
            foreach (var row in answer.Json["rows"]!.AsArray())
                ((int)row![kind]!["count"]!, (decimal)row[kind]!["investmentWan"]!).ShouldBe(expected.GetValueOrDefault((string)row["period"]!, (0, 0m)), $"{kind} {row["period"]}");
            ((int)answer.Json["totals"]![kind]!["count"]!).ShouldBe(expected.Values.Sum(e => e.Item1));
        }
    }

    // What a person with the list of facts and a pencil would find.
    private static (DateOnly Day, decimal Wan)? FirstOf(SimulatedProject project, string kind, DateOnly asOf, DateOnly knownAt)
    {
        var known = project.Facts.Where(f => Clock.DayOf(f.RecordedAt) <= knownAt).Select(f => f.Fact).ToList();
        var voided = known.OfType<FactVoided>().SelectMany(v => v.Versions()).ToHashSet();
        var standing = known.Where((f, i) => !voided.Contains(i + 1) && f.OccurredOn <= asOf).ToList();
        var days = standing.Where(f => f.CountsAs()?.Kind == kind).Select(f => f.OccurredOn).ToList();
        if (days.Count == 0) return null;
        var increments = standing.OfType<InvestmentIncreased>().Sum(f => f.IncrementWan.Amount);
        return (days.Min(), ((ProjectRegistered)known[0]).TotalInvestmentWan!.Value.Amount + increments);
    }

    private static async Task<long> NumberAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<(int ExitCode, string Output, string Errors)> SimulateAsync(Connections database, params string[] arguments) =>
        await Executable.RunAsync(postgres.NewDataDirectory().Path, database, ["simulate", .. arguments]);
}
