using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectDelayedTests
{
    private static readonly History Planned = History(Scheduled);

    [Theory]
    [InlineData(PlannedMilestone.Signing)]
    [InlineData(PlannedMilestone.Start)]
    [InlineData(PlannedMilestone.Commissioning)]
    [InlineData(PlannedMilestone.Completion)]
    public void moves_the_planned_date_of_its_milestone_and_no_other(PlannedMilestone milestone)
    {
        var history = Planned.Record(Delay("2024-05-01", milestone, to: "2026-03"));

        foreach (var each in Enum.GetValues<PlannedMilestone>())
            history.Now.Details!.PlannedFor(each).ShouldBe(each == milestone ? Plan("2026-03") : Planned.Now.Details!.PlannedFor(each));
        history.On(Day("2024-04-30")).Details.ShouldBe(Planned.Now.Details);
    }

    [Fact]
    public void counts_with_its_reason_and_reaches_nothing()
    {
        var delay = Delay("2024-05-01", PlannedMilestone.Start, "2024-12") with { Reason = ReasonCode.Environment };

        delay.CountsAs().ShouldBe(new Milestone("delayed", Reason: "environment", Subject: "start", To: Plan("2024-12")));
        Planned.Record(delay).Now.Stage.ShouldBe(Stage.Planned);
    }

    [Fact]
    public void delays_chain_from_one_another()
    {
        var history = Planned
            .Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09"))
            .Record(Delay("2024-08-01", PlannedMilestone.Start, "2025-03", from: "2024-12"));

        history.Now.Details!.PlannedStart.ShouldBe(Plan("2025-03"));
        history.On(Day("2024-07-31")).Details!.PlannedStart.ShouldBe(Plan("2024-12"));
        history.ShouldRefuse(Delay("2024-09-01", PlannedMilestone.Start, "2025-03"), "notLater");
    }

    [Fact]
    public void the_date_delayed_from_is_the_one_planned_on_that_day()
    {
        var history = Planned.Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12"));

        history.ShouldRefuse(Delay("2024-08-01", PlannedMilestone.Start, "2025-03", from: "2024-09"), "fromMismatch").Detail.Zh.ShouldContain("2024-12");
        history.Record(Delay("2024-04-30", PlannedMilestone.Start, "2024-10", from: "2024-09"));
    }

    [Fact]
    public void what_the_registration_plans_was_planned_before_it() =>
        Planned.ShouldRefuse(Delay("2023-12-01", PlannedMilestone.Start, "2024-08"), "notLater");

    [Fact]
    public void where_no_date_is_on_record_it_must_be_given()
    {
        Project().ShouldRefuseField(Delay("2024-05-01", PlannedMilestone.Start, "2024-12"), "from");
        Project().Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09")).Now.Details!.PlannedStart.ShouldBe(Plan("2024-12"));
    }

    [Theory]
    [InlineData("2024-11", "2024-11")]
    [InlineData("2024-11", "2024-11-30")]
    [InlineData("2024-11-30", "2024-11")]
    [InlineData("2024-11", "2024-11-01")]
    [InlineData("2024-11", "2024-10")]
    [InlineData("2024-11-26", "2024-11-26")]
    public void must_move_the_date_later(string from, string to) => History(Registration with { PlannedStart = Plan(from) })
        .ShouldRefuse(Delay("2024-05-01", PlannedMilestone.Start, to), "notLater").Kind.ShouldBe(RefusalKind.Rule);

    [Theory]
    [InlineData("2024-11", "2024-12-01")]
    [InlineData("2024-11-26", "2024-11-27")]
    public void if_only_by_a_day(string from, string to) => History(Registration with { PlannedStart = Plan(from) })
        .Record(Delay("2024-05-01", PlannedMilestone.Start, to)).Now.Details!.PlannedStart.ShouldBe(Plan(to));

    [Theory]
    [InlineData(PlannedMilestone.Signing, "alreadySigned", "2024-06-10")]
    [InlineData(PlannedMilestone.Start, "alreadyStarted", "2024-09-10")]
    [InlineData(PlannedMilestone.Commissioning, "alreadyCommissioned", "2025-06-10")]
    [InlineData(PlannedMilestone.Completion, "alreadyCompleted", "2025-09-10")]
    public void what_has_been_reached_is_delayed_no_more(PlannedMilestone milestone, string code, string reached)
    {
        var history = History(Scheduled, Signing("2024-06-10"), Start("2024-09-10"), Commissioning("2025-06-10"), Completion("2025-09-10"));

        history.ShouldRefuse(Delay(reached, milestone, "2026-01"), code).Kind.ShouldBe(RefusalKind.Conflict);
        history.Record(Delay("2024-06-09", milestone, "2026-01"));
    }

    [Fact]
    public void a_part_in_use_does_not_end_the_delays_of_the_whole() => History(Scheduled, Start("2024-09-10"), PartInUse("2025-06-10"))
        .Record(Delay("2025-06-11", PlannedMilestone.Commissioning, "2026-01"));

    [Fact]
    public void needs_a_reason_and_words_for_another_one()
    {
        var delay = Delay("2024-05-01", PlannedMilestone.Start, "2024-12");

        Planned.ShouldRefuse(delay with { Reason = null }, "reasonRequired");
        Planned.ShouldRefuse(delay with { Reason = ReasonCode.Other, Text = " " }, "reasonRequired");
        Planned.Record(delay with { Reason = ReasonCode.Other, Text = "考古发现" });
    }

    [Fact]
    public void a_long_text_is_refused() => Planned.ShouldRefuseField(
        Delay("2024-05-01", PlannedMilestone.Start, "2024-12") with { Text = new('长', Fact.LongestText + 1) }, "text");

    [Fact]
    public void several_on_one_day_follow_one_another_as_they_were_recorded() => Planned
        .Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09"))
        .Record(Delay("2024-05-01", PlannedMilestone.Start, "2025-03", from: "2024-12")).Now.Details!.PlannedStart.ShouldBe(Plan("2025-03"));

    [Fact]
    public void the_step_may_be_taken_on_the_same_day_after_all() =>
        Planned.Record(Delay("2024-05-01", PlannedMilestone.Start, "2024-12")).Record(Start("2024-05-01"), butNot: Start("2024-04-30"), "alreadyStarted");

    [Fact]
    public void nobody_records_one_as_granted_by_himself()
    {
        var granted = Delay("2024-05-10", PlannedMilestone.Start, "2025-06") with { Extension = true };
        var history = Planned.Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"), By("张三"));

        history.ShouldRefuse(granted, "noExtension").Kind.ShouldBe(RefusalKind.Rule);
        history.Record(Grant("2024-05-10", PlannedMilestone.Start), By("李四")).ShouldRefuse(granted, "noExtension");
        history.ShouldRefuse([Grant("2024-05-10", PlannedMilestone.Start), granted], "noExtension", By("李四"));
        history.Record(granted with { Extension = false });
    }
}
