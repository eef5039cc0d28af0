using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectResumedTests
{
    private static readonly History Suspended = Project(Start("2024-04-10"), Suspension("2024-06-01"));

    [Fact]
    public void shows_again_what_was_reached()
    {
        var history = Suspended.Record(Resumption("2024-08-01"));

        history.On(Day("2024-07-31")).Stage.ShouldBe(Stage.Suspended);
        history.Now.Stage.ShouldBe(Stage.Started);
        history.Now.DayOf("resumed").ShouldBe(Day("2024-08-01"));
    }

    [Fact]
    public void the_project_must_be_suspended_on_that_day()
    {
        Suspended.Record(Resumption("2024-06-01"), butNot: Resumption("2024-05-31"), "notSuspended");
        Suspended.Record(Resumption("2024-08-01")).ShouldRefuse(Resumption("2024-08-02"), "notSuspended");
    }

    [Fact]
    public void recorded_late_it_lets_in_what_happened_after_its_day() => Suspended
        .Record(Resumption("2024-08-01"))
        .Record(Commissioning("2024-09-01")).Now.Stage.ShouldBe(Stage.Commissioned);
}
