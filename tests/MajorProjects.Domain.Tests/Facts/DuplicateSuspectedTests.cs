using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class DuplicateSuspectedTests
{
    private static readonly Recording Here = Beside((Other, Project().Now));

    [Fact]
    public void is_open_until_it_is_decided_and_changes_nothing_else()
    {
        var history = Project(Start("2024-05-01"), Suspecting("2024-06-01", Other));

        history.Now.Suspicions.ShouldBe([KeyValuePair.Create(Other, (bool?)null)]);
        history.Now.Stage.ShouldBe(Stage.Started);
        history.Now.Details!.Counted.ShouldBeTrue();
        Suspecting("2024-06-01", Other).CountsAs().ShouldBeNull();
    }

    [Fact]
    public void two_projects_are_suspected_once_whatever_came_of_it()
    {
        var history = Project(Suspecting("2024-06-01", Other));

        history.ShouldRefuse(Suspecting("2024-07-01", Other), "alreadySuspected").Kind.ShouldBe(RefusalKind.Conflict);
        history.Record(Dismissing("2024-06-10", Other)).ShouldRefuse(Suspecting("2024-07-01", Other), "alreadySuspected");
        history.Record(Suspecting("2024-07-01", Third));
        history.Record(Voiding(2)).Record(Suspecting("2024-07-01", Other));
    }

    [Fact]
    public void the_other_project_must_exist_and_be_another()
    {
        Project().Record(Suspecting("2024-06-01", Other), Here);
        Project().ShouldRefuse(Suspecting("2024-06-01", Third), "unknownOther", Here).Kind.ShouldBe(RefusalKind.Rule);
        Project().ShouldRefuse(Suspecting("2024-06-01", This), "unknownOther", Beside((This, Project().Now)));
        Suspecting("2024-06-01", Other).Concerns().ShouldBe(Other);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void how_alike_they_are_lies_between_0_and_1(double similarity) =>
        Project().ShouldRefuseField(Suspecting("2024-06-01", Other) with { Similarity = (decimal)similarity }, "similarity");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void both_ends_included(int similarity) => Project().Record(Suspecting("2024-06-01", Other) with { Similarity = similarity });
}
