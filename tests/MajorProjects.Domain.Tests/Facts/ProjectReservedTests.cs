using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectReservedTests
{
    [Fact]
    public void takes_the_project_into_the_reserve()
    {
        var history = Project(Reserve("2024-02-01"));

        history.On(Day("2024-01-31")).Stage.ShouldBe(Stage.Planned);
        history.Now.Stage.ShouldBe(Stage.Reserved);
        Reserve("2024-02-01").CountsAs().ShouldBe(new Milestone("reserved", Stage.Reserved));
    }

    [Fact]
    public void happens_once() => Project(Reserve("2024-02-01")).ShouldRefuse(Reserve("2024-03-01"), "alreadyReserved").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void comes_before_what_it_prepares()
    {
        foreach (var later in new Fact[] { Appraisal("2024-05-01"), Signing("2024-05-01"), Start("2024-05-01") })
            Project(later).Record(Reserve("2024-05-01"), butNot: Reserve("2024-05-02"), "beforePrevious");
    }

    [Fact]
    public void and_before_all_that_shows_that_works_had_begun()
    {
        foreach (var later in new Fact[] { PartInUse("2024-05-01"), Commissioning("2024-05-01"), Trial("2024-05-01"), Completion("2024-05-01"), FullCapacity("2024-05-01") })
            History(Midway, later).Record(Reserve("2024-05-01"), butNot: Reserve("2024-05-02"), "beforePrevious");
    }

    [Fact]
    public void what_happened_before_it_is_not_heard_of_after() =>
        Project(Reserve("2024-05-01")).Record(Signing("2024-05-01"), butNot: Signing("2024-04-30"), "beforePrevious");
}
