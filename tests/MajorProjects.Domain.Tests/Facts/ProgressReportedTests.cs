using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProgressReportedTests
{
    private static readonly History Started = Project(Start("2024-04-10"));

    [Fact]
    public void the_report_of_the_latest_month_is_the_one_that_shows()
    {
        var history = Started.Record(Progress("2024-06-05", "2024-05")).Record(Progress("2024-07-01", "2024-04"));

        history.Now.LatestProgress.ShouldBe(Progress("2024-06-05", "2024-05"));
        history.On(Day("2024-06-04")).LatestProgress.ShouldBeNull();
    }

    [Fact]
    public void a_month_filed_again_stands_in_place_of_its_earlier_filing()
    {
        var again = Progress("2024-06-05", "2024-05") with { Percent = 20 };

        Started.Record(Progress("2024-06-05", "2024-05") with { Percent = 10 }).Record(again).Now.LatestProgress.ShouldBe(again);
    }

    [Fact]
    public void works_that_never_started_have_no_progress() => Project().ShouldRefuse(Progress("2024-06-05", "2024-05"), "notStarted");

    [Fact]
    public void unless_their_prior_steps_are_unrecorded() => History(Midway, Progress("2024-06-05", "2024-05"));

    [Fact]
    public void begins_with_the_month_of_the_start() =>
        Started.Record(Progress("2024-06-05", "2024-04"), butNot: Progress("2024-06-05", "2024-03"), "beforePrevious");

    [Fact]
    public void a_month_is_reported_on_once_it_has_begun() =>
        Started.Record(Progress("2024-05-01", "2024-05"), butNot: Progress("2024-04-30", "2024-05"), "inFuture");

    [Fact]
    public void a_report_on_a_later_month_is_not_told_that_its_day_is_in_the_future() =>
        Started.ShouldRefuse(Progress("2024-04-30", "2024-05"), "inFuture").Detail.Zh.ShouldNotContain("今天");

    [Fact]
    public void a_month_spent_wholly_in_suspension_has_no_progress()
    {
        var history = Started.Record(Suspension("2024-05-10")).Record(Resumption("2024-07-20"));

        history.ShouldRefuse(Progress("2024-08-01", "2024-06"), "isSuspended");
        history.Record(Progress("2024-08-01", "2024-05")).Record(Progress("2024-08-01", "2024-07"));
    }

    [Fact]
    public void a_month_that_begins_and_ends_in_suspension_may_have_progress_between()
    {
        var history = Started.Record(Suspension("2024-05-10")).Record(Resumption("2024-06-05")).Record(Suspension("2024-06-25"));

        history.Record(Progress("2024-07-01", "2024-06"));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    public void a_percentage_lies_between_0_and_100(double percent) =>
        Started.ShouldRefuseField(Progress("2024-06-05", "2024-05") with { Percent = (decimal)percent }, "percent");

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void both_ends_included(int percent) =>
        Started.Record(Progress("2024-06-05", "2024-05") with { Percent = percent }).Now.LatestProgress!.Percent.ShouldBe(percent);

    [Fact]
    public void a_long_text_is_refused() =>
        Started.ShouldRefuseField(Progress("2024-06-05", "2024-05") with { Text = new('长', Fact.LongestText + 1) }, "text");

    [Fact]
    public void is_no_milestone() => Started.Record(Progress("2024-06-05", "2024-05")).Now.Milestones.Keys.ShouldBe(["started"]);

    [Fact]
    public void of_several_filings_of_a_month_each_knows_the_one_that_stands_in_its_place()
    {
        var history = Started.Record(Progress("2024-06-05", "2024-05") with { Percent = 10 })
            .Record(Progress("2024-07-05", "2024-06") with { Percent = 30 })
            .Record(Progress("2024-06-20", "2024-05") with { Percent = 20 })
            .Record(Progress("2024-06-10", "2024-05") with { Percent = 15 });

        history.RefiledBy.ShouldBe(new Dictionary<int, int> { [3] = 5, [6] = 5 }, ignoreOrder: true);
        history.Now.LatestProgress!.Percent.ShouldBe(30);
        history.On(Day("2024-06-20")).LatestProgress!.Percent.ShouldBe(20);
        history.On(Day("2024-06-19")).LatestProgress!.Percent.ShouldBe(15);
    }

    [Fact]
    public void of_two_filings_on_one_day_the_one_recorded_later_stands() => Started
        .Record(Progress("2024-06-05", "2024-05") with { Percent = 10 }).Record(Progress("2024-06-05", "2024-05") with { Percent = 9 })
        .RefiledBy.ShouldBe(new Dictionary<int, int> { [3] = 4 });

    [Fact]
    public void voiding_the_second_filing_brings_the_first_back_and_both_stay_in_the_history()
    {
        var first = Progress("2024-06-05", "2024-05") with { Percent = 10 };
        var history = Started.Record(first).Record(Progress("2024-06-20", "2024-05") with { Percent = 20 }).Record(Voiding(4));

        history.Now.LatestProgress.ShouldBe(first);
        history.RefiledBy.ShouldBeEmpty();
        history.Facts.Count(f => f.Fact is MajorProjects.Domain.Facts.ProgressReported).ShouldBe(2);
    }
}
