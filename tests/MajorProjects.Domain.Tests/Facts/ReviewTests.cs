using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

/// <summary>What is reported is reported until somebody else confirms or returns it.</summary>
public class ReviewTests
{
    private static readonly Recording Reporter = By("张三");

    private static readonly Recording Reviewer = By("李四");

    private static readonly History Signed = Domain.History.Empty.Record(Registration, Reporter).Record(Signing("2024-03-01"), Reporter);

    [Fact]
    public void a_fact_is_reported_until_somebody_else_confirms_it()
    {
        Signed.Reviews.ShouldBe(new Dictionary<int, Review> { [1] = Review.Awaited, [2] = Review.Awaited });

        var confirmed = Signed.Record(Accepting(2), Reviewer);

        confirmed.Reviews[2].ShouldBe(new(ReviewState.Confirmed, By: 3));
        confirmed.Reviews.Keys.ShouldBe([1, 2]);
        confirmed.Now.State().ShouldBe(Signed.Now.State());
        confirmed.VoidedBy.ShouldBeEmpty();
    }

    [Fact]
    public void or_returns_it_and_then_it_stands_no_more()
    {
        var returned = Signed.Record(Returning(2), Reviewer);

        returned.Reviews[2].ShouldBe(new(ReviewState.Returned, By: 3));
        returned.Now.State().ShouldBe(Project().Now.State());
        returned.VoidedBy.ShouldBe(new Dictionary<int, int> { [2] = 3 });
        returned.Version.ShouldBe(3);
        returned.Record(Signing("2024-04-01"), Reporter).Reviews[4].ShouldBe(Review.Awaited);
    }

    [Fact]
    public void nobody_reviews_what_he_recorded_himself()
    {
        Signed.ShouldRefuse(Accepting(2), "ownRecord", Reporter).Kind.ShouldBe(RefusalKind.Rule);
        Signed.ShouldRefuse(Returning(2), "ownRecord", Reporter);
        Signed.ShouldRefuse([Start("2024-05-01"), Accepting(3)], "ownRecord", Reviewer);
        Project(Signing("2024-03-01")).Record(Accepting(2), Reporter).Reviews[2].State.ShouldBe(ReviewState.Confirmed, "it is not known who recorded it");
    }

    [Fact]
    public void a_fact_is_reviewed_once()
    {
        var confirmed = Signed.Record(Accepting(2), Reviewer);
        confirmed.ShouldRefuse(Accepting(2), "alreadyReviewed", By("王五")).Kind.ShouldBe(RefusalKind.Conflict);
        confirmed.ShouldRefuse(Returning(2), "alreadyReviewed", By("王五"));

        var returned = Signed.Record(Returning(2), Reviewer);
        returned.ShouldRefuse(Accepting(2), "alreadyReviewed", By("王五"));
        returned.ShouldRefuse(Returning(2), "alreadyReviewed", By("王五"));
        returned.ShouldRefuse(Voiding(2), "alreadyVoided");
    }

    [Theory]
    [InlineData("a voiding", 3)]
    [InlineData("what was voided", 2)]
    [InlineData("none", 4)]
    [InlineData("none", 0)]
    public void only_what_stands_and_needs_it_is_reviewed(string which, int version)
    {
        var history = Signed.Record(Voiding(2), Reporter);

        history.Refuses(Accepting(version), Reviewer)!.Code.ShouldBe("cannotReview", which);
        history.Refuses(Returning(version), Reviewer)!.Code.ShouldBe("cannotReview", which);
    }

    [Fact]
    public void a_registration_is_confirmed_but_not_returned()
    {
        Signed.ShouldRefuse(Returning(1), "cannotReturn", Reviewer);
        Signed.Record(Accepting(1), Reviewer).Reviews[1].State.ShouldBe(ReviewState.Confirmed);
    }

    [Fact]
    public void what_a_reviewer_decides_himself_or_the_system_finds_needs_no_review() =>
        Examples.OfEachKind.Where(fact => !fact.NeedsReview()).Select(fact => FactType.Of(fact).Name).ShouldBe(
            [
                "factVoided", "factConfirmed", "factReturned", "extensionGranted", "extensionRefused", "projectDelayed",
                "duplicateSuspected", "duplicateConfirmed", "duplicateDismissed",
            ], ignoreOrder: true);

    [Fact]
    public void a_delay_needs_it_unless_an_extension_that_was_granted_brings_it()
    {
        Delay("2024-05-01", PlannedMilestone.Start, "2025-03").NeedsReview().ShouldBeTrue();

        var granted = History(Scheduled, Request("2024-04-20", PlannedMilestone.Start, "2025-03")).Record(Grant("2024-04-25", PlannedMilestone.Start), Reviewer);
        granted.Reviews.Keys.ShouldBe([1, 2]);
        granted.ShouldRefuse(Accepting(4), "cannotReview", By("王五"));
    }

    [Fact]
    public void what_depends_on_a_returned_fact_goes_with_it_where_exactly_that_is_named()
    {
        var history = History(Competitive, Signing("2024-03-01"), Start("2024-05-01"), Permit("2024-04-01"), Progress("2024-06-01", "2024-05")).Record(Accepting(5), Reviewer);

        history.ShouldRefuse(Returning(2), "dependedOn", Reviewer).Detail.Zh.ShouldBe("版本 3, 5 的记录以该记录为前提，请先作废这些记录，或在 dependents 中列出全部这些版本一并退回。");
        history.ShouldRefuse(Returning(2, 3), "dependedOn", Reviewer);
        history.ShouldRefuse(Returning(4, 5), "notDependent", Reviewer);
        var returned = history.Record(Returning(2, 3, 5), Reviewer);
        returned.Now.State().ShouldBe(History(Competitive, Permit("2024-04-01")).Now.State());
        returned.Reviews.Where(r => r.Value == new Review(ReviewState.Returned, By: 7)).Select(r => r.Key).ShouldBe([2, 3, 5]);
    }

    [Fact]
    public void a_request_is_returned_with_the_grant_and_the_delay_that_followed_from_it()
    {
        var history = History(Scheduled, Request("2024-04-20", PlannedMilestone.Start, "2025-03")).Record(Grant("2024-04-25", PlannedMilestone.Start), Reviewer);

        history.ShouldRefuse(Returning(2), "dependedOn", Reviewer);
        history.Record(Returning(2, 3, 4), Reviewer).Now.State().ShouldBe(History(Scheduled).Now.State());
    }

    [Fact]
    public void a_review_is_final_but_what_was_confirmed_may_turn_out_wrong()
    {
        var confirmed = Signed.Record(Accepting(2), Reviewer);
        confirmed.ShouldRefuse(Voiding(3), "cannotVoid");
        Signed.Record(Returning(2), Reviewer).ShouldRefuse(Voiding(3), "cannotVoid");

        var voided = confirmed.Record(Voiding(2));
        voided.Now.State().ShouldBe(Project().Now.State());
        voided.Reviews[2].ShouldBe(new(ReviewState.Confirmed, By: 3));
        voided.VoidedBy.ShouldBe(new Dictionary<int, int> { [2] = 4 });
    }

    [Fact]
    public void what_has_left_the_library_or_was_merged_is_reviewed_too()
    {
        Signed.Record(Withdrawal("2024-06-01"), Reporter).Record(Accepting(2), Reviewer).Record(Accepting(3), Reviewer).Now.Stage.ShouldBe(Stage.Withdrawn);
        Signed.Record(Suspecting("2024-06-01", Other)).Record(Confirming("2024-06-02", Other)).Record(Returning(2), Reviewer).Now.DayOf("signed").ShouldBeNull();
    }

    public static TheoryData<string, FactReturned> Malformed => new()
    {
        { "reason", Returning(2) with { Reason = " " } },
        { "reason", Returning(2) with { Reason = new('长', Fact.LongestText + 1) } },
        { "dependents", Returning(2, 3, 3) },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, FactReturned returning) => Signed.ShouldRefuseField(returning, field);

    [Fact]
    public void the_confirmed_edition_is_what_was_confirmed_as_if_nothing_else_had_been_told()
    {
        var history = Signed.Record(Start("2024-05-01"), Reporter).Record(Accepting(3), Reviewer);
        history.Confirmed().Facts.Select(f => f.Version).ShouldBe([3, 4]);
        history.Confirmed().Versions().ShouldBeEmpty();

        var registered = history.Record(Accepting(1), Reviewer).Confirmed();
        registered.Now.State().ShouldBe(Project(Start("2024-05-01")).Now.State());
        registered.Facts.Select(f => f.Version).ShouldBe([1, 3, 4, 5]);
    }

    [Fact]
    public void a_voiding_takes_out_of_the_confirmed_edition_what_it_voids() =>
        Signed.Record(Accepting(1), Reviewer).Record(Accepting(2), Reviewer).Record(Voiding(2), Reporter).Confirmed().Now.State().ShouldBe(Project().Now.State());

    [Fact]
    public void where_all_that_needs_it_is_confirmed_both_editions_are_one() => Histories.Any.Sample(history =>
    {
        var stranger = By("赵六");
        var reviewed = history.Reviews.Where(r => r.Value.State is ReviewState.Reported && !history.VoidedBy.ContainsKey(r.Key))
            .Aggregate(history, (told, review) => told.Record(Accepting(review.Key), stranger));

        reviewed.Confirmed().Now.State().ShouldBe(history.Now.State());
        reviewed.Confirmed().Versions().ShouldBe(history.Versions());
    }, iter: 200, print: Histories.Print);

    [Fact]
    public void nothing_is_in_the_confirmed_edition_that_somebody_else_has_not_confirmed() => Histories.Any.Sample(history =>
    {
        foreach (var fact in history.Confirmed().Facts.Where(f => f.Fact.NeedsReview()))
            history.Facts.Single(f => f.Fact is FactConfirmed c && c.Version == fact.Version).By.ShouldNotBe(fact.By);
    }, iter: 200, print: Histories.Print);

    [Fact]
    public void whoever_may_correct_his_own_records_alone_voids_those_until_they_are_confirmed()
    {
        var own = Reporter with { OnlyOwn = true };
        var others = By("王五") with { OnlyOwn = true };

        Signed.Record(Voiding(2), own).Now.DayOf("signed").ShouldBeNull();
        Signed.ShouldRefuse(Voiding(2), "notOwnRecord", others).Kind.ShouldBe(RefusalKind.Forbidden);
        Signed.ShouldRefuse(Voiding(2), "notOwnRecord", own with { By = null });
        var confirmed = Signed.Record(Accepting(2), Reviewer);
        confirmed.ShouldRefuse(Voiding(2), "alreadyConfirmed", own).Kind.ShouldBe(RefusalKind.Forbidden);
        confirmed.Record(Voiding(2), Reporter).Now.DayOf("signed").ShouldBeNull();
    }

    [Fact]
    public void what_the_system_found_while_he_recorded_is_none_of_his()
    {
        var suspected = Signed.Add(new DuplicateSuspected { OccurredOn = Signed.Facts[0].Fact.OccurredOn, Of = Guid.NewGuid(), Grounds = Domain.Duplicates.DuplicateGrounds.Name }, "张三");

        suspected.ShouldRefuse(Voiding(3), "notOwnRecord", Reporter with { OnlyOwn = true });
        suspected.Record(Voiding(3), Reporter).VoidedBy.Keys.ShouldBe([3]);
    }

    [Fact]
    public void a_plan_is_put_off_as_a_correction_by_its_recorder_alone_and_until_it_is_confirmed()
    {
        var own = Reporter with { OnlyOwn = true };
        var planned = Domain.History.Empty.Record(Registration with { PlannedStart = Plan("2024-09") }, Reporter);
        var later = Revising("2024-01-02", "plannedStart", "2024-09", "2024-10");

        planned.Record(later, own).Now.Details!.PlannedStart.ShouldBe(Plan("2024-10"));
        planned.ShouldRefuse(later, "notOwnRecord", By("王五") with { OnlyOwn = true });
        planned.Record(Accepting(1), Reviewer).ShouldRefuse(later, "alreadyConfirmed", own);
        planned.Record(Accepting(1), Reviewer).Record(later, Reporter).Now.Details!.PlannedStart.ShouldBe(Plan("2024-10"));
    }

    [Fact]
    public void and_so_with_what_depends_on_them()
    {
        var own = Reporter with { OnlyOwn = true };
        var history = Domain.History.Empty.Record(Competitive, Reporter).Record(Signing("2024-03-01"), Reporter);

        history.Record(Start("2024-05-01"), Reporter).Record(Voiding(2, 3), own).Now.Stage.ShouldBe(Stage.Planned);
        history.Record(Start("2024-05-01"), Reviewer).ShouldRefuse(Voiding(2, 3), "notOwnRecord", own);
        history.Record(Start("2024-05-01"), Reporter).Record(Accepting(3), Reviewer).ShouldRefuse(Voiding(2, 3), "alreadyConfirmed", own);
    }
}
