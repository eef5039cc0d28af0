using MajorProjects.Domain.Forecasting;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Forecasting;

public class CourseTests
{
    private static readonly Course Signed = new("coal", SignedOn: Day("2024-01-10"));

    private static readonly Course Started = Signed with { StartedOn = Day("2024-03-10"), IsUnderWay = true };

    [Fact]
    public void a_signed_project_waits_for_its_start_and_a_started_one_for_its_commissioning()
    {
        Start(Signed).ShouldBe(new("coal", Day("2024-01-10")));
        Commissioning(Signed).ShouldBeNull();
        Start(Started).ShouldBe(new("coal", Day("2024-01-10"), ReachedOn: Day("2024-03-10")));
        Commissioning(Started).ShouldBe(new("coal", Day("2024-03-10")));
        Commissioning(Started with { CommissionedOn = Day("2025-03-10") }).ShouldBe(new("coal", Day("2024-03-10"), ReachedOn: Day("2025-03-10")));
    }

    [Fact]
    public void a_project_that_was_not_signed_waits_for_its_commissioning_all_the_same()
    {
        var unsigned = Started with { SignedOn = null };
        Start(unsigned).ShouldBeNull();
        Commissioning(unsigned).ShouldBe(new("coal", Day("2024-03-10")));
    }

    [Fact]
    public void where_the_works_had_begun_on_a_day_not_on_record_nothing_is_known_of_the_wait()
    {
        Start(Signed with { IsUnderWay = true }).ShouldBeNull();
        Start(Signed with { IsUnderWay = true, CommissionedOn = Day("2024-09-10") }).ShouldBeNull();
        Commissioning(Signed with { IsUnderWay = true, CommissionedOn = Day("2024-09-10") }).ShouldBeNull();
    }

    [Fact]
    public void a_withdrawn_project_was_seen_to_wait_until_it_left()
    {
        var wait = Start(Signed with { WithdrawnOn = Day("2024-02-10") }).ShouldNotBeNull();
        wait.GoesOn.ShouldBeFalse();
        wait.Until(Day("2024-12-31")).ShouldBe(new(31, Came: false));
    }

    [Fact]
    public void a_step_that_was_taken_counts_although_the_project_left_afterwards()
    {
        var left = Started with { WithdrawnOn = Day("2024-04-10") };
        Start(left)!.Until(Day("2024-12-31")).ShouldBe(new(60, Came: true));
        Commissioning(left)!.Until(Day("2024-12-31")).ShouldBe(new(31, Came: false));
    }

    [Fact]
    public void a_project_that_waits_was_seen_to_wait_until_the_day_that_is_asked_of()
    {
        var wait = Start(Signed)!;
        wait.GoesOn.ShouldBeTrue();
        wait.Until(Day("2024-01-10")).ShouldBe(new(0, Came: false));
        wait.Until(Day("2024-12-31")).ShouldBe(new(356, Came: false));
    }

    [Fact]
    public void days_in_the_wrong_order_measure_nothing()
    {
        Start(Started with { StartedOn = Day("2024-01-09") }).ShouldBeNull();
        Start(Signed with { WithdrawnOn = Day("2024-01-09") }).ShouldBeNull();
        Commissioning(Started with { CommissionedOn = Day("2024-03-09") }).ShouldBeNull();
        Start(Started with { StartedOn = Day("2024-01-10") })!.Until(Day("2024-12-31")).ShouldBe(new(0, Came: true));
    }

    private static Wait? Start(Course course) => course.WaitFor(ForecastMilestone.Start);

    private static Wait? Commissioning(Course course) => course.WaitFor(ForecastMilestone.Commissioning);
}
