using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectCompletedTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void the_works_are_done()
    {
        Started.Record(Completion("2025-05-01")).Now.Stage.ShouldBe(Stage.Completed);
        Started.Record(Completion("2025-05-01")).Record(Commissioning("2025-06-01")).Now.Stage.ShouldBe(Stage.Completed);
        Completion("2025-05-01").CountsAs().ShouldBe(new Milestone("completed", Stage.Completed));
    }

    [Fact]
    public void happens_once() => Started.Record(Completion("2025-05-01"))
        .ShouldRefuse(Completion("2025-06-01"), "alreadyCompleted").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void works_must_be_under_way()
    {
        Project().ShouldRefuse(Completion("2025-05-01"), "notStarted");
        Started.Record(Completion("2024-04-10"), butNot: Completion("2024-04-09"), "beforePrevious");
        Started.Record(Suspension("2025-02-01")).ShouldRefuse(Completion("2025-05-01"), "isSuspended");
        History(Midway, Completion("2025-05-01"));
    }

    [Fact]
    public void completed_works_had_been_signed_and_begun_though_it_is_not_on_record()
    {
        History(Midway, Completion("2025-05-01")).Record(Signing("2025-05-01"), butNot: Signing("2025-05-02"), "beforePrevious");
        History(Midway, Completion("2025-05-01")).Record(Start("2025-05-01"), butNot: Start("2025-05-02"), "beforePrevious");
    }
}
