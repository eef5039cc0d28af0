using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectSuspendedTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void hides_the_stage_from_its_day_on()
    {
        var history = Started.Record(Suspension("2024-06-01"));

        history.On(Day("2024-05-31")).Stage.ShouldBe(Stage.Started);
        history.On(Day("2024-06-01")).Stage.ShouldBe(Stage.Suspended);
        history.Now.Reached.ShouldBe(Stage.Started);
        Suspension("2024-06-01").CountsAs().ShouldBe(new Milestone("suspended", Reason: "funding"));
    }

    [Fact]
    public void what_stands_still_is_not_suspended_again_that_day_but_may_be_another()
    {
        var history = Started.Record(Suspension("2024-06-01")).Record(Resumption("2024-08-01"));

        history.ShouldRefuse(Suspension("2024-07-31"), "isSuspended");
        history.Record(Suspension("2024-08-01"));
    }

    [Fact]
    public void works_must_have_started_by_that_day() =>
        Started.Record(Suspension("2024-04-10"), butNot: Suspension("2024-04-09"), "beforePrevious");

    [Fact]
    public void signed_is_not_started() => Project(Signing("2024-03-01")).ShouldRefuse(Suspension("2024-05-01"), "notStarted");

    [Fact]
    public void also_on_a_day_before_the_project_was_registered() =>
        Project().ShouldRefuse(Suspension("2023-12-01"), "notStarted");

    [Fact]
    public void unless_the_start_is_among_the_steps_that_are_unrecorded()
    {
        History(Midway, Suspension("2024-04-09")).Now.Stage.ShouldBe(Stage.Suspended);
        History(Midway, Start("2024-04-10")).ShouldRefuse(Suspension("2024-04-09"), "beforePrevious");
    }

    [Fact]
    public void needs_a_reason_and_words_for_another_one()
    {
        Started.ShouldRefuse(Suspension("2024-06-01") with { Reason = null }, "reasonRequired");
        Started.ShouldRefuse(Suspension("2024-06-01") with { Reason = ReasonCode.Other }, "reasonRequired");
        Started.Record(Suspension("2024-06-01") with { Reason = ReasonCode.Other, Text = "考古发现" });
    }

    [Theory]
    [InlineData("2024-06-01")]
    [InlineData("2024-05-31")]
    public void is_reviewed_on_a_later_day(string reviewOn) =>
        Started.ShouldRefuseField(Suspension("2024-06-01") with { ReviewOn = Day(reviewOn) }, "reviewOn");

    [Fact]
    public void a_long_text_is_refused() =>
        Started.ShouldRefuseField(Suspension("2024-06-01") with { Text = new('长', Fact.LongestText + 1) }, "text");

    [Fact]
    public void told_late_it_goes_with_its_end_in_one_request_but_not_by_itself()
    {
        var history = Started.Record(Commissioning("2024-09-01"));
        Fact[] stop = [Suspension("2024-06-01"), Resumption("2024-08-01")];

        history.ShouldRefuse(stop[0], "isSuspended").Detail.Zh.ShouldContain("版本 3“投产”（2024-09-01）");
        history.ShouldRefuse([stop[1], stop[0]], "notSuspended");
        history.RecordTogether(stop).On(Day("2024-07-01")).Stage.ShouldBe(Stage.Suspended);
    }

    [Fact]
    public void what_is_told_together_must_be_possible_together() =>
        Started.ShouldRefuse([Commissioning("2024-09-01"), Suspension("2024-06-01")], "isSuspended").Detail.Zh.ShouldContain("投产");

    [Fact]
    public void may_be_on_the_day_of_the_start_and_of_what_went_before()
    {
        Started.Record(Suspension("2024-04-10")).Now.DayOf("started").ShouldBe(Day("2024-04-10"));
        Started.Record(PartInUse("2024-05-01")).Record(Suspension("2024-05-01")).ShouldRefuse(PartInUse("2024-05-01"), "isSuspended");
    }
}
