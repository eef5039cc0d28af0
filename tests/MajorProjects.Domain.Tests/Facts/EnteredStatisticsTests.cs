using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class EnteredStatisticsTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void has_its_own_day_apart_from_the_start()
    {
        var project = Started.Record(StatisticsEntry("2024-06-01")).Now;

        project.DayOf("enteredStatistics").ShouldBe(Day("2024-06-01"));
        project.DayOf("started").ShouldBe(Day("2024-04-10"));
        project.Stage.ShouldBe(Stage.Started);
        StatisticsEntry("2024-06-01").CountsAs().ShouldBe(new Milestone("enteredStatistics"));
    }

    [Fact]
    public void happens_once() => Started.Record(StatisticsEntry("2024-06-01"))
        .ShouldRefuse(StatisticsEntry("2024-07-01"), "alreadyInStatistics").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void works_must_have_begun_by_that_day()
    {
        Project().ShouldRefuse(StatisticsEntry("2024-06-01"), "notStarted");
        Started.Record(StatisticsEntry("2024-04-10"), butNot: StatisticsEntry("2024-04-09"), "beforePrevious");
        History(Midway, StatisticsEntry("2024-06-01"));
    }

    [Fact]
    public void works_that_stand_still_may_be_entered() => Started.Record(Suspension("2024-05-01")).Record(StatisticsEntry("2024-06-01"));

    [Fact]
    public void a_long_code_is_refused() => Started.ShouldRefuseField(StatisticsEntry("2024-06-01") with { Code = new('1', 61) }, "code");
}
