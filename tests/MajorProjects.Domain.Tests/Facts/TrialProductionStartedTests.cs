using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class TrialProductionStartedTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void is_no_commissioning()
    {
        var project = Started.Record(Trial("2025-03-01")).Now;

        project.Stage.ShouldBe(Stage.TrialProduction);
        project.DayOf("commissioned").ShouldBeNull();
        Trial("2025-03-01").CountsAs().ShouldBe(new Milestone("trialProduction", Stage.TrialProduction));
    }

    [Fact]
    public void happens_once() => Started.Record(Trial("2025-03-01")).ShouldRefuse(Trial("2025-04-01"), "alreadyInTrial").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void works_must_be_under_way()
    {
        Project().ShouldRefuse(Trial("2025-03-01"), "notStarted");
        Started.Record(Trial("2024-04-10"), butNot: Trial("2024-04-09"), "beforePrevious");
        Started.Record(Suspension("2025-02-01")).ShouldRefuse(Trial("2025-03-01"), "isSuspended");
        History(Midway, Trial("2025-03-01"));
    }

    [Fact]
    public void comes_before_the_works_are_in_production_and_at_full_capacity()
    {
        Started.Record(Commissioning("2025-05-01")).Record(Trial("2025-05-01"), butNot: Trial("2025-05-02"), "beforePrevious");
        Started.Record(Trial("2025-05-01")).Record(Commissioning("2025-05-01"), butNot: Commissioning("2025-04-30"), "beforePrevious");
        History(Midway, FullCapacity("2025-05-01")).Record(Trial("2025-05-01"), butNot: Trial("2025-05-02"), "beforePrevious");
    }
}
