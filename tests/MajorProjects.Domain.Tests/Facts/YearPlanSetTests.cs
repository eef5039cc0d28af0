using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class YearPlanSetTests
{
    [Fact]
    public void counts_under_its_year() =>
        YearPlan("2024-01-20", 2024, 30_000).CountsAs().ShouldBe(new Milestone("yearPlan", AmountWan: new(30_000), Subject: "2024"));

    [Fact]
    public void may_be_set_again_and_for_several_years() => Project(
        YearPlan("2024-01-20", 2024, 30_000), YearPlan("2024-07-01", 2024, 40_000), YearPlan("2024-07-01", 2025, 0)).Now.Stage.ShouldBe(Stage.Planned);

    [Theory]
    [InlineData(1989)]
    [InlineData(2101)]
    public void a_year_is_of_our_time(int year) => Project().ShouldRefuseField(YearPlan("2024-01-20", year, 1), "year");

    [Theory]
    [InlineData(1990)]
    [InlineData(2100)]
    public void both_ends_included(int year) => Project(YearPlan("2024-01-20", year, 1));
}
