using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ConstructionStartedTests
{
    [Fact]
    public void starts_a_competitive_project_that_was_signed()
    {
        var project = History(Competitive, Signing("2024-03-01"), Start("2024-09-01")).Now;

        project.Stage.ShouldBe(Stage.Started);
        project.DayOf("started").ShouldBe(Day("2024-09-01"));
    }

    [Fact]
    public void a_competitive_project_must_be_signed_first() =>
        History(Competitive).ShouldRefuse(Start("2024-09-01"), "notSigned").Kind.ShouldBe(RefusalKind.Rule);

    [Theory]
    [InlineData(Sector.Public)]
    [InlineData(Sector.PublicRevenue)]
    public void a_project_of_the_public_sectors_need_not_be_signed(Sector sector) =>
        History(Registration with { Sector = sector }, Start("2024-09-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void nor_need_one_whose_prior_steps_are_unrecorded() =>
        History(Midway, Start("2024-09-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void cannot_come_before_the_signing() =>
        Project(Signing("2024-09-02")).ShouldRefuse(Start("2024-09-01"), "beforePrevious").Kind.ShouldBe(RefusalKind.Rule);

    [Fact]
    public void may_fall_on_the_day_of_the_signing() =>
        Project(Signing("2024-09-01"), Start("2024-09-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void a_project_starts_once()
    {
        var refusal = Project(Start("2024-09-01")).ShouldRefuse(Start("2025-03-01"), "alreadyStarted");

        refusal.Kind.ShouldBe(RefusalKind.Conflict);
        refusal.Detail.En.ShouldContain("2024-09-01");
    }

    [Fact]
    public void cannot_come_after_the_works_went_into_use_wholly_or_in_part()
    {
        History(Midway, Commissioning("2024-09-01")).ShouldRefuse(Start("2024-09-02"), "beforePrevious");
        History(Midway, PartInUse("2024-09-01")).ShouldRefuse(Start("2024-09-02"), "beforePrevious");
        History(Midway, PartInUse("2024-09-01"), Commissioning("2024-10-01")).Record(Start("2024-09-01"));
    }

    [Fact]
    public void cannot_come_after_the_month_of_a_report_on_the_works() => History(Midway, Progress("2024-09-05", "2024-08"))
        .Record(Start("2024-08-31"), butNot: Start("2024-09-01"), "beforePrevious");

    [Fact]
    public void going_on_after_a_suspension_is_no_start() => History(Midway, Suspension("2024-05-01"), Resumption("2024-06-01"))
        .Record(Start("2024-04-30"), butNot: Start("2024-06-02"), "beforePrevious");

    [Fact]
    public void does_not_happen_while_the_project_is_suspended() =>
        History(Midway, Suspension("2024-05-01")).ShouldRefuse(Start("2024-05-01"), "isSuspended");

    [Fact]
    public void a_long_structure_is_refused() =>
        Project().ShouldRefuseField(Start("2024-05-01") with { Structure = new('长', 201) }, "structure");
}
