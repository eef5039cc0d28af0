using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Values;

public class YearMonthTests
{
    [Theory]
    [InlineData("2024-11", "2024-11-01", "2024-11-30")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2023-02", "2023-02-01", "2023-02-28")]
    [InlineData("9999-12", "9999-12-01", "9999-12-31")]
    public void runs_from_its_first_day_to_its_last(string text, string first, string last)
    {
        var month = YearMonth.Parse(text);

        month.First.ShouldBe(Day(first));
        month.Last.ShouldBe(Day(last));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024-1")]
    [InlineData("2024-13")]
    [InlineData("2024-00")]
    [InlineData("0000-01")]
    [InlineData("24-11")]
    [InlineData("2024-11-26")]
    [InlineData(" 2024-11")]
    [InlineData("2024-11\n")]
    [InlineData("2024年11月")]
    public void is_not_read_from_anything_else(string? text) => text.ShouldBeRefusedAs<YearMonth>();

    [Fact]
    public void reads_back_as_written() => Laws.Months.ShouldReadBackAsWritten();

    [Fact]
    public void a_day_lies_in_its_month() => Laws.Days.Sample(day =>
    {
        var month = YearMonth.Of(day);
        day.ShouldBeInRange(month.First, month.Last);
        YearMonth.Of(month.First).ShouldBe(month);
        YearMonth.Of(month.Last).ShouldBe(month);
    }, iter: 2_000);

    [Fact]
    public void months_are_ordered_as_their_days() => Gen.Select(Laws.Months, Laws.Months).Sample((a, b) =>
    {
        a.CompareTo(b).ShouldBe(a.First.CompareTo(b.First));
        (a < b).ShouldBe(a.First < b.First);
        (a > b).ShouldBe(a.First > b.First);
        (a <= b).ShouldBe(a.First <= b.First);
        (a >= b).ShouldBe(a.First >= b.First);
    }, iter: 2_000);

    [Fact]
    public void a_month_is_neither_before_nor_after_itself() => Laws.Months.Sample(month =>
    {
        var same = YearMonth.Parse(month.ToString());
        (month < same || month > same).ShouldBeFalse();
        (month <= same && month >= same).ShouldBeTrue();
    });
}
