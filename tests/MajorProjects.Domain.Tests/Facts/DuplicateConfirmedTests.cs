using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class DuplicateConfirmedTests
{
    private static readonly History Suspected = Project(Start("2024-05-01"), Suspecting("2024-06-01", Other));

    private static readonly History Merged = Suspected.Record(Confirming("2024-06-10", Other));

    [Fact]
    public void the_project_counts_no_more_and_never_did()
    {
        Merged.Now.Details!.MergedInto.ShouldBe(Other);
        Merged.Now.Details!.Counted.ShouldBeFalse();
        Merged.On(Day("2023-01-01")).Details!.MergedInto.ShouldBe(Other);
        Merged.Versions().Select(v => (v.From, v.Details.MergedInto)).ShouldBe([(DateOnly.MinValue, null), (DateOnly.MinValue, Other)]);
        Merged.Now.Stage.ShouldBe(Stage.Started);
    }

    [Fact]
    public void as_it_was_known_before_it_did() => Merged.At(3).On(Day("2024-12-31")).Details!.Counted.ShouldBeTrue();

    [Fact]
    public void nothing_more_is_recorded_of_it_but_voidings_and_what_comes_of_other_suspicions()
    {
        foreach (var fact in Examples.OfEachKind.Where(fact => fact is not IAboutFact))
            Merged.ShouldRefuse(fact with { Round = null }, fact is DuplicateConfirmed or DuplicateDismissed ? "alreadyDecided" : "isMerged");
        Merged.Record(Voiding(2)).Now.Stage.ShouldBe(Stage.Planned);
    }

    [Fact]
    public void voided_it_counts_again_and_may_be_dismissed()
    {
        var history = Merged.Record(Voiding(4));

        history.Now.State().ShouldBe(Suspected.Now.State());
        history.Record(Dismissing("2024-07-01", Other)).Record(Commissioning("2025-05-01")).Now.Details!.Counted.ShouldBeTrue();
    }

    [Fact]
    public void is_decided_once_and_only_what_was_suspected()
    {
        Project().ShouldRefuse(Confirming("2024-06-10", Other), "notSuspected").Kind.ShouldBe(RefusalKind.Rule);
        Suspected.ShouldRefuse(Confirming("2024-06-10", Third), "notSuspected");
        Suspected.Record(Dismissing("2024-06-10", Other)).ShouldRefuse(Confirming("2024-06-11", Other), "alreadyDecided").Kind.ShouldBe(RefusalKind.Conflict);
    }

    [Fact]
    public void the_suspicion_is_not_voided_under_it() => Merged.DependentsOf(3).ShouldBe([4]);

    [Fact]
    public void the_other_project_must_not_be_merged_itself()
    {
        Suspected.Record(Confirming("2024-06-10", Other), Beside((Other, Project().Now)));
        Suspected.ShouldRefuse(Confirming("2024-06-10", Other), "otherIsMerged", Beside((Other, Merged.Now)));
        Suspected.ShouldRefuse(Confirming("2024-06-10", Other), "otherIsMerged", Beside());
    }

    [Fact]
    public void a_project_that_has_left_may_be_found_to_repeat_another() =>
        Project(Withdrawal("2024-02-01"), Suspecting("2024-06-01", Other), Confirming("2024-06-10", Other)).Now.Details!.MergedInto.ShouldBe(Other);
}
