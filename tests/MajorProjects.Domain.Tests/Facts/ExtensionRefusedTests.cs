using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ExtensionRefusedTests
{
    private static readonly History Requested = History(Scheduled).Record(Request("2024-05-01", PlannedMilestone.Start, "2024-12"), By("张三"));

    [Fact]
    public void leaves_the_planned_date_as_it_was()
    {
        var history = Requested.Record(Denial("2024-05-10", PlannedMilestone.Start), By("李四"));

        history.Now.Details.ShouldBe(Requested.Now.Details);
        history.Now.PendingExtensions.ShouldBeEmpty();
        history.On(Day("2024-05-09")).PendingExtensions.ShouldNotBeEmpty();
        Denial("2024-05-10", PlannedMilestone.Start).CountsAs().ShouldBe(new Milestone("extensionRefused", Subject: "start"));
    }

    [Fact]
    public void nobody_decides_on_his_own_request() =>
        Requested.ShouldRefuse(Denial("2024-05-10", PlannedMilestone.Start), "ownRequest", By("张三"));

    [Fact]
    public void there_must_be_a_request_by_that_day_that_waits()
    {
        Requested.Record(Denial("2024-05-01", PlannedMilestone.Start), butNot: Denial("2024-04-30", PlannedMilestone.Start), "notRequested");
        Requested.Record(Denial("2024-05-10", PlannedMilestone.Start)).ShouldRefuse(Grant("2024-05-11", PlannedMilestone.Start), "notRequested");
    }

    [Fact]
    public void a_request_that_the_start_overtook_may_still_be_refused() =>
        Requested.Record(Start("2024-06-01")).Record(Denial("2024-06-10", PlannedMilestone.Start), By("李四"));

    [Fact]
    public void is_voided_by_itself_and_the_request_waits_again() => Requested.Record(Denial("2024-05-10", PlannedMilestone.Start), By("李四"))
        .Record(Voiding(3)).Record(Grant("2024-05-12", PlannedMilestone.Start), By("李四")).Now.Details!.PlannedStart.ShouldBe(Plan("2024-12"));

    [Fact]
    public void says_why()
    {
        Requested.ShouldRefuseField(Denial("2024-05-10", PlannedMilestone.Start) with { Text = " " }, "text");
        Requested.ShouldRefuseField(Denial("2024-05-10", PlannedMilestone.Start) with { Text = new('长', Fact.LongestText + 1) }, "text");
    }
}
