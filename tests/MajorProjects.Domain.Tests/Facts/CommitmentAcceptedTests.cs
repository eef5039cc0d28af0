using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class CommitmentAcceptedTests
{
    [Fact]
    public void is_kept_with_the_day_on_which_it_is_due()
    {
        Project(Commitment("2024-03-01", "2024-06-30")).Now.Commitments.ShouldBe([KeyValuePair.Create(ApprovalKind.ConstructionPermit, Day("2024-06-30"))]);
        Commitment("2024-03-01", "2024-06-30").CountsAs().ShouldBe(new Milestone("committed", Subject: "constructionPermit"));
    }

    [Fact]
    public void until_it_is_due_works_may_start_before_their_approval() => Project(Commitment("2024-03-01", "2024-06-30"))
        .Record(Start("2024-06-30"), butNot: Start("2024-07-01"), "permitRequired").Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void once_it_is_due_they_start_only_after_what_was_undertaken()
    {
        var kept = Project(Commitment("2024-03-01", "2024-06-30"), Permit("2024-07-10"));

        kept.Record(Start("2024-07-10"), butNot: Start("2024-07-09"), "permitRequired");
        kept.Record(Start("2024-06-30"));
    }

    [Fact]
    public void the_refusal_names_what_was_undertaken_and_until_when()
    {
        var detail = Project(Commitment("2024-03-01", "2024-06-30", ApprovalKind.LandUse)).ShouldRefuse(Start("2024-07-01"), "permitRequired").Detail;

        detail.Zh.ShouldContain("用地");
        detail.Zh.ShouldContain("2024-06-30");
        detail.En.ShouldContain("land use");
    }

    [Fact]
    public void each_approval_that_was_undertaken_must_be_there() => Project(
        Commitment("2024-03-01", "2024-06-30"), Commitment("2024-03-01", "2024-05-31", ApprovalKind.LandUse), Permit("2024-06-01"))
        .ShouldRefuse(Start("2024-06-30"), "permitRequired").Detail.Zh.ShouldContain("用地");

    [Fact]
    public void a_later_word_stands_in_place_of_the_earlier_one() =>
        Project(Commitment("2024-03-01", "2024-06-30"), Commitment("2024-06-20", "2024-09-30")).Record(Start("2024-09-30"), butNot: Start("2024-10-01"), "permitRequired");

    [Fact]
    public void works_whose_permit_came_later_had_to_be_covered_by_one()
    {
        Project(Permit("2024-06-01")).Record(Start("2024-06-01"), butNot: Start("2024-05-31"), "permitRequired");
        Project(Permit("2024-06-01"), Commitment("2024-05-01", "2024-07-01")).Record(Start("2024-05-01"), butNot: Start("2024-04-30"), "permitRequired");
        Project(Permit("2024-06-01"), Commitment("2024-05-01", "2024-07-01", ApprovalKind.LandUse)).ShouldRefuse(Start("2024-05-31"), "permitRequired");
    }

    [Fact]
    public void works_of_which_no_permit_is_on_record_may_have_one_that_is_not() => Project(Approval("2024-06-01", ApprovalKind.LandUse)).Record(Start("2024-05-01"));

    [Fact]
    public void works_that_started_depend_on_it() =>
        Project(Permit("2024-06-01"), Commitment("2024-05-01", "2024-07-01"), Start("2024-05-10")).DependentsOf(3).ShouldBe([4]);

    [Fact]
    public void what_was_obtained_need_not_be_undertaken() => Project(Permit("2024-06-01"))
        .Record(Commitment("2024-05-31", "2024-07-01"), butNot: Commitment("2024-06-01", "2024-07-01"), "alreadyObtained");

    [Fact]
    public void is_due_no_earlier_than_it_is_accepted()
    {
        Project().ShouldRefuseField(Commitment("2024-03-01", "2024-02-29"), "dueOn");
        Project().Record(Commitment("2024-03-01", "2024-03-01"));
    }

    [Fact]
    public void a_long_authority_is_refused() =>
        Project().ShouldRefuseField(Commitment("2024-03-01", "2024-06-30") with { Authority = new('长', 201) }, "authority");
}
