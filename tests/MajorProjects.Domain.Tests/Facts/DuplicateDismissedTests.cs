using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class DuplicateDismissedTests
{
    private static readonly History Suspected = Project(Suspecting("2024-06-01", Other));

    [Fact]
    public void the_two_are_different_works()
    {
        var history = Suspected.Record(Dismissing("2024-06-10", Other));

        history.Now.Suspicions.ShouldBe([KeyValuePair.Create(Other, (bool?)false)]);
        history.Now.Details.ShouldBe(Suspected.Now.Details);
        history.Record(Start("2024-07-01")).Now.Details!.Counted.ShouldBeTrue();
    }

    [Fact]
    public void is_decided_once_and_only_what_was_suspected()
    {
        Project().ShouldRefuse(Dismissing("2024-06-10", Other), "notSuspected");
        Suspected.Record(Dismissing("2024-06-10", Other)).ShouldRefuse(Dismissing("2024-06-11", Other), "alreadyDecided").Kind.ShouldBe(RefusalKind.Conflict);
    }

    [Fact]
    public void each_suspicion_is_decided_by_itself() => Suspected.Record(Suspecting("2024-06-01", Third))
        .Record(Dismissing("2024-06-10", Other)).Record(Confirming("2024-06-10", Third)).Now.Suspicions
        .ShouldBe([KeyValuePair.Create(Other, (bool?)false), KeyValuePair.Create(Third, (bool?)true)]);

    [Fact]
    public void says_why()
    {
        Suspected.ShouldRefuseField(Dismissing("2024-06-10", Other) with { Reason = "" }, "reason");
        Suspected.ShouldRefuseField(Dismissing("2024-06-10", Other) with { Reason = new('长', Fact.LongestText + 1) }, "reason");
    }
}
