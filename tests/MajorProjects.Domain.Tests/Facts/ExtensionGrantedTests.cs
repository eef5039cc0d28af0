using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ExtensionGrantedTests
{
    private static readonly History Requested = History(Scheduled)
        .Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12") with { Text = "征地未完成" }, By("张三"));

    private static readonly History Granted = Requested.Record(Grant("2024-05-10", PlannedMilestone.Start), By("李四"));

    [Fact]
    public void brings_the_delay_that_follows_from_it()
    {
        Granted.Facts[^1].ShouldBe(new RecordedFact(4, Delay("2024-05-10", PlannedMilestone.Start, "2024-12", from: "2024-09") with
        {
            Text = "征地未完成",
            Extension = true,
        }, "李四"));
        Granted.Now.PendingExtensions.ShouldBeEmpty();
        Grant("2024-05-10", PlannedMilestone.Start).CountsAs().ShouldBe(new Milestone("extensionGranted", Subject: "start"));
    }

    [Fact]
    public void moves_the_planned_date_and_keeps_the_baseline()
    {
        Granted.Now.Details!.PlannedStart.ShouldBe(Plan("2024-12"));
        Granted.Now.Details!.BaselineFor(PlannedMilestone.Start).ShouldBe(Plan("2024-09"));
        Granted.On(Day("2024-05-09")).Details!.PlannedStart.ShouldBe(Plan("2024-09"));
    }

    [Fact]
    public void the_version_of_what_it_brings_is_not_counted_among_those_of_the_request()
    {
        var decision = Requested.Record([Grant("2024-05-10", PlannedMilestone.Start), Start("2024-08-01")], By("李四"));

        decision.Versions.ShouldBe([3, 5]);
        decision.After.Version.ShouldBe(5);
    }

    [Fact]
    public void nobody_decides_on_his_own_request()
    {
        Requested.ShouldRefuse(Grant("2024-05-10", PlannedMilestone.Start), "ownRequest", By("张三")).Kind.ShouldBe(RefusalKind.Rule);
        Requested.Record(Grant("2024-05-10", PlannedMilestone.Start), By("李四"));
    }

    [Fact]
    public void there_must_be_a_request_by_that_day_that_waits()
    {
        History(Scheduled).ShouldRefuse(Grant("2024-05-10", PlannedMilestone.Start), "notRequested");
        Requested.ShouldRefuse(Grant("2024-05-10", PlannedMilestone.Completion), "notRequested");
        Requested.Record(Grant("2024-05-01", PlannedMilestone.Start), butNot: Grant("2024-04-30", PlannedMilestone.Start), "notRequested");
        Granted.ShouldRefuse(Grant("2024-05-11", PlannedMilestone.Start), "notRequested");
    }

    [Fact]
    public void may_be_on_the_day_of_the_request_and_of_the_next_one()
    {
        var history = Requested
            .Record(Grant("2024-05-01", PlannedMilestone.Start), By("李四"))
            .Record(Request("2024-05-01", PlannedMilestone.Start, "2025-03"), By("张三"))
            .Record(Grant("2024-05-01", PlannedMilestone.Start), By("李四"));

        history.Now.Details!.PlannedStart.ShouldBe(Plan("2025-03"));
        history.Void(6).Now.Details!.PlannedStart.ShouldBe(Plan("2024-12"));
        history.DependentsOf(6).ShouldBe([7]);
    }

    [Fact]
    public void another_date_may_be_granted_if_it_is_later_than_planned()
    {
        var other = Grant("2024-05-10", PlannedMilestone.Start) with { To = Plan("2024-10") };

        Requested.Record(other, butNot: other with { To = Plan("2024-09-30") }, "notLater").Now.Details!.PlannedStart.ShouldBe(Plan("2024-10"));
        other.CountsAs().ShouldBe(new Milestone("extensionGranted", Subject: "start", To: Plan("2024-10")));
    }

    [Fact]
    public void what_was_put_off_further_meanwhile_is_not_brought_forward_by_it() => Requested
        .Record(Delay("2024-05-05", PlannedMilestone.Start, "2025-01"))
        .ShouldRefuse(Grant("2024-05-10", PlannedMilestone.Start), "notLater");

    [Fact]
    public void comes_before_the_step_is_taken() => Requested.Record(Start("2024-05-10"))
        .Record(Grant("2024-05-09", PlannedMilestone.Start), butNot: Grant("2024-05-10", PlannedMilestone.Start), "alreadyStarted");

    [Fact]
    public void is_voided_with_the_delay_that_it_brought_and_not_without()
    {
        Granted.ShouldRefuse(Voiding(3), "dependedOn").Detail.Zh.ShouldStartWith("版本 4 的");
        Granted.ShouldRefuse(Voiding(4), "cannotVoid").Detail.Zh.ShouldContain("版本 3");

        var history = Granted.Record(Voiding(3, 4));
        history.Now.State().ShouldBe(Requested.Now.State());
        history.Record(Denial("2024-05-12", PlannedMilestone.Start), By("李四"));
    }

    [Fact]
    public void both_are_voided_with_the_delay_that_they_follow()
    {
        var history = History(Scheduled, Delay("2024-04-01", PlannedMilestone.Start, "2024-10"))
            .Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"), By("张三"))
            .Record(Grant("2024-05-10", PlannedMilestone.Start), By("李四"));

        history.DependentsOf(2).ShouldBe([4, 5]);
        history.Void(2).Now.PendingExtensions.Keys.ShouldBe([PlannedMilestone.Start]);
    }

    [Fact]
    public void the_request_is_voided_with_both() => Granted.DependentsOf(2).ShouldBe([3, 4]);

    [Fact]
    public void and_the_revision_that_planned_the_date_with_all_three() => Project(Revising("2024-04-01", "plannedStart", null, "2024-09"))
        .Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"), By("张三"))
        .Record(Grant("2024-05-10", PlannedMilestone.Start), By("李四"))
        .DependentsOf(2).ShouldBe([3, 4, 5]);
}
