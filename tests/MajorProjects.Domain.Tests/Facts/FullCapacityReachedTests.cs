using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class FullCapacityReachedTests
{
    private static readonly History InUse = Project(Start("2024-04-10"), Commissioning("2025-05-01"));

    [Fact]
    public void output_reaches_the_agreed_figure()
    {
        var project = InUse.Record(FullCapacity("2025-10-01") with { OutputWan = new(60_500) }).Now;

        project.DayOf("fullCapacity").ShouldBe(Day("2025-10-01"));
        project.Stage.ShouldBe(Stage.Commissioned);
        (FullCapacity("2025-10-01") with { OutputWan = new(60_500) }).CountsAs().ShouldBe(new Milestone("fullCapacity", AmountWan: new(60_500)));
    }

    [Fact]
    public void happens_once() => InUse.Record(FullCapacity("2025-10-01"))
        .ShouldRefuse(FullCapacity("2025-11-01"), "alreadyAtCapacity").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void the_whole_must_be_in_production_by_that_day()
    {
        Project(Start("2024-04-10"), PartInUse("2025-05-01")).ShouldRefuse(FullCapacity("2025-10-01"), "notCommissioned");
        InUse.Record(FullCapacity("2025-05-01"), butNot: FullCapacity("2025-04-30"), "beforePrevious");
    }

    [Fact]
    public void where_that_is_unrecorded_it_still_comes_after_the_start_and_the_signing_and_before_no_commissioning()
    {
        History(Midway, FullCapacity("2025-10-01"));
        History(Midway, Start("2024-04-10")).Record(FullCapacity("2024-04-10"), butNot: FullCapacity("2024-04-09"), "beforePrevious");
        History(Midway, FullCapacity("2025-10-01")).Record(Signing("2025-10-01"), butNot: Signing("2025-10-02"), "beforePrevious");
        History(Midway, FullCapacity("2025-10-01")).Record(Commissioning("2025-10-01"), butNot: Commissioning("2025-10-02"), "beforePrevious");
    }
}
