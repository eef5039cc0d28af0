using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectAppraisedTests
{
    [Fact]
    public void finds_that_the_project_can_go_ahead()
    {
        Project(Reserve("2024-02-01"), Appraisal("2024-03-01")).Now.Stage.ShouldBe(Stage.Appraised);
        Appraisal("2024-03-01").CountsAs().ShouldBe(new Milestone("appraised", Stage.Appraised));
    }

    [Fact]
    public void happens_once() =>
        Project(Appraisal("2024-03-01")).ShouldRefuse(Appraisal("2024-04-01"), "alreadyAppraised").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void may_follow_the_signing_but_not_the_start()
    {
        Project(Signing("2024-03-01")).Record(Appraisal("2024-03-02")).Now.Stage.ShouldBe(Stage.Signed);
        Project(Start("2024-05-01")).Record(Appraisal("2024-05-01"), butNot: Appraisal("2024-05-02"), "beforePrevious");
    }

    [Fact]
    public void nor_anything_else_that_shows_that_works_had_begun()
    {
        foreach (var later in new Fact[] { PartInUse("2024-05-01"), Commissioning("2024-05-01"), Trial("2024-05-01"), Completion("2024-05-01"), FullCapacity("2024-05-01") })
            History(Midway, later).Record(Appraisal("2024-05-01"), butNot: Appraisal("2024-05-02"), "beforePrevious");
    }

    [Fact]
    public void a_long_conclusion_is_refused() =>
        Project().ShouldRefuseField(Appraisal("2024-03-01") with { Conclusion = new('长', Fact.LongestText + 1) }, "conclusion");
}
