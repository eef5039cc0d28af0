using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What holds of the rolling view for any city, any question and any point of the two clocks.</summary>
public class BatchesLawsTests(TestPostgres postgres)
{
    private const int Cities = 4;
    private const int QuestionsEach = 50;

    [Fact]
    public Task rows_are_those_of_the_definition_and_totals_their_sum() => HoldAsync(async (city, client, model, question, position) =>
    {
        var filter = question.Filter(city);
        var answer = await client.BatchesAsync($"{question.Range}{Question.Text(filter)}&asOf={question.AsOf:yyyy-MM-dd}&position={position}{question.Edition}");

        answer.Confirmed.ShouldBe(question.Confirmed);
        answer.Position.ShouldBe(position);
        answer.AsOf.ShouldBe(question.AsOf);
        answer.Rows.ShouldBe(model.Rows(question.AsOf, position, filter, question.Periods));
        answer.Totals.ShouldBe(Total(answer.Rows));
    });

    [Fact]
    public Task behind_each_cell_are_as_many_projects_of_as_much_investment() => HoldAsync(async (city, client, model, question, position) =>
    {
        var filter = question.Filter(city);
        var point = $"asOf={question.AsOf:yyyy-MM-dd}&position={position}{question.Edition}{Question.Text(filter)}";
        var rows = (await client.BatchesAsync($"{question.Range}&{point}")).Rows;
        var entries = model.Entries(question.AsOf, position, filter);
        // An empty cell has an empty list; one of them speaks for the many.
        foreach (var (period, kind, cell) in rows.SelectMany(Cells).OrderByDescending(c => c.Cell.Count).Take(3).Append(Cells(rows[^1]).First()))
        {
            var list = await client.BatchAsync(kind, $"{period}", $"?{point}");

            (list.Kind, list.Period, list.Count, list.InvestmentWan).ShouldBe((kind, period, cell.Count, cell.InvestmentWan));
            list.Projects.Sum(p => p.TotalInvestmentWan ?? 0).ShouldBe(cell.InvestmentWan);
            list.Projects.Select(p => (p.Id, p.Fact.Version, p.Fact.OccurredOn, p.Fact.Position, p.Name, p.Region, p.Industry, p.Class, p.Sector, p.TotalInvestmentWan)).ShouldBe(
                entries.Where(e => e.Kind == kind && period.Contains(e.OccurredOn)).OrderBy(e => e.OccurredOn).ThenBy(e => e.KnownFrom).Select(e => (
                    e.Project, e.Version, e.OccurredOn, e.Position, e.Details.Name, $"{e.Details.Region}", e.Details.Industry,
                    e.Details.Class.ToKey(), e.Details.Sector.ToKey(), e.Details.TotalInvestmentWan?.Amount)));
        }
    });

    [Fact]
    public Task filters_part_the_whole() => HoldAsync(async (city, client, _, question, position) =>
    {
        var range = $"{question.Range}&asOf={question.AsOf:yyyy-MM-dd}&position={position}{question.Edition}";
        var whole = await client.BatchesAsync(range);
        foreach (var (name, values) in new (string, IEnumerable<string>)[]
        {
            ("region", city.Regions.Keys.Append($"{city.Code}")), ("industry", CityLog.Industries),
            ("class", Enum.GetValues<ProjectClass>().Select(c => c.ToKey())), ("sector", Enum.GetValues<Sector>().Select(s => s.ToKey())),
        })
        {
            var parts = new List<Batches>();
            foreach (var value in values) parts.Add(await client.BatchesAsync($"{range}&{name}={value}"));
            var sum = whole.Rows.Select((row, n) => parts.Select(p => p.Rows[n]).Aggregate((a, b) =>
                new(a.Period, a.Signed + b.Signed, a.Started + b.Started, a.Commissioned + b.Commissioned)));
            sum.ShouldBe(whole.Rows, name);
        }
    }, questions: 8);

    [Fact]
    public async Task the_present_is_answered_alike_for_ever_at_its_position()
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Any, Gen.Double[0.1, 0.9], Question.Any.Array[QuestionsEach / 2]).SampleAsync(async (log, share, asked) =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            var (earlier, later) = log.SplitAt(share);
            await earlier.RecordAsync(server, city);
            await client.CaughtUpAsync();
            var present = new List<(string Path, Answer Answer)>();
            // What is kept added up answers now; once more is recorded, the two tables answer.
            foreach (var question in asked)
            {
                await AskAsync($"/batches{question.Range}{question.Edition}{Question.Text(question.Filter(city))}");
                await AskAsync($"/batches/started/{question.From}?class={(question.Class ?? ProjectClass.Annual).ToKey()}{question.Edition}");
            }
            var end = await client.CaughtUpAsync();
            await later.RecordAsync(server, city);
            (await client.CaughtUpAsync()).ShouldBeGreaterThan(end);

            foreach (var (path, answer) in present)
                (await PinnedAsync(path, answer)).ShouldBe(WithoutKnownAt(answer), path);

            async Task AskAsync(string path) => present.Add((path, await client.GetAsync(path, query: null)));

            async Task<string> PinnedAsync(string path, Answer answer) =>
                WithoutKnownAt(await client.GetAsync(path, $"&asOf={answer.Json["asOf"]}&position={answer.Json["position"]}"));
        }, iter: Cities, threads: 1, print: tried => $"{tried.Item2}\n{CityLog.Print(tried.Item1)}");
    }

    private Task HoldAsync(Func<City, HttpClient, BruteForce, Question, long, Task> law, int questions = QuestionsEach) =>
        CityLaws.HoldAsync(postgres, Cities, questions, asked => law(asked.City, asked.Client, asked.Model, asked.Question, asked.Position));

    private static BatchTotals Total(IEnumerable<BatchRow> rows) => rows.Aggregate(
        new BatchTotals(BatchCell.Empty, BatchCell.Empty, BatchCell.Empty),
        (sum, row) => new(sum.Signed + row.Signed, sum.Started + row.Started, sum.Commissioned + row.Commissioned));

    private static IEnumerable<(Period Period, string Kind, BatchCell Cell)> Cells(BatchRow row) =>
        [(row.Period, "signed", row.Signed), (row.Period, "started", row.Started), (row.Period, "commissioned", row.Commissioned)];

    private static string WithoutKnownAt(Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Text);
        var body = answer.Json.AsObject();
        body.Remove("knownAt").ShouldBeTrue();
        return body.ToJsonString();
    }
}
