using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectRestoredTests
{
    private static readonly History Gone = Project(Start("2024-04-10"), Suspension("2024-06-01"), Withdrawal("2024-07-01"));

    [Fact]
    public void brings_the_project_back_as_it_left()
    {
        var history = Gone.Record(Restoration("2024-08-01"));

        history.On(Day("2024-07-31")).Stage.ShouldBe(Stage.Withdrawn);
        history.Now.Stage.ShouldBe(Stage.Suspended);
        history.Now.DayOf("restored").ShouldBe(Day("2024-08-01"));
    }

    [Fact]
    public void the_project_must_be_gone_on_that_day()
    {
        Gone.Record(Restoration("2024-07-01"), butNot: Restoration("2024-06-30"), "notWithdrawn");
        Gone.Record(Restoration("2024-08-01")).ShouldRefuse(Restoration("2024-08-02"), "notWithdrawn");
    }
}
