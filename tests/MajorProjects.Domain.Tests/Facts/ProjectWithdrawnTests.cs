using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectWithdrawnTests
{
    [Fact]
    public void hides_the_stage_even_of_a_suspended_project()
    {
        var history = Project(Start("2024-04-10"), Suspension("2024-06-01"), Withdrawal("2024-07-01"));

        history.On(Day("2024-06-30")).Stage.ShouldBe(Stage.Suspended);
        history.Now.Stage.ShouldBe(Stage.Withdrawn);
        history.Now.Reached.ShouldBe(Stage.Started);
        history.Now.DayOf("withdrawn").ShouldBe(Day("2024-07-01"));
        Withdrawal("2024-07-01").CountsAs().ShouldBe(new Milestone("withdrawn", Reason: "market"));
    }

    [Fact]
    public void what_has_left_does_not_leave_again_that_day_but_may_another()
    {
        var history = Project(Withdrawal("2024-07-01"), Restoration("2024-08-01"));

        history.ShouldRefuse(Withdrawal("2024-07-31"), "isWithdrawn");
        history.Record(Withdrawal("2024-08-01"));
    }

    [Fact]
    public void needs_a_reason_and_words_for_another_one()
    {
        Project().ShouldRefuse(Withdrawal("2024-07-01") with { Reason = null }, "reasonRequired");
        Project().ShouldRefuse(Withdrawal("2024-07-01") with { Reason = ReasonCode.Other }, "reasonRequired");
        Project().Record(Withdrawal("2024-07-01") with { Reason = ReasonCode.Other, Text = "业主注销" });
    }

    [Fact]
    public void a_long_text_is_refused() =>
        Project().ShouldRefuseField(Withdrawal("2024-07-01") with { Text = new('长', Fact.LongestText + 1) }, "text");

    [Fact]
    public void what_is_on_record_from_after_it_forbids_it_unless_the_return_is_told_with_it()
    {
        var history = Project(Start("2024-04-10"));

        history.Record(Withdrawal("2024-04-10"), butNot: Withdrawal("2024-04-09"), "isWithdrawn");
        history.RecordTogether([Withdrawal("2024-03-01"), Restoration("2024-04-01")]).Now.Stage.ShouldBe(Stage.Started);
    }
}
