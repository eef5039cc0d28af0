using System.Globalization;
using System.Text;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Rounds;

/// <summary>Two rounds of Jincheng, entered project by project, add up to the figures that were published for them.</summary>
public class PublishedRoundsTests(JinchengRounds rounds) : IClassFixture<JinchengRounds>
{
    [Theory]
    [InlineData("2023-12", "19 / 57.11", "17 / 43.55", "12 / 52.23")]
    [InlineData("2024-11", "13 / 21.72", "16 / 17.87", "14 / 18.16")]
    public async Task the_batches_of_its_month_are_as_published(string month, string signed, string started, string commissioned)
    {
        var row = (await rounds.Client.BatchesAsync($"?by=month&from={month}&to={month}")).Rows.ShouldHaveSingleItem();

        (Shown(row.Signed), Shown(row.Started), Shown(row.Commissioned)).ShouldBe((signed, started, commissioned));
    }

    [Theory]
    [InlineData("2023-4", "19 / 57.11", "17 / 43.55", "12 / 52.23")]
    [InlineData("2024-4", "13 / 21.72", "16 / 17.87", "14 / 18.16")]
    public async Task published_and_computed_figures_are_the_same(string number, string signed, string started, string commissioned)
    {
        var round = (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds")).Rounds.Single(r => r.Number == number);

        (Shown(round.ComputedSigned), Shown(round.ComputedStarted), Shown(round.ComputedCommissioned)).ShouldBe((signed, started, commissioned));
        (Shown(round.PublishedSigned), Shown(round.PublishedStarted), Shown(round.PublishedCommissioned)).ShouldBe((signed, started, commissioned));
    }

    [Fact]
    public async Task the_three_together_are_as_published()
    {
        var answer = await rounds.Client.ReadAsync<RoundsAnswer>("/rounds");
        answer.Rounds.Select(r => r.Number).ShouldBe(["2024-4", "2023-4"], "the latest first");

        answer.Rounds.Select(r => Shown(r.ComputedSigned + r.ComputedStarted + r.ComputedCommissioned)).ShouldBe(["43 / 57.75", "48 / 152.89"]);
        answer.Rounds.Select(r => r.PublishedTotal).ShouldBe([new(43, null), new(48, new Wan(1_528_900))]);
    }

    [Fact]
    public async Task a_round_is_not_there_before_its_day_nor_before_it_was_published()
    {
        (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds?asOf=2023-11-30")).Rounds.ShouldBeEmpty();
        (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds?asOf=2023-12-01")).Rounds.ShouldHaveSingleItem().ComputedSigned.Count.ShouldBe(19);
        (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds?position=0")).Rounds.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_filter_narrows_what_is_computed_and_leaves_what_was_published()
    {
        var round = (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds?sector=public")).Rounds.Single(r => r.Number == "2024-4");

        (round.ComputedSigned.Count, round.ComputedStarted.Count, round.ComputedCommissioned.Count).ShouldBe((0, 16, 14));
        round.PublishedSigned.Count.ShouldBe(13);
    }

    [Fact]
    public async Task a_round_published_again_stays_as_it_was()
    {
        (await rounds.PublishAsync(new("2024-4", "又一次", new(2024, 12, 1), new(1, null), new(1, null), new(1, null), new(3, null), "另一来源"))).ShouldBeFalse();

        (await rounds.Client.ReadAsync<RoundsAnswer>("/rounds?fresh=true")).Rounds.Single(r => r.Number == "2024-4").PublishedSigned.Count.ShouldBe(13);
    }

    private static string Shown(BatchCell cell) => $"{cell.Count} / {new Wan(cell.InvestmentWan).ToYi()}";

    private static string Shown(PublishedBatch batch) => $"{batch.Count} / {batch.InvestmentWan!.Value.ToYi()}";
}

/// <summary>A city with the rounds of 2023-12-01 and 2024-11-26: a project for each one counted, and the figures published.</summary>
public sealed class JinchengRounds(TestPostgres postgres) : IAsyncLifetime
{
    private RoundRecorder recorder = null!;
    private City city = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await postgres.Shared;
        city = await server.NewCityAsync();
        recorder = server.Services.GetRequiredService<RoundRecorder>();
        Client = server.Client($"{city.Code}");
        foreach (var round in new RoundPublished[]
        {
            new("2023-4", "2023年第4次“三个一批”活动", new(2023, 12, 1), new(19, new(571_100)), new(17, new(435_500)), new(12, new(522_300)), new(48, new(1_528_900)), "gc77.cn gangcai 322613"),
            new("2024-4", "2024年第4次“三个一批”活动", new(2024, 11, 26), new(13, new(217_200)), new(16, new(178_700)), new(14, new(181_600)), new(43, null), "jccq.gov.cn t20241127_2067273"),
        })
        {
            var lines = Lines(round, "签约", "competitive", round.Signed, "contractSigned", earlierStart: false)
                .Concat(Lines(round, "开工", "public", round.Started, "constructionStarted", earlierStart: false))
                .Concat(Lines(round, "投产", "public", round.Commissioned, "projectCommissioned", earlierStart: true)).ToList();
            var results = (await Client.PostTextAsync("/facts", string.Concat(lines), "application/x-ndjson")).Text;
            results.Split("\"status\":201").Length.ShouldBe(lines.Count + 1, results);
            (await PublishAsync(round)).ShouldBeTrue();
        }
        await Client.CaughtUpAsync();
    }

    /// <returns>Whether it was taken.</returns>
    public async Task<bool> PublishAsync(RoundPublished round) =>
        (await recorder.PublishAsync(new Caller("tester", "", [], city), round, corrects: false, key: null, default)).Refusal is null;

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    // The investment is split evenly, and the last project has what is left over.
    private IEnumerable<string> Lines(RoundPublished round, string kind, string sector, PublishedBatch batch, string fact, bool earlierStart)
    {
        var (projects, total) = (batch.Count!.Value, batch.InvestmentWan!.Value.Amount);
        var each = decimal.Round(total / projects, 6, MidpointRounding.ToZero);
        for (var n = 1; n <= projects; n++)
        {
            var code = $"{round.Number}-{kind}-{n}";
            var investment = (n < projects ? each : total - each * (projects - 1)).ToString(CultureInfo.InvariantCulture);
            yield return Line(code, "projectRegistered", round.HeldOn.AddYears(-1),
                $$""","name":"{{kind}}项目{{n}}","region":"{{city.Code}}","library":"municipal","class":"annual","industry":"coal","sector":"{{sector}}","totalInvestmentWan":{{investment}}""");
            if (earlierStart) yield return Line(code, "constructionStarted", round.HeldOn.AddMonths(-10), "");
            yield return Line(code, fact, round.HeldOn, $$""","round":"{{round.Number}}" """.TrimEnd());
        }

        static string Line(string code, string type, DateOnly day, string fields) =>
            $$"""{"project":"{{code}}","type":"{{type}}","occurredOn":"{{day:yyyy-MM-dd}}"{{fields}}}""" + "\n";
    }
}
