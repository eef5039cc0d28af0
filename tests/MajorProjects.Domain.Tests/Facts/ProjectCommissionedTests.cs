using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectCommissionedTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void puts_the_whole_into_use()
    {
        var project = Started.Record(Commissioning("2025-05-01")).Now;

        project.Stage.ShouldBe(Stage.Commissioned);
        project.DayOf("commissioned").ShouldBe(Day("2025-05-01"));
        Commissioning("2025-05-01").Mode.ShouldBe(CommissioningMode.Production);
    }

    [Fact]
    public void a_part_in_use_does_not_count()
    {
        var project = Started.Record(PartInUse("2025-01-01")).Record(PartInUse("2025-02-01")).Now;

        project.Stage.ShouldBe(Stage.Started);
        project.DayOf("commissioned").ShouldBeNull();
        project.DayOf("commissionedPart").ShouldBe(Day("2025-01-01"));
    }

    [Fact]
    public void a_part_in_use_shows_that_the_works_had_started() =>
        History(Midway, PartInUse("2025-01-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void happens_once()
    {
        var refusal = Started.Record(Commissioning("2025-05-01")).ShouldRefuse(Commissioning("2025-06-01"), "alreadyCommissioned");

        refusal.Kind.ShouldBe(RefusalKind.Conflict);
        refusal.Detail.Zh.ShouldContain("2025-05-01");
    }

    [Fact]
    public void no_part_goes_into_use_once_the_whole_has_but_one_before_may_be_recorded_late() => Started
        .Record(Commissioning("2025-05-01"))
        .Record(PartInUse("2025-01-01"), butNot: PartInUse("2025-05-01"), "alreadyCommissioned");

    [Fact]
    public void works_that_never_started_do_not_go_into_use()
    {
        Project().ShouldRefuse(Commissioning("2025-05-01"), "notStarted");
        Project().ShouldRefuse(PartInUse("2025-05-01"), "notStarted");
    }

    [Fact]
    public void unless_their_prior_steps_are_unrecorded() =>
        History(Midway, Commissioning("2025-05-01")).Now.Stage.ShouldBe(Stage.Commissioned);

    [Fact]
    public void cannot_come_before_the_start() =>
        Started.Record(Commissioning("2024-04-10"), butNot: Commissioning("2024-04-09"), "beforePrevious");

    [Fact]
    public void cannot_come_before_the_signing_though_the_start_is_unrecorded() => History(Midway, Signing("2024-04-10"))
        .Record(Commissioning("2024-04-10"), butNot: Commissioning("2024-04-09"), "beforePrevious");

    [Fact]
    public void does_not_happen_while_the_project_is_suspended()
    {
        var history = Started.Record(Suspension("2024-06-01")).Record(Resumption("2024-08-01"));

        history.ShouldRefuse(Commissioning("2024-07-31"), "isSuspended");
        history.Record(Commissioning("2024-05-31"));
        history.Record(Commissioning("2024-08-01"));
    }

    [Fact]
    public void comes_before_full_capacity_though_it_was_not_on_record() => History(Midway, FullCapacity("2025-10-01"))
        .Record(Commissioning("2025-10-01"), butNot: Commissioning("2025-10-02"), "beforePrevious");
}
