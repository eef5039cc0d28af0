using System.Globalization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Tests.Seeds;

/// <summary>What the seeds say of public records stands in the records.</summary>
public class RecordsProvenanceTests
{
    private static List<IReadOnlyDictionary<string, string>> Records => [.. Csv.Read(SharedData.PathOrSkip("records.csv"))];

    [Fact]
    public void every_fact_has_a_record_of_its_day_and_source()
    {
        foreach (var fact in SeedFiles.Read("jincheng-records/facts.csv"))
            Records.ShouldContain(r => r["day"] == fact["occurredOn"] && fact["source"].StartsWith(SourceOf(r), StringComparison.Ordinal), $"{fact["project"]} {fact["type"]}");
    }

    [Fact]
    public void every_record_of_a_step_is_a_fact()
    {
        var facts = SeedFiles.Read("jincheng-records/facts.csv");

        // Rounds and the county's bulletin are files of their own; that a project is still planned is no step.
        foreach (var record in Records.Where(r => !r["subject"].Contains("三个一批", StringComparison.Ordinal) && !r["subject"].Contains("重点工程", StringComparison.Ordinal)
            && !r["fact"].StartsWith("still among planned", StringComparison.Ordinal)))
            facts.ShouldContain(f => f["occurredOn"] == record["day"] && f["source"].StartsWith(SourceOf(record), StringComparison.Ordinal), record["subject"]);
    }

    [Fact]
    public void every_figure_of_a_round_is_the_published_one()
    {
        var rounds = SeedFiles.Read("jincheng-records/rounds.csv");
        rounds.Count.ShouldBe(Records.Count(r => r["subject"].Contains("三个一批", StringComparison.Ordinal)));

        foreach (var round in rounds)
        {
            var published = Records.Single(r => r["day"] == round["date"] && r["subject"].Contains("三个一批", StringComparison.Ordinal));
            published["source"].ShouldStartWith(round["source"]);
            foreach (var kind in new[] { "signed", "started", "commissioned" })
                published["fact"].ShouldContain($"{kind} {round[$"{kind}Count"]} / {Yi(round[$"{kind}Wan"])} 亿");
            published["fact"].ShouldContain($"together {round["totalCount"]}{(round["totalWan"].Length > 0 ? $" / {Yi(round["totalWan"])} 亿" : "")}");
        }
    }

    [Fact]
    public void what_is_said_of_a_project_stands_in_a_record_of_it()
    {
        foreach (var project in SeedFiles.Read("jincheng-records/projects.csv"))
        {
            var values = string.Join('\n', Records.Where(r => r["subject"].StartsWith(project["name"], StringComparison.Ordinal)).Select(r => r["subject"] + r["value"]));
            values.ShouldNotBeEmpty(project["name"]);
            if (project["totalInvestmentWan"].Length > 0)
                values.ShouldContain($"{decimal.Parse(Yi(project["totalInvestmentWan"]), CultureInfo.InvariantCulture):0.##} 亿元");
            foreach (var share in project["owner"].Split('、', StringSplitOptions.RemoveEmptyEntries))
                values.ShouldContain(share.Replace("%", " %", StringComparison.Ordinal));
        }
    }

    private static string Yi(string wan) => new Wan(decimal.Parse(wan, CultureInfo.InvariantCulture)).ToYi();

    // A record may add which page of the source it is.
    private static string SourceOf(IReadOnlyDictionary<string, string> record) => record["source"].Split(" (")[0];
}
