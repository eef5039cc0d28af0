using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ExtensionRequestedTests
{
    private static readonly History Planned = History(Scheduled);

    [Fact]
    public void waits_for_a_decision_and_moves_nothing()
    {
        var history = Planned.Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"));

        history.Now.PendingExtensions.Keys.ShouldBe([PlannedMilestone.Start]);
        history.On(Day("2024-04-30")).PendingExtensions.ShouldBeEmpty();
        history.Now.Details.ShouldBe(Planned.Now.Details);
        Request("2024-05-01", PlannedMilestone.Start, "2024-12").CountsAs()
            .ShouldBe(new Milestone("extensionRequested", Reason: "land", Subject: "start", To: Plan("2024-12")));
    }

    [Fact]
    public void one_request_of_a_milestone_waits_at_a_time()
    {
        var history = Planned.Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"));

        history.ShouldRefuse(Request("2024-05-02", PlannedMilestone.Start, "2025-01"), "alreadyRequested").Kind.ShouldBe(RefusalKind.Conflict);
        history.Record(Request("2024-05-02", PlannedMilestone.Completion, "2026-01"));
        history.Record(Denial("2024-05-10", PlannedMilestone.Start))
            .Record(Request("2024-05-10", PlannedMilestone.Start, "2025-01"), butNot: Request("2024-05-09", PlannedMilestone.Start, "2025-01"), "alreadyRequested");
    }

    [Fact]
    public void asks_for_a_later_date() => Planned
        .Record(Request("2024-05-01", PlannedMilestone.Start, "2024-10-01"), butNot: Request("2024-05-01", PlannedMilestone.Start, "2024-09-30"), "notLater");

    [Fact]
    public void of_a_date_that_is_planned() =>
        Project().ShouldRefuse(Request("2024-05-01", PlannedMilestone.Start, "2024-12"), "notPlanned").Kind.ShouldBe(RefusalKind.Rule);

    [Theory]
    [InlineData(PlannedMilestone.Signing, "alreadySigned", "2024-06-10")]
    [InlineData(PlannedMilestone.Start, "alreadyStarted", "2024-09-10")]
    [InlineData(PlannedMilestone.Commissioning, "alreadyCommissioned", "2025-06-10")]
    [InlineData(PlannedMilestone.Completion, "alreadyCompleted", "2025-09-10")]
    public void before_the_step_is_taken(PlannedMilestone milestone, string code, string reached) =>
        History(Scheduled, Signing("2024-06-10"), Start("2024-09-10"), Commissioning("2025-06-10"), Completion("2025-09-10"))
            .Record(Request("2024-06-09", milestone, "2026-01"), butNot: Request(reached, milestone, "2026-01"), code);

    [Fact]
    public void the_step_may_be_taken_on_the_same_day_and_later_but_not_earlier()
    {
        var history = Planned.Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"));

        history.Record(Start("2024-05-01"), butNot: Start("2024-04-30"), "alreadyStarted");
        history.ShouldRefuse(Start("2024-04-30"), "alreadyStarted").Detail.Zh.ShouldContain("版本 2");
    }

    [Fact]
    public void needs_a_reason_and_words_for_another_one()
    {
        var request = Request("2024-05-01", PlannedMilestone.Start, "2024-12");

        Planned.ShouldRefuse(request with { Reason = null }, "reasonRequired");
        Planned.ShouldRefuse(request with { Reason = ReasonCode.Other }, "reasonRequired");
        Planned.Record(request with { Reason = ReasonCode.Other, Text = "考古发现" });
        Planned.ShouldRefuseField(request with { Text = new('长', Fact.LongestText + 1) }, "text");
    }
}
