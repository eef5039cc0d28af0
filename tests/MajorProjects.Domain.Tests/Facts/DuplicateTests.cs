using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain.Tests.Facts;

/// <summary>Two projects that may be the same works: suspected once and decided once, whichever of the two has the record.</summary>
public class DuplicateTests
{
    private static readonly Guid This = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();

    [Fact]
    public void what_was_suspected_can_be_confirmed_or_dismissed_once()
    {
        var suspected = A.Project(Suspected());

        suspected.Refuses(Confirmed(), With(A.Project())).ShouldBeNull();
        suspected.Refuses(Dismissed(), With(A.Project())).ShouldBeNull();
        foreach (var decided in new[] { suspected.Add(Confirmed()), suspected.Add(Dismissed()) })
            foreach (var again in new Fact[] { Confirmed(), Dismissed() })
                decided.Refuses(again, With(A.Project()))!.Code.ShouldBe("alreadyDecided");
    }

    [Fact]
    public void what_was_never_suspected_cannot_be_decided()
    {
        A.Project().Refuses(Confirmed(), With(A.Project()))!.Code.ShouldBe("notSuspected");
        A.Project().Refuses(Dismissed(), With(A.Project()))!.Code.ShouldBe("notSuspected");
    }

    [Fact]
    public void a_suspicion_of_the_other_side_is_one_of_this_side()
    {
        var other = A.Project(Suspected(This));

        A.Project().Refuses(Confirmed(), With(other)).ShouldBeNull();
        A.Project().Refuses(Suspected(), With(other))!.Code.ShouldBe("alreadySuspected");
        A.Project().Refuses(Confirmed(), With(other.Add(Dismissed() with { Of = This })))!.Code.ShouldBe("alreadyDecided");
    }

    [Fact]
    public void nothing_is_merged_into_what_is_merged_itself_nor_merged_twice()
    {
        var third = Guid.CreateVersion7();
        var merged = A.Project(Suspected(third), Suspected(This)).Add(Confirmed() with { Of = third });

        A.Project(Suspected()).Refuses(Confirmed(), With(merged))!.Code.ShouldBe("otherIsMerged");
        A.Project(Suspected(), Suspected(third)).Add(Confirmed() with { Of = third }).Refuses(Confirmed(), With(A.Project()))!.Code.ShouldBe("isMerged");
    }

    [Fact]
    public void of_what_is_merged_only_the_other_suspicions_can_be_settled_and_facts_voided()
    {
        var third = Guid.CreateVersion7();
        var merged = A.Project(Suspected(), Suspected(third)).Add(Confirmed());

        merged.Refuses(Dismissed() with { Of = third }, With(A.Project())).ShouldBeNull();
        merged.Refuses(A.Start("2024-05-01"), A.Recording)!.Code.ShouldBe("isMerged");
        var again = merged.Record(A.Voiding(merged.Version));
        again.Now.Details!.Counted.ShouldBeTrue();
        again.Now.Suspicions[Other].ShouldBeNull();
    }

    [Fact]
    public void a_suspicion_that_was_decided_is_voided_with_the_decision()
    {
        var confirmed = A.Project(Suspected()).Add(Confirmed());

        confirmed.Refuses(A.Voiding(2), A.Recording)!.Code.ShouldBe("dependedOn");
        confirmed.Refuses(A.Voiding(2) with { Dependents = [3] }, A.Recording).ShouldBeNull();
    }

    [Fact]
    public void a_project_does_not_repeat_itself_nor_what_is_not_there()
    {
        A.Project().Refuses(Suspected(This), With(A.Project()))!.Code.ShouldBe("unknownOther");
        A.Project().Refuses(Suspected(Guid.CreateVersion7()), With(A.Project()))!.Code.ShouldBe("unknownOther");
    }

    [Fact]
    public void a_whole_and_its_part_are_no_repetition_of_each_other()
    {
        var part = A.History(A.Registration with { Parent = Other });

        part.Refuses(Suspected(), With(A.Project()))!.Code.ShouldBe("isOfOneWhole");
        A.Project().Refuses(Suspected(), With(A.History(A.Registration with { Parent = This })))!.Code.ShouldBe("isOfOneWhole");
        A.Project(Suspected()).Refuses(Confirmed(), With(A.History(A.Registration with { Parent = This })))!.Code.ShouldBe("isOfOneWhole");
    }

    private static Recording With(History other) => A.Recording with { Project = This, Others = new Dictionary<Guid, Project> { [Other] = other.Now, [This] = A.Project().Now } };

    private static DuplicateSuspected Suspected(Guid? of = null) => new() { OccurredOn = A.Day("2024-02-01"), Of = of ?? Other, Grounds = DuplicateGrounds.Reported };

    private static DuplicateConfirmed Confirmed() => new() { OccurredOn = A.Day("2024-02-02"), Of = Other };

    private static DuplicateDismissed Dismissed() => new() { OccurredOn = A.Day("2024-02-02"), Of = Other, Reason = "两处厂址" };
}
