using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Tests.RollingViews;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>What holds of a replay of any city.</summary>
public class ReplayLawsTests(TestPostgres postgres)
{
    private const int Cities = 2;

    [Fact]
    public Task the_cells_that_are_moved_add_up_to_the_rolling_view() => CityLaws.HoldAsync(postgres, Cities, 4, async asked =>
    {
        var by = asked.Question.From.Kind is PeriodKind.Plan ? PeriodKind.Quarter : asked.Question.From.Kind;
        var region = asked.Filter.Region is null ? "" : $"&region={asked.Filter.Region}";
        // In two parts, of which the second begins with projects that are under way.
        var (first, second) = (await ReplayAsync($"&toPosition={asked.Position}"), await ReplayAsync($"&fromPosition={asked.Position + 1}&toPosition={asked.End}"));

        Sum(first).ShouldBe(await BoardAsync(asked.Position), ignoreOrder: true);
        Sum([.. first, .. second]).ShouldBe(await BoardAsync(asked.End), ignoreOrder: true);
        foreach (var (before, after) in Steps([.. first, .. second])) Text(after.Before).ShouldBe(Text(before.After));

        Task<IReadOnlyList<ReplayedFact>> ReplayAsync(string part) => asked.Client.ReplayAsync($"?by={by.ToKey()}{region}{asked.Question.Edition}{part}");

        async Task<Dictionary<(string, Period), BatchCell>> BoardAsync(long position)
        {
            var (from, to) = (Period.Of(by, new(2020, 1, 1)), Period.Of(by, new(2029, 12, 31)));
            var board = await asked.Client.BatchesAsync($"?by={by.ToKey()}&from={from}&to={to}&asOf=2030-12-31&position={position}{region}{asked.Question.Edition}");
            return board.Rows.SelectMany(r => new[] { (("signed", r.Period), r.Signed), (("started", r.Period), r.Started), (("commissioned", r.Period), r.Commissioned) })
                .Where(c => c.Item2 != BatchCell.Empty).ToDictionary(c => c.Item1, c => c.Item2);
        }
    });

    [Fact]
    public Task every_fact_is_told_once_in_order_and_its_state_is_the_fold_of_those_before_it() => CityLaws.HoldAsync(postgres, Cities, 1, async asked =>
    {
        var log = asked.Model.Log;
        var lines = await asked.Client.ReplayAsync($"?toPosition={asked.End}");

        lines.Select(l => (l.Position, l.Project, l.Version, l.Type, l.OccurredOn)).ShouldBe(log.Select(f => (f.Position, f.Project, f.Version, FactType.Of(f.Fact).Name, f.Fact.OccurredOn)));
        foreach (var project in log.Zip(lines).GroupBy(f => f.First.Project))
        {
            var history = History.Empty;
            var whole = project.Aggregate(History.Empty, (told, f) => told.Add(f.First.Fact));
            foreach (var (logged, line) in project)
            {
                history = history.Add(logged.Fact);
                Text(line.After).ShouldBe(Text(ReplayedState.Of(history.Now, history.Now.Details!)));
                line.VoidedBy.ShouldBe(whole.VoidedBy.TryGetValue(logged.Version, out var by) ? by : null);
            }
        }
    });

    [Fact]
    public Task it_holds_no_more_than_it_may_and_in_the_end_nothing() => CityLaws.HoldAsync(postgres, 1, 1, async asked =>
    {
        var server = await postgres.Shared;
        var range = new ReplayRange(0, asked.End, null, ProjectFilter.Open, PeriodKind.Quarter, Confirmed: false);
        var (caller, database, store) = (
            Caller.System("replay", "replay", asked.City), server.Services.GetRequiredService<NpgsqlDataSource>(), server.Services.GetRequiredService<IDocumentStore>());
        var (passed, lines) = (0L, new List<string>());
        var replay = new Replay(caller, range, database, store) { PageLength = 3, MostHeld = 20 };

        await foreach (var line in replay.FactsAsync(facts => passed += facts, TestContext.Current.CancellationToken))
        {
            // And those of as many projects as a page has.
            replay.Held.ShouldBeLessThanOrEqualTo(20 + 3 * asked.Model.Log.GroupBy(f => f.Project).Max(p => p.Count()));
            lines.Add(JsonSerializer.Serialize(line, Json.Answers));
        }

        (replay.Held, passed, await replay.CountAsync(TestContext.Current.CancellationToken)).ShouldBe((0, asked.Model.Log.Count, asked.Model.Log.Count));
        lines.ShouldBe((await asked.Client.GetAsync("/replay", $"?toPosition={asked.End}")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    });

    private static Dictionary<(string, Period), BatchCell> Sum(IEnumerable<ReplayedFact> lines) => lines.SelectMany(l => l.Moved).GroupBy(m => (m.Kind, m.Period))
        .Select(cell => (cell.Key, Sum: new BatchCell(cell.Sum(m => m.Count), cell.Sum(m => m.InvestmentWan))))
        .Where(cell => cell.Sum != BatchCell.Empty).ToDictionary(cell => cell.Key, cell => cell.Sum);

    // One after the other of the same project, with none left out between them.
    private static IEnumerable<(ReplayedFact Before, ReplayedFact After)> Steps(IReadOnlyList<ReplayedFact> lines) => lines.GroupBy(l => l.Project)
        .SelectMany(project => project.Zip(project.Skip(1))).Where(step => step.Second.Version == step.First.Version + 1);

    private static string Text(ReplayedState? state) => JsonSerializer.Serialize(state, Json.Answers);
}
