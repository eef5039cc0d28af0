using System.Globalization;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Projects;

namespace MajorProjects.Server.Plans;

/// <summary>A fact of a seed folder, of the project with that local code.</summary>
internal sealed record SeedFact(string Project, Fact Fact);

/// <summary>A folder of CSV files (see seeds/README.md): projects, facts of projects, published rounds; each file may be missing.</summary>
internal sealed class SeedFolder(string path)
{
    /// <summary>The folder that came with the program.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "seeds");

    /// <summary>Whether there is anything to load in it.</summary>
    public bool HasAny => Has("projects.csv") || Has("facts.csv") || Has("rounds.csv");

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    public IEnumerable<ProjectRegistered> Projects(DateOnly today) => Rows("projects.csv").Select(row => new ProjectRegistered
    {
        OccurredOn = Optional(row, "registeredOn") is { } day ? Day(day) : today,
        LocalCode = row["code"],
        Name = row["name"],
        Region = RegionCode.Parse(row["region"]),
        Library = Key<Library>(row["library"]),
        Class = Key<ProjectClass>(row["class"]),
        Industry = row["industry"],
        Sector = Key<Sector>(row["sector"]),
        Owner = Optional(row, "owner"),
        TotalInvestmentWan = Amount(row, "totalInvestmentWan"),
        Scale = Optional(row, "scale"),
        Site = Optional(row, "site") is { } site ? new(site) : null,
        PlannedStart = Planned(row, "plannedStart"),
        PlannedCommissioning = Planned(row, "plannedCommissioning"),
        PlanColumn = Count(row, "column"),
        PlanSection = Optional(row, "chapter") is { } chapter ? $"{chapter}.{row["section"]}" : null,
        PriorStepsUnrecorded = Optional(row, "priorStepsUnrecorded") == "true",
        Note = Optional(row, "quote") ?? Optional(row, "note"),
        Evidence = Optional(row, "source"),
    });

    public IEnumerable<SeedFact> Facts() => Rows("facts.csv").Select(row =>
    {
        var json = JsonNode.Parse(row["data"])!.AsObject();
        json["type"] = row["type"];
        json["occurredOn"] = row["occurredOn"];
        json["note"] = Optional(row, "note");
        json["evidence"] = Optional(row, "source");
        var (fact, refusal) = FactReader.Read(json);
        return new SeedFact(row["project"], fact ?? throw new FormatException($"{Name}/facts.csv: {row["project"]} {row["type"]}: {refusal!.Detail.Zh}"));
    });

    public IEnumerable<RoundPublished> Rounds() => Rows("rounds.csv").Select(row => new RoundPublished(
        row["number"], row["name"], Day(row["date"]), Batch(row, "signed"), Batch(row, "started"), Batch(row, "commissioned"), Batch(row, "total"), row["source"]));

    private bool Has(string file) => File.Exists(Path.Combine(path, file));

    private IEnumerable<IReadOnlyDictionary<string, string>> Rows(string file) => Has(file) ? Csv.Read(Path.Combine(path, file)) : [];

    private static PublishedBatch Batch(IReadOnlyDictionary<string, string> row, string kind) => new(Count(row, $"{kind}Count"), Amount(row, $"{kind}Wan"));

    private static string? Optional(IReadOnlyDictionary<string, string> row, string field) =>
        row.TryGetValue(field, out var text) && text.Length > 0 ? text : null;

    private static int? Count(IReadOnlyDictionary<string, string> row, string field) =>
        Optional(row, field) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static Wan? Amount(IReadOnlyDictionary<string, string> row, string field) =>
        Optional(row, field) is { } text ? new Wan(decimal.Parse(text, CultureInfo.InvariantCulture)) : null;

    // A bare year is a promise for that year, so it is met until its last month.
    private static PlannedDate? Planned(IReadOnlyDictionary<string, string> row, string field) =>
        Optional(row, field) is { } text ? PlannedDate.Parse(text.Length == 4 ? $"{text}-12" : text) : null;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static T Key<T>(string key) where T : struct, Enum => Enum.GetValues<T>().Single(value => value.ToKey() == key);
}
