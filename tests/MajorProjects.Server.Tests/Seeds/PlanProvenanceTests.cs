using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MajorProjects.Server.Tests.Seeds;

/// <summary>Nothing in the plan's seed is invented: every cell that quotes the plan stands where its row says, and nothing of a column is left out.</summary>
public sealed partial class PlanProvenanceTests
{
    private const string Folder = "jincheng-14th-five-year-plan";

    private static readonly string[] Intentions =
        ["争取", "谋划", "规划", "论证", "探索", "研究", "支持", "力争", "适时", "考虑", "筹建", "前期工作"];

    private static readonly string[] Regions = ["140500", "140502", "140521", "140522", "140524", "140525", "140581"];

    private static readonly string[] Industries =
    [
        "coal", "coalChemicals", "steelCasting", "power", "newEnergy", "coalbedMethane", "optoelectronics", "equipment", "materials",
        "pharma", "digital", "logistics", "finance", "commerce", "tourism", "wellness", "transport", "municipal", "newTown", "water",
        "ecology", "agriculture", "education", "health", "culture", "safety", "other",
    ];

    private static readonly string[] Verbatim = ["verb", "owner", "scale", "plannedStart", "plannedCommissioning"];

    private static readonly string[] IndicatorValues = ["base", "target", "targetGrowth", "actual", "actualGrowth"];

    private static readonly List<Row> Projects = Read(Folder, "projects.csv");
    private static readonly List<Row> Programmes = Read(Folder, "programmes.csv");
    private static readonly List<Row> Columns = Read(Folder, "columns.csv");
    private static readonly List<Row> Indicators = Read(Folder, "indicators.csv");

    [Fact]
    public void every_column_stands_in_the_section_it_names()
    {
        var plan = PlanText.ReadOrSkip();

        Columns.Select(column => column.Number("number")).ShouldBe(Enumerable.Range(1, 36));
        Columns.Where(column => ColumnText(plan, column) is null).Select(column => column["number"]).ShouldBeEmpty();
    }

    [Fact]
    public void every_quote_stands_in_the_section_and_column_of_its_row()
    {
        var plan = PlanText.ReadOrSkip();

        Projects.Concat(Programmes).Where(row => row["quote"].Length == 0 || PlanText.Find(row["quote"], Place(plan, row)) is null)
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void every_programme_title_stands_in_its_column()
    {
        var plan = PlanText.ReadOrSkip();

        Programmes.Where(row => row["title"].Length == 0 || row["column"].Length == 0
                || !Place(plan, row).Contains(PlanText.Squeeze(row["title"]), StringComparison.Ordinal))
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void columns_3_to_36_are_covered_by_quotes_whole()
    {
        var plan = PlanText.ReadOrSkip();
        var quotes = Projects.Concat(Programmes).ToLookup(row => row["column"], row => row["quote"], StringComparer.Ordinal);

        Columns.Where(column => column.Number("number") > 2)
            .Select(column => (Column: column["number"], Left: PlanText.Uncovered(ColumnText(plan, column) ?? "column not found", quotes[column["number"]])))
            .Where(column => column.Left.Length > 0)
            .ShouldBeEmpty();
    }

    [Fact]
    public void a_name_is_made_of_the_plans_own_words_in_their_order()
    {
        Projects.Where(row => row["name"].Length == 0
                || row["name"] != row["namedAs"].Replace("…", "", StringComparison.Ordinal)
                || PlanText.Find(row["namedAs"], Joined(row["quote"])) is null)
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void verbs_owners_scales_and_years_stand_in_the_quote()
    {
        Projects.SelectMany(row => Verbatim.Select(field => (Row: Name(row), Words: row[field], Quote: PlanText.Squeeze(row["quote"]))))
            .Where(cell => !cell.Quote.Contains(PlanText.Squeeze(cell.Words), StringComparison.Ordinal))
            .Select(cell => cell.Row + ": " + cell.Words).ShouldBeEmpty();
    }

    [Fact]
    public void a_figure_is_the_first_of_its_unit_behind_the_projects_name()
    {
        // One sentence often lists several works with their figures: a neighbour's figure would stand in the quote too.
        Projects.Where(row => row["scaleNumber"].Length > 0)
            .Where(row => !row["scale"].Contains(row["scaleNumber"] + row["scaleUnit"], StringComparison.Ordinal)
                || FirstFigure(BehindName(row), row["scaleUnit"]) != FirstFigure(row["scale"], row["scaleUnit"]))
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void figures_and_years_are_digits_and_a_figure_has_a_unit()
    {
        Projects.Where(row => (row["scaleNumber"].Length > 0) != (row["scaleUnit"].Length > 0)
                || !Figure().IsMatch(row["scaleNumber"])
                || !Year().IsMatch(row["plannedStart"])
                || !Year().IsMatch(row["plannedCommissioning"]))
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void codes_and_names_are_unique_and_a_code_says_where_the_plan_names_the_project()
    {
        Projects.Select(row => row["code"]).ShouldBeUnique();
        Projects.Select(row => row["name"]).ShouldBeUnique();
        Projects.Where(row => !row["code"].StartsWith(CodePrefix(row), StringComparison.Ordinal)).Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void the_class_follows_from_the_verb()
    {
        Projects.Where(row => row["class"] != (Intentions.Contains(row["verb"]) ? "pipeline" : "key")).Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void no_verb_of_action_hides_an_intention_before_it()
    {
        // 谋划建设 is 谋划: the intention is the verb that counts.
        Projects.Where(row => row["class"] == "key" && row["verb"].Length > 0
                && Intentions.Any(intention => Joined(row["quote"]).Contains(intention + row["verb"], StringComparison.Ordinal)))
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void library_and_stage_follow_from_the_plan()
    {
        Projects.Where(row => row["library"] != (row["column"] == "31" ? "county" : "municipal") || row["stage"] != "planned")
            .Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void regions_industries_and_sectors_are_known()
    {
        Projects.Where(row => !Regions.Contains(row["region"]) || !Industries.Contains(row["industry"])
                || row["sector"] is not ("competitive" or "publicRevenue" or "public"))
            .Select(Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1", 32)]
    [InlineData("2", 38)]
    public void indicators_have_every_number_of_their_column(string column, int last)
    {
        var rows = Indicators.Where(row => row["column"] == column).ToList();

        rows.Select(row => row.Number("number")).Distinct().ShouldBe(Enumerable.Range(1, last));
        rows.Where(row => row["attribute"] is not ("约束性" or "预期性")).Select(row => row["number"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void every_figure_is_printed_in_the_row_of_its_indicator(string column)
    {
        var plan = PlanText.ReadOrSkip();
        var text = ColumnText(plan, Columns.Single(row => row["number"] == column)).ShouldNotBeNull();
        var rows = Indicators.Where(row => row["column"] == column).ToList();
        var names = PlanText.Find(string.Join('…', rows.Select(ShortName)), text).ShouldNotBeNull("an indicator's name is missing or out of order");

        for (var i = 0; i < rows.Count; i++)
        {
            var printed = text[names[i].End.Value..(i + 1 < rows.Count ? names[i + 1].Start.Value : text.Length)];
            var cells = IndicatorValues.Where(field => !Merged(rows[i], field)).Select(field => rows[i][field]);
            PlanText.Find(string.Join('…', [rows[i]["unit"], .. cells, rows[i]["attribute"]]), printed)
                .ShouldNotBeNull($"{rows[i]["number"]}{rows[i]["sub"]} {rows[i]["name"]}: {printed}");
        }
    }

    [Fact]
    public void jincheng_has_seven_regions_and_no_code_stands_twice()
    {
        var regions = Read("", "regions.csv");

        regions.Select(row => row["code"]).ShouldBeUnique();
        regions.Where(row => row["city"] == "140500").Select(row => row["code"]).ShouldBe(Regions);
        regions.Select(row => row["city"]).Except(regions.Select(row => row["code"]), StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static string Name(Row row) => row.Values.GetValueOrDefault("code") ?? row["column"] + " " + row["title"];

    private static string CodePrefix(Row row) => row["column"].Length > 0
        ? string.Create(CultureInfo.InvariantCulture, $"JC145-Z{row.Number("column"):00}-")
        : string.Create(CultureInfo.InvariantCulture, $"JC145-C{row.Number("chapter"):00}{row.Number("section"):00}-");

    private static string Joined(string quote) => PlanText.Squeeze(quote).Replace("…", "", StringComparison.Ordinal);

    private static string BehindName(Row row)
    {
        var quote = Joined(row["quote"]);
        return PlanText.Find(row["namedAs"], quote) is [var first, ..] ? quote[first.Start..] : "";
    }

    private static string? FirstFigure(string text, string unit)
    {
        foreach (Match figure in Figures().Matches(text))
            if (text.AsSpan(figure.Index + figure.Length).StartsWith(unit, StringComparison.Ordinal)) return figure.Value;
        return null;
    }

    private static string ShortName(Row row) => row["name"].Split(" / ")[^1];

    private static bool Merged(Row row, string field) =>
        MergedCells().Match(row["marks"]) is { Success: true } cells && cells.Groups["fields"].Value.Split('、').Contains(field);

    private static string? ColumnText(PlanText plan, Row column) =>
        plan.Column(column.Number("number"), column["title"], column.Number("chapter"), column.Number("section"), column["ends"]);

    private static string Place(PlanText plan, Row row)
    {
        if (row["column"].Length == 0) return plan.Section(row.Number("chapter"), row.Number("section"));
        var column = Columns.Single(candidate => candidate["number"] == row["column"]);
        return (column["chapter"], column["section"]) == (row["chapter"], row["section"]) ? ColumnText(plan, column) ?? "" : "";
    }

    private static List<Row> Read(string folder, string file) =>
        [.. Csv.Read(Path.Combine(PlanText.Repository, "seeds", folder, file)).Select(row => new Row(row))];

    private sealed record Row(IReadOnlyDictionary<string, string> Values)
    {
        public string this[string field] => Values[field];

        public int Number(string field) => int.Parse(Values[field], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(\d+(\.\d+)?(×\d+(\.\d+)?)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"\d+(\.\d+)?(×\d+(\.\d+)?)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figures();

    [GeneratedRegex(@"^(20\d\d)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"(^|；)(?<fields>[A-Za-z、]+) 合并单元格", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MergedCells();
}
