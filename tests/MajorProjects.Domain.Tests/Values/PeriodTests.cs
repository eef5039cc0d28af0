using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Values;

public class PeriodTests
{
    private static readonly PeriodKind[] Nested = [PeriodKind.Month, PeriodKind.Quarter, PeriodKind.Half, PeriodKind.Year, PeriodKind.Plan];

    private static readonly PeriodKind[] Grid = [.. Nested, PeriodKind.Week];

    private static readonly Gen<Period> GridPeriods = Gen.Select(Gen.OneOf(Grid), Laws.Days, Period.Of);

    private static readonly Gen<Period> TrailingPeriods =
        Gen.Select(Gen.Int[1, Period.LongestTrailing], Gen.DateOnly[new(1900, 1, 1), new(2100, 12, 31)], Period.Trailing);

    private static readonly Gen<Period> Periods = Gen.OneOf(GridPeriods, TrailingPeriods);

    [Theory]
    [InlineData("2024-11", PeriodKind.Month, "2024-11-01", "2024-11-30")]
    [InlineData("2024-02", PeriodKind.Month, "2024-02-01", "2024-02-29")]
    [InlineData("2024Q1", PeriodKind.Quarter, "2024-01-01", "2024-03-31")]
    [InlineData("2024Q4", PeriodKind.Quarter, "2024-10-01", "2024-12-31")]
    [InlineData("2024H1", PeriodKind.Half, "2024-01-01", "2024-06-30")]
    [InlineData("2024H2", PeriodKind.Half, "2024-07-01", "2024-12-31")]
    [InlineData("2024", PeriodKind.Year, "2024-01-01", "2024-12-31")]
    [InlineData("2021-2025", PeriodKind.Plan, "2021-01-01", "2025-12-31")]
    [InlineData("2024W48", PeriodKind.Week, "2024-11-25", "2024-12-01")]
    [InlineData("2026W01", PeriodKind.Week, "2025-12-29", "2026-01-04")]
    [InlineData("2020W53", PeriodKind.Week, "2020-12-28", "2021-01-03")]
    [InlineData("trailing90@2024-11-26", PeriodKind.Trailing, "2024-08-29", "2024-11-26")]
    [InlineData("trailing1@2024-11-26", PeriodKind.Trailing, "2024-11-26", "2024-11-26")]
    public void is_read_from_its_text(string text, PeriodKind kind, string first, string last)
    {
        var period = Period.Parse(text);

        period.Kind.ShouldBe(kind);
        period.First.ShouldBe(Day(first));
        period.Last.ShouldBe(Day(last));
        period.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("0000")]
    [InlineData("9990")]
    [InlineData("202\0")]
    [InlineData("２０２４")]
    [InlineData("2024 ")]
    [InlineData("2024-1")]
    [InlineData("2024-13")]
    [InlineData("2024-00")]
    [InlineData("2024/11")]
    [InlineData("202411")]
    [InlineData("2024Q0")]
    [InlineData("2024Q5")]
    [InlineData("2024q4")]
    [InlineData("2024W00")]
    [InlineData("2024W53")]
    [InlineData("2024W1")]
    [InlineData("2024H0")]
    [InlineData("2024H3")]
    [InlineData("2024-11-26")]
    [InlineData("2021-2026")]
    [InlineData("2022-2026")]
    [InlineData("2025-2021")]
    [InlineData("2021–2025")]
    [InlineData("trailing")]
    [InlineData("trailing90")]
    [InlineData("trailing@2024-11-26")]
    [InlineData("trailing0@2024-11-26")]
    [InlineData("trailing090@2024-11-26")]
    [InlineData("trailing-90@2024-11-26")]
    [InlineData("trailing90\0@2024-11-26")]
    [InlineData("trailing3661@2024-11-26")]
    [InlineData("trailing99999999999@2024-11-26")]
    [InlineData("trailing90@2024-02-30")]
    [InlineData("trailing90@0001-02-01")]
    [InlineData("trailing90@2024-11-26@")]
    public void is_not_read_from_anything_else(string? text) => text.ShouldBeRefusedAs<Period>();

    [Fact]
    public void is_not_read_from_a_json_number() => "2024".ShouldBeRefusedInJsonAs<Period>();

    [Fact]
    public void reads_back_as_written() => Periods.ShouldReadBackAsWritten();

    [Fact]
    public void every_day_lies_in_exactly_one_period_of_each_kind() => Gen.Select(Gen.OneOf(Grid), Laws.Days, Laws.Days).Sample((kind, day, other) =>
    {
        var (its, theirs) = (Period.Of(kind, day), Period.Of(kind, other));

        its.Kind.ShouldBe(kind);
        its.Contains(day).ShouldBeTrue();
        (its == theirs).ShouldBe(its.Contains(other));
        (its == theirs).ShouldBe(theirs.Contains(day));
    }, iter: 5_000);

    [Fact]
    public void contains_the_days_from_its_first_to_its_last() => Gen.Select(Periods, Gen.Int[-40, 40]).Sample((period, shift) =>
    {
        var (aroundFirst, aroundLast) = (Shifted(period.First, shift), Shifted(period.Last, shift));

        period.Contains(aroundFirst).ShouldBe(aroundFirst >= period.First && aroundFirst <= period.Last);
        period.Contains(aroundLast).ShouldBe(aroundLast >= period.First && aroundLast <= period.Last);
        period.Days.ShouldBe(period.Last.DayNumber - period.First.DayNumber + 1);
    }, iter: 2_000);

    [Fact]
    public void the_next_one_is_of_the_same_kind_and_begins_the_day_after() => Periods.Sample(period =>
    {
        var next = period.Next();

        next.Kind.ShouldBe(period.Kind);
        next.First.ShouldBe(period.Last.AddDays(1));
        if (period.Kind is PeriodKind.Trailing) next.Days.ShouldBe(period.Days);
    }, iter: 2_000);

    [Fact]
    public void the_previous_one_is_that_whose_next_it_is() => Periods.Sample(period => period.Previous().Next().ShouldBe(period), iter: 2_000);

    [Theory]
    [InlineData("2024-02", "2023-02")]
    [InlineData("2024Q4", "2023Q4")]
    [InlineData("2024", "2023")]
    [InlineData("2024W48", "2023W48")]
    [InlineData("2020W53", "2019W52")]
    [InlineData("trailing90@2024-02-29", "trailing90@2023-02-28")]
    public void the_same_one_of_the_year_before_keeps_its_place_in_the_year(string text, string before) => Period.Parse(text).YearBefore().ShouldBe(Period.Parse(before));

    [Fact]
    public void a_range_covers_its_days_without_gap_or_overlap() => Gen.Select(GridPeriods, Gen.Int[0, 800]).Sample((from, days) =>
    {
        var to = Period.Of(from.Kind, Shifted(from.Last, days));
        var range = Period.Range(from, to).ToList();

        range[0].ShouldBe(from);
        range[^1].ShouldBe(to);
        foreach (var (before, after) in range.Zip(range.Skip(1))) after.First.ShouldBe(before.Last.AddDays(1));
        range.Sum(p => p.Days).ShouldBe(to.Last.DayNumber - from.First.DayNumber + 1);
    }, iter: 500);

    [Theory]
    [InlineData("2024Q1", 3)]
    [InlineData("2024H2", 6)]
    [InlineData("2024", 12)]
    [InlineData("2021-2025", 60)]
    public void months_partition_the_longer_kinds(string text, int count)
    {
        var period = Period.Parse(text);
        var months = Period.Range(Period.Of(PeriodKind.Month, period.First), Period.Of(PeriodKind.Month, period.Last)).ToList();

        months.Count.ShouldBe(count);
        months[0].First.ShouldBe(period.First);
        months[^1].Last.ShouldBe(period.Last);
        months.Sum(m => m.Days).ShouldBe(period.Days);
    }

    [Fact]
    public void a_shorter_kind_never_straddles_a_longer_one() => Laws.Days.Sample(day =>
    {
        foreach (var (shorter, longer) in Nested.Zip(Nested.Skip(1)))
        {
            var (inner, outer) = (Period.Of(shorter, day), Period.Of(longer, day));
            outer.Contains(inner.First).ShouldBeTrue();
            outer.Contains(inner.Last).ShouldBeTrue();
        }
    }, iter: 2_000);

    [Fact]
    public void a_range_that_ends_before_it_begins_is_empty() =>
        Period.Range(Period.Parse("2024Q4"), Period.Parse("2024Q3")).ShouldBeEmpty();

    [Fact]
    public void a_range_needs_two_periods_of_one_kind() =>
        Should.Throw<ArgumentException>(() => Period.Range(Period.Parse("2024Q1"), Period.Parse("2024")).ToList());

    [Fact]
    public void a_trailing_period_has_no_grid() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Period.Of(PeriodKind.Trailing, Day("2024-11-26")));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Period.LongestTrailing + 1)]
    public void a_trailing_period_has_at_least_a_day_and_at_most_ten_years(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Period.Trailing(days, Day("2024-11-26")));

    private static DateOnly Shifted(DateOnly day, int days) =>
        DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, 0, new DateOnly(9985, 12, 31).DayNumber));
}
