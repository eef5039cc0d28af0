using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Tests;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>Which cells a fact moves: pure, from the project's history before and after.</summary>
public class CellMoveTests
{
    private static readonly Guid Project = A.This;

    private static readonly ProjectRegistered Registration = A.Registration with { TotalInvestmentWan = new(100) };

    [Fact]
    public void a_start_enters_its_cell_and_another_step_moves_none()
    {
        var registered = A.History(Registration);

        Moved(History.Empty, registered).ShouldBeEmpty();
        Moved(registered, registered.Add(A.Start("2024-05-01"))).ShouldBe([new("started", Period.Parse("2024Q2"), CellChange.Entered, 1, 100)]);
        Moved(registered, registered.Add(new ProjectReserved { OccurredOn = A.Day("2024-05-01") })).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_voided_leaves_the_cell_that_it_was_in()
    {
        var started = A.History(Registration, A.Start("2024-05-01"));

        Moved(started, started.Add(Voiding(2))).ShouldBe([new("started", Period.Parse("2024Q2"), CellChange.Left, -1, -100)]);
    }

    [Fact]
    public void where_an_earlier_fact_comes_up_the_project_moves_from_the_one_cell_to_the_other()
    {
        var started = A.History(Registration).Add(A.Start("2024-05-01"));

        Moved(started, started.Add(A.Start("2024-02-01"))).ShouldBe(
        [
            new("started", Period.Parse("2024Q2"), CellChange.MovedOut, -1, -100), new("started", Period.Parse("2024Q1"), CellChange.MovedIn, 1, 100),
        ]);
        Moved(started, started.Add(A.Start("2024-04-01"))).ShouldBeEmpty("the same quarter");
        Moved(started, started.Add(A.Start("2024-04-01")), by: PeriodKind.Month).Count.ShouldBe(2);
    }

    [Fact]
    public void another_investment_moves_the_amount_of_each_cell_and_another_class_reclassifies()
    {
        var both = A.History(Registration, A.Start("2024-05-01"), new ProjectCommissioned { OccurredOn = A.Day("2024-11-01") });

        Moved(both, both.Add(Revision("totalInvestmentWan", A.Value(100m), A.Value(70m)))).ShouldBe(
            [new("started", Period.Parse("2024Q2"), CellChange.Amount, 0, -30), new("commissioned", Period.Parse("2024Q4"), CellChange.Amount, 0, -30)]);
        Moved(both, both.Add(Revision("industry", A.Value("coalbedMethane"), A.Value("transport")))).Select(m => (m.Kind, m.Change, m.Count, m.InvestmentWan)).ShouldBe(
            [("started", CellChange.Reclassified, 0, 0), ("commissioned", CellChange.Reclassified, 0, 0)]);
        Moved(both, both.Add(Revision("name", A.Value("沁水煤层气管网"), A.Value("沁水煤层气管网一期")))).ShouldBeEmpty();
    }

    [Fact]
    public void a_part_and_what_is_found_to_repeat_another_count_nowhere()
    {
        var started = A.History(Registration, A.Start("2024-05-01")).Add(new DuplicateSuspected { OccurredOn = A.Day("2024-06-01"), Of = A.Other, Grounds = DuplicateGrounds.Reported });

        Moved(started, started.Add(new DuplicateConfirmed { OccurredOn = A.Day("2024-06-02"), Of = A.Other })).ShouldBe(
            [new("started", Period.Parse("2024Q2"), CellChange.Left, -1, -100)]);
        Moved(started, started.Add(Revision("parent", null, A.Value($"{A.Third}")))).ShouldHaveSingleItem().Change.ShouldBe(CellChange.Left);
    }

    [Fact]
    public void under_a_filter_a_project_that_moves_leaves_the_one_region_and_enters_the_other()
    {
        var before = A.History(Registration, A.Start("2024-05-01"));
        var after = before.Add(Revision("region", A.Value("140521"), A.Value("140502")));

        Moved(before, after).ShouldHaveSingleItem().Change.ShouldBe(CellChange.Reclassified);
        Moved(before, after, region: "140521").ShouldBe([new("started", Period.Parse("2024Q2"), CellChange.Left, -1, -100)]);
        Moved(before, after, region: "140502").ShouldBe([new("started", Period.Parse("2024Q2"), CellChange.Entered, 1, 100)]);
    }

    [Fact]
    public void what_is_moved_is_what_the_cells_change_by() => Histories.Any.Sample(history =>
    {
        var cells = new Dictionary<(string, Period), BatchCell>();
        for (var version = 1; version <= history.Version; version++)
            foreach (var move in Moved(history.At(version - 1), history.At(version)))
                cells[(move.Kind, move.Period)] = cells.GetValueOrDefault((move.Kind, move.Period), BatchCell.Empty) + new BatchCell(move.Count, move.InvestmentWan);
        cells.Where(c => c.Value != BatchCell.Empty).ToDictionary().ShouldBe(
            BatchEntries.Now(Project, history).ToDictionary(e => (e.Kind, Period.Of(PeriodKind.Quarter, e.OccurredOn)), e => new BatchCell(1, e.Filing.TotalInvestmentWan ?? 0)), ignoreOrder: true);
    }, iter: 200, print: Histories.Print);

    private static List<CellMove> Moved(History before, History after, PeriodKind by = PeriodKind.Quarter, string? region = null)
    {
        return [.. CellMove.Between(Taken(before), Taken(after), by)];

        List<BatchEntry> Taken(History history) => [.. BatchEntries.Now(Project, history).Where(e => (region ?? e.Filing.Region) == e.Filing.Region)];
    }

    private static FactVoided Voiding(int version) => new() { OccurredOn = A.Day("2024-12-01"), Version = version, Reason = "误登" };

    private static DetailsRevised Revision(string attribute, AttributeValue? old, AttributeValue? value) =>
        new() { OccurredOn = A.Day("2024-12-01"), Changes = [new(attribute, old, value)], Reason = "更正" };
}
