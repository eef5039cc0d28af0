using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

/// <summary>What was planned before any delay, what is planned now, how far the one has slipped from the other, and what is overdue.</summary>
public class BaselineTests
{
    [Fact]
    public void a_start_is_overdue_unless_something_shows_that_the_works_had_begun()
    {
        var midway = Midway with { PlannedStart = Plan("2024-09") };

        History(midway).Now.OverdueOn(Day("2024-09-30")).ShouldBeEmpty();
        History(midway).Now.OverdueOn(Day("2024-10-01")).ShouldBe([PlannedMilestone.Start]);
        foreach (var shown in new Fact[] { Start("2024-08-01"), PartInUse("2024-08-01"), Commissioning("2024-08-01"), new TrialProductionStarted { OccurredOn = Day("2024-08-01") } })
            History(midway, shown).Now.OverdueOn(Day("2024-10-01")).ShouldBeEmpty($"{shown}");
    }

    private static readonly History Planned = History(Scheduled);

    [Fact]
    public void before_any_delay_it_is_what_is_planned()
    {
        foreach (var milestone in PlannedMilestones.All)
            Planned.Now.Details!.BaselineFor(milestone).ShouldBe(Planned.Now.Details!.PlannedFor(milestone));
        Project().Now.Details!.BaselineFor(PlannedMilestone.Start).ShouldBeNull();
    }

    [Theory]
    [InlineData(PlannedMilestone.Signing, "2024-06")]
    [InlineData(PlannedMilestone.Start, "2024-09")]
    [InlineData(PlannedMilestone.Commissioning, "2025-06")]
    [InlineData(PlannedMilestone.Completion, "2025-09")]
    public void over_several_delays_it_stays_what_was_planned_first(PlannedMilestone milestone, string first)
    {
        var history = Planned.Record(Delay("2024-04-01", milestone, "2025-12")).Record(Delay("2024-05-01", milestone, "2026-03"));

        foreach (var each in PlannedMilestones.All)
            history.Now.Details!.BaselineFor(each).ShouldBe(each == milestone ? Plan(first) : Planned.Now.Details!.PlannedFor(each));
        history.On(Day("2024-04-30")).Details!.PlannedFor(milestone).ShouldBe(Plan("2025-12"));
        history.Now.Details!.PlannedFor(milestone).ShouldBe(Plan("2026-03"));
    }

    [Fact]
    public void a_date_brought_forward_after_a_delay_has_slipped_less()
    {
        var history = Planned
            .Record(Delay("2024-04-01", PlannedMilestone.Start, "2025-03-31"))
            .Record(Revising("2024-06-01", "plannedStart", "2025-03-31", "2024-12-31"))
            .Record(Delay("2024-07-01", PlannedMilestone.Start, "2025-01-31"));

        Slip(history.On(Day("2024-03-31"))).ShouldBe(0);
        Slip(history.On(Day("2024-04-01"))).ShouldBe(182);
        Slip(history.On(Day("2024-06-01"))).ShouldBe(92);
        Slip(history.Now).ShouldBe(123);
    }

    [Fact]
    public void a_date_planned_anew_before_any_delay_is_the_one_to_slip_from() =>
        Slip(Planned.Record(Revising("2024-04-01", "plannedStart", "2024-09", "2024-08")).Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-09")).Now).ShouldBe(30);

    [Fact]
    public void a_date_that_was_not_on_record_is_the_one_that_the_delay_names() =>
        Project(Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09")).Now.Details!.BaselineFor(PlannedMilestone.Start).ShouldBe(Plan("2024-09"));

    [Fact]
    public void an_earlier_delay_that_is_heard_of_late_leaves_it()
    {
        var history = Planned.Record(Delay("2024-06-01", PlannedMilestone.Start, "2025-03")).Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12"));

        Slip(history.On(Day("2024-05-31"))).ShouldBe(92);
        Slip(history.Now).ShouldBe(182);
        history.Now.Details!.BaselineStart.ShouldBe(Plan("2024-09"));
    }

    [Fact]
    public void voiding_the_delays_leaves_nothing_of_them() => Planned
        .Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09")).Record(Delay("2024-06-01", PlannedMilestone.Start, "2025-03", from: "2024-12"))
        .Record(Voiding(2, 3)).Now.Details.ShouldBe(Planned.Now.Details);

    // slipDays: new planned date − baseline planned date.
    private static int Slip(Project project) =>
        project.Details!.PlannedFor(PlannedMilestone.Start)!.Value.Due.DayNumber - project.Details!.BaselineFor(PlannedMilestone.Start)!.Value.Due.DayNumber;
}
