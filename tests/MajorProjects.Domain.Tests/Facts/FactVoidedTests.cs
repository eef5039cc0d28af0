using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class FactVoidedTests
{
    [Fact]
    public void the_voided_fact_stands_no_more_but_stays_in_the_history()
    {
        var history = Project(Signing("2024-03-01"), Voiding(2));

        history.Now.State().ShouldBe(Project().Now.State());
        history.On(Day("2024-03-01")).Stage.ShouldBe(Stage.Planned);
        history.Version.ShouldBe(3);
        history.VoidedBy.ShouldBe(new Dictionary<int, int> { [2] = 3 });
        history.Standing.Select(f => f.Version).ShouldBe([1, 3]);
        history.At(2).Now.Stage.ShouldBe(Stage.Signed);
    }

    [Fact]
    public void voiding_and_recording_right_equals_never_having_erred()
    {
        var erred = Project(Signing("2024-03-01"), Voiding(2), Signing("2024-04-01"), Start("2024-05-01"));
        var right = Project(Signing("2024-04-01"), Start("2024-05-01"));

        erred.Now.State().ShouldBe(right.Now.State());
        erred.Facts.Count.ShouldBe(right.Facts.Count + 2);
    }

    [Fact]
    public void what_others_depend_on_is_voided_after_them()
    {
        var history = History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Progress("2024-06-01", "2024-05"), Commissioning("2024-09-01"));

        history.ShouldRefuse(Voiding(2), "dependedOn").Detail.Zh.ShouldStartWith("版本 3, 4, 5 的");
        history.ShouldRefuse(Voiding(3), "dependedOn").Detail.Zh.ShouldStartWith("版本 4, 5 的");
        history.Record(Voiding(5)).Record(Voiding(4)).Record(Voiding(3)).Record(Voiding(2)).Now.State().ShouldBe(History(Competitive).Now.State());
    }

    [Fact]
    public void what_was_voided_depends_on_nothing()
    {
        var history = History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Voiding(3));

        history.Record(Voiding(2)).Now.Stage.ShouldBe(Stage.Planned);
    }

    [Fact]
    public void what_was_recorded_before_depends_on_nothing_after() =>
        Project(Start("2024-05-01"), Signing("2024-03-01"), Voiding(3)).Now.Stage.ShouldBe(Stage.Started);

    [Theory]
    [InlineData("the resumption on its suspension", 3)]
    [InlineData("the second delay on the first", 5)]
    [InlineData("the return on the withdrawal", 7)]
    public void a_fact_may_depend_on_more_than_a_step(string which, int version)
    {
        var history = History(Scheduled, Start("2024-05-01"),
            Suspension("2024-06-01"), Resumption("2024-07-01"),
            Delay("2024-07-02", PlannedMilestone.Completion, "2025-12", from: "2025-09"), Delay("2024-07-03", PlannedMilestone.Completion, "2026-03", from: "2025-12"),
            Withdrawal("2024-08-01"), Restoration("2024-09-01"));

        history.ShouldRefuse(Voiding(version), "dependedOn").Detail.Zh.ShouldContain($"版本 {version + 1} 的", customMessage: which);
    }

    [Fact]
    public void a_fact_is_voided_once() =>
        Project(Signing("2024-03-01"), Voiding(2)).ShouldRefuse(Voiding(2), "alreadyVoided").Kind.ShouldBe(RefusalKind.Conflict);

    [Theory]
    [InlineData("the registration", 1)]
    [InlineData("a voiding", 3)]
    [InlineData("none", 4)]
    [InlineData("none", 0)]
    [InlineData("none", -1)]
    public void a_registration_or_a_voiding_is_not_voided_nor_what_does_not_exist(string which, int version) =>
        Project(Signing("2024-03-01"), Voiding(2)).Refuses(Voiding(version), A.Recording)!.Code.ShouldBe("cannotVoid", which);

    [Fact]
    public void and_the_refusal_says_so_in_both_languages() => Project().ShouldRefuse(Voiding(1), "cannotVoid");

    [Fact]
    public void a_withdrawal_recorded_by_mistake_is_voided_like_any_other() =>
        Project(Withdrawal("2024-03-01"), Voiding(2)).Now.Stage.ShouldBe(Stage.Planned);

    public static TheoryData<string, FactVoided> Malformed => new()
    {
        { "reason", Voiding(2) with { Reason = " " } },
        { "reason", Voiding(2) with { Reason = new('长', Fact.LongestText + 1) } },
        { "dependents", Voiding(2, 3, 3) },
        { "authority", Voiding(2) with { Authority = new('长', 201) } },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, FactVoided voiding) =>
        Project(Signing("2024-03-01")).ShouldRefuseField(voiding, field);

    [Fact]
    public void what_depends_on_it_goes_with_it_where_exactly_that_is_named()
    {
        var history = History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Progress("2024-06-01", "2024-05"), Permit("2024-04-01"), Commissioning("2024-09-01"));

        var voided = history.Record(Voiding(2, 6, 3, 4));
        voided.Now.State().ShouldBe(History(Competitive, Permit("2024-04-01")).Now.State());
        voided.VoidedBy.ShouldBe(new Dictionary<int, int> { [2] = 7, [3] = 7, [4] = 7, [6] = 7 }, ignoreOrder: true);
        voided.ShouldRefuse(Voiding(4), "alreadyVoided");
        voided.Record(Signing("2024-04-01")).Record(Start("2024-05-01")).Now.Stage.ShouldBe(Stage.Started);
    }

    [Theory]
    [InlineData("too few", 3, 4)]
    [InlineData("one that does not depend on it", 3, 4, 5, 6)]
    [InlineData("itself", 2, 3, 4, 6)]
    [InlineData("the registration", 1, 3, 4, 6)]
    [InlineData("one that does not exist", 3, 4, 6, 99)]
    public void and_is_refused_with_the_complete_list_where_others_are_named(string which, params int[] named) =>
        History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Progress("2024-06-01", "2024-05"), Permit("2024-04-01"), Commissioning("2024-09-01"))
            .ShouldRefuse(Voiding(2, named), "dependedOn").Detail.Zh.ShouldStartWith("版本 3, 4, 6 的", customMessage: which);

    [Fact]
    public void nor_may_any_be_named_where_nothing_depends_on_it() =>
        Project(Signing("2024-03-01"), Permit("2024-04-01")).Record(Voiding(2, []), butNot: Voiding(2, 3), "notDependent");

    [Fact]
    public void what_was_voided_before_is_not_voided_with_it() => History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Voiding(3), Start("2024-06-01"))
        .Record(Voiding(2, 5), butNot: Voiding(2, 3, 5), "dependedOn");

    [Fact]
    public void what_ended_a_state_is_depended_on_by_what_followed()
    {
        Project(Start("2024-05-01"), Suspension("2024-06-01"), Resumption("2024-07-01"), Commissioning("2024-09-01")).DependentsOf(4).ShouldBe([5]);
        Project(Withdrawal("2024-06-01"), Restoration("2024-07-01"), Start("2024-09-01")).DependentsOf(3).ShouldBe([4]);
    }

    [Fact]
    public void the_wrong_fact_and_the_right_one_go_in_one_request() => Project(Signing("2024-03-01"))
        .RecordTogether([Voiding(2), Signing("2024-04-01")]).Now.DayOf("signed").ShouldBe(Day("2024-04-01"));
}
