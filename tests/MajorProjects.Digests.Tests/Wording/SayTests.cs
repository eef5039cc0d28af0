using MajorProjects.Digests.Content;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Tests.Wording;

public class SayTests
{
    [Theory]
    [InlineData("571100", "57.11亿元")]
    [InlineData("1250", "0.13亿元")] // a half is rounded up
    [InlineData("1249.999999", "0.12亿元")]
    [InlineData("50", "0.01亿元")]
    [InlineData("49.5", "49.5万元")] // which 亿元 of two decimals would make nothing
    [InlineData("0", "0.00亿元")]
    [InlineData("123456789.5", "12345.68亿元")]
    public void money_is_told_in_yi_with_two_decimals(string wan, string said) => Say.Money(decimal.Parse(wan, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(said);

    [Fact]
    public void a_rate_is_told_with_what_it_is_of() => Say.Rate("复工率", Ratio.Of(148, 152)).ShouldBe("复工率97.37%（148/152）");

    [Fact]
    public void a_rate_of_nothing_is_a_dash() => Say.Rate("复工率", Ratio.Of(0, 0)).ShouldBe("复工率—（0/0）");

    [Fact]
    public void a_rate_of_money_is_told_with_amounts_in_yi() => Say.RateOfMoney("年度投资完成率", Ratio.Of(775_700, 632_700)).ShouldBe("年度投资完成率122.60%（77.57亿元/63.27亿元）");

    [Theory]
    [InlineData(13, 217_200, 10, 150_000, "与上月（10个、15.00亿元）相比，项目数增加3个、增长30.00%，总投资增加6.72亿元、增长44.80%")]
    [InlineData(2, 150_000, 4, 300_000, "与上月（4个、30.00亿元）相比，项目数减少2个、下降50.00%，总投资减少15.00亿元、下降50.00%")]
    [InlineData(4, 150_000, 4, 300_000, "与上月（4个、30.00亿元）相比，项目数持平，总投资减少15.00亿元、下降50.00%")]
    [InlineData(4, 300_000, 4, 300_000, "与上月（4个、30.00亿元）持平")]
    [InlineData(3, 90_000, 0, 0, "与上月（0个、0.00亿元）相比，项目数增加3个，总投资增加9.00亿元")]
    [InlineData(0, 0, 0, 0, "与上月（0个、0.00亿元）持平")]
    public void a_figure_is_compared_by_figures_and_without_a_percentage_of_nothing(int count, int wan, int countThen, int wanThen, string said) =>
        Say.Compared("上月", new(count, wan), new(countThen, wanThen)).ShouldBe(said);

    [Fact]
    public void what_is_said_to_grow_grew_and_has_a_percentage_only_of_something() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 3]).Sample((now, then, wan, wanThen) =>
        {
            var said = Say.Compared("上月", new(now, wan * 10_000m), new(then, wanThen * 10_000m));
            said.Contains("项目数增加", StringComparison.Ordinal).ShouldBe(now > then);
            said.Contains("项目数减少", StringComparison.Ordinal).ShouldBe(now < then);
            said.Contains("总投资增加", StringComparison.Ordinal).ShouldBe(wan > wanThen);
            said.Contains("总投资减少", StringComparison.Ordinal).ShouldBe(wan < wanThen);
            said.Count(sign => sign == '%').ShouldBe((then > 0 && now != then ? 1 : 0) + (wanThen > 0 && wan != wanThen ? 1 : 0));
        });

    [Fact]
    public void many_names_are_told_by_the_first_of_them_and_their_number()
    {
        Say.Names(["甲", "乙"], 2).ShouldBe("甲、乙");
        Say.Names([.. Enumerable.Range(1, 11).Select(n => $"{n}号")], 11).ShouldBe("1号、2号、3号、4号、5号、6号、7号、8号、9号、10号等11个");
    }

    [Theory]
    [InlineData(1, "一")]
    [InlineData(10, "十")]
    [InlineData(12, "十二")]
    public void headings_count_in_chinese(int number, string said) => Say.Ordinal(number).ShouldBe(said);

    [Fact]
    public void instants_are_told_by_the_clock_of_beijing()
    {
        Say.Minute(A.At("2026-11-30T23:59:40Z")).ShouldBe("2026年12月1日07:59");
        Say.DayOf(A.At("2026-11-30T16:00:00Z")).ShouldBe(A.Day("2026-12-01"));
    }
}
