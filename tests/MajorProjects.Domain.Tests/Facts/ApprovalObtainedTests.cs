using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ApprovalObtainedTests
{
    [Theory, MemberData(nameof(Kinds))]
    public void is_kept_by_its_kind_from_its_day_on(ApprovalKind kind)
    {
        var history = Project(Approval("2024-03-01", kind));

        history.On(Day("2024-02-29")).Approvals.ShouldBeEmpty();
        history.Now.Approvals.ShouldBe([KeyValuePair.Create(kind, Day("2024-03-01"))]);
        history.Now.Stage.ShouldBe(Stage.Planned);
        kind.Title().ShouldBeBilingual();
    }

    public static TheoryData<ApprovalKind> Kinds { get; } = [.. Enum.GetValues<ApprovalKind>()];

    [Fact]
    public void counts_under_its_kind() =>
        Approval("2024-03-01", ApprovalKind.LandUse).CountsAs().ShouldBe(new Milestone("approved", Subject: "landUse"));

    [Fact]
    public void of_several_of_a_kind_the_first_to_happen_is_the_day() => Project(
        Approval("2024-05-01", ApprovalKind.LandUse, "2号"), Approval("2024-03-01", ApprovalKind.LandUse, "1号")).Now.Approvals[ApprovalKind.LandUse].ShouldBe(Day("2024-03-01"));

    [Fact]
    public void the_same_document_is_recorded_once()
    {
        var history = Project(Approval("2024-03-01", ApprovalKind.LandUse, "1号"));

        history.ShouldRefuse(Approval("2024-04-01", ApprovalKind.LandUse, "1号"), "alreadyObtained").Kind.ShouldBe(RefusalKind.Conflict);
        history.Record(Approval("2024-04-01", ApprovalKind.LandUse, "2号"));
        history.Record(Approval("2024-04-01", ApprovalKind.Planning, "1号"));
        history.Void(2).Record(Approval("2024-04-01", ApprovalKind.LandUse, "1号"));
    }

    [Fact]
    public void that_works_began_without_their_permit_is_no_reason_to_refuse_it() =>
        Project(Start("2024-05-01")).Record(Permit("2024-06-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void but_such_works_are_still_held_to_every_other_rule()
    {
        var history = History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Permit("2024-06-01"));

        history.DependentsOf(2).ShouldBe([3]);
        history.ShouldRefuse([Suspension("2024-04-01")], "beforePrevious");
        history.ShouldRefuse(Commitment("2024-04-01", "2024-04-30", ApprovalKind.LandUse), "permitRequired").Detail.Zh.ShouldContain("版本 3");
    }

    public static TheoryData<string, ApprovalObtained> Malformed => new()
    {
        { "number", Permit("2024-03-01") with { Number = " " } },
        { "number", Permit("2024-03-01") with { Number = new('长', 201) } },
        { "authority", Permit("2024-03-01") with { Authority = "" } },
        { "authority", Permit("2024-03-01") with { Authority = new('长', 201) } },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, ApprovalObtained approval) => Project().ShouldRefuseField(approval, field);
}
