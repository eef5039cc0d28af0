using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Server.Duplicates;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Duplicates;

/// <summary>Measures what README.md in this folder states, on the works of the five-year plan.</summary>
public sealed class NameThresholdTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Duplicates");

    private readonly Dictionary<string, Guid> plan = SeedFiles.Read("jincheng-14th-five-year-plan/projects.csv")
        .ToDictionary(row => row["name"], _ => Guid.CreateVersion7(), StringComparer.Ordinal);

    private readonly List<IReadOnlyDictionary<string, string>> repackaged = [.. Csv.Read(Path.Combine(Folder, "repackaged.csv"))];

    private string city = "";
    private NpgsqlConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await postgres.Shared;
        city = (await server.NewCityAsync()).Code.ToString();
        connection = await server.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var (name, project) in plan)
        {
            await using var keep = Named(name, project).Keep(city);
            keep.Connection = connection;
            await keep.ExecuteNonQueryAsync();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [Fact]
    public async Task re_packaged_works_are_found_and_distinct_ones_suspected_no_worse_than_stated()
    {
        var ofTheSame = await SimilaritiesAsync(
            repackaged.Select(row => (Name(row["plan"]), Name(row["repackaged"]))).Where(pair => pair.Item1.Numbers == pair.Item2.Numbers));
        var ofOthers = await SimilaritiesOfPlanAsync();

        var stated = Stated();
        stated.Select(row => row.Threshold).ShouldContain(Likeness.NameThreshold);
        foreach (var (threshold, found, suspected) in stated)
        {
            ofTheSame.Count(s => s >= (double)threshold).ShouldBeGreaterThanOrEqualTo(found, $"found at {threshold}");
            ofOthers.Count(s => s >= (double)threshold).ShouldBeLessThanOrEqualTo(suspected, $"suspected at {threshold}");
        }
    }

    [Fact]
    public async Task the_works_behind_a_re_packaged_name_are_among_the_three_that_are_named()
    {
        var found = 0;
        foreach (var row in repackaged)
        {
            var likely = await Named(row["repackaged"], Guid.CreateVersion7()).FindAsync(connection, city, TestContext.Current.CancellationToken);
            if (likely.Any(l => l.Other == plan[row["plan"]])) found++;
        }

        found.ShouldBeGreaterThanOrEqualTo(Stated().Single(row => row.Threshold == Likeness.NameThreshold).Found);
    }

    [Fact]
    public async Task numbers_alone_keep_apart_what_is_otherwise_the_same()
    {
        foreach (var row in repackaged.Where(row => row["how"] == "numberLeftOut"))
            (await Named(row["repackaged"], Guid.CreateVersion7()).FindAsync(connection, city, TestContext.Current.CancellationToken))
                .ShouldNotContain(l => l.Other == plan[row["plan"]]);
    }

    private static ProjectName Name(string name) => ProjectName.Of(name, "晋城市");

    private static Likeness Named(string name, Guid project) => new(project, Name(name), null, null, null, null);

    private async Task<List<float>> SimilaritiesAsync(IEnumerable<(ProjectName One, ProjectName Other)> pairs)
    {
        var all = new List<float>();
        foreach (var (one, other) in pairs)
        {
            await using var select = new NpgsqlCommand("select similarity($1, $2)", connection) { Parameters = { new() { Value = Trigrams.Of(one.Stem) }, new() { Value = Trigrams.Of(other.Stem) } } };
            all.Add((float)(await select.ExecuteScalarAsync())!);
        }
        return all;
    }

    private async Task<List<float>> SimilaritiesOfPlanAsync()
    {
        await using var select = new NpgsqlCommand(
            """
            select similarity(one.name_stem, other.name_stem)
            from project_likeness one join project_likeness other using (city, name_numbers)
            where city = $1 and one.project_id < other.project_id
            """, connection) { Parameters = { new() { Value = city } } };
        await using var reader = await select.ExecuteReaderAsync();
        var all = new List<float>();
        while (await reader.ReadAsync()) all.Add(reader.GetFloat(0));
        return all;
    }

    /// <summary>The rows of the table in README.md: threshold, found, …, suspected, ….</summary>
    private static List<(decimal Threshold, int Found, int Suspected)> Stated() => [.. File.ReadLines(Path.Combine(Folder, "README.md"))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length > 4 && cells[1].Trim('*').StartsWith("0.", StringComparison.Ordinal))
        .Select(cells => (Number(cells[1]), (int)Number(cells[2]), (int)Number(cells[4])))];

    private static decimal Number(string cell) => decimal.Parse(cell.Trim('*'), CultureInfo.InvariantCulture);
}
