using System.Globalization;
using System.Numerics;

namespace MajorProjects.Domain.Tests;

/// <summary>What the bulletins printed, and the rule behind it.</summary>
public class RateTests
{
    [Theory]
    [InlineData("签约项目开工率", "40", "68", "58.82")]
    [InlineData("签约项目开工率", "442", "542", "81.55")]
    [InlineData("年度计划开工率", "206", "255", "80.78")]
    [InlineData("复工率", "148", "152", "97.37")]
    [InlineData("开复工率", "358", "484", "73.97")]
    [InlineData("投产率", "17", "57", "29.82")]
    [InlineData("签约项目投产率", "118", "218", "54.13")]
    [InlineData("达效率", "301.7", "418.12", "72.16")]
    [InlineData("年度投资完成率", "77.57", "63.27", "122.6")]
    [InlineData("序时进度", "10", "12", "83.33")]
    public void is_a_percentage_to_two_decimals(string title, string numerator, string denominator, string percent) =>
        Of(numerator, denominator).Percent.ShouldBe(Number(percent), title);

    [Theory]
    [InlineData("442", "542", 1, "81.5")] // and not 81.6, which 81.55 would become
    [InlineData("206", "255", 1, "80.8")]
    [InlineData("358", "484", 0, "74")]
    [InlineData("10", "12", 1, "83.3")]
    public void or_to_as_many_as_a_bulletin_prints_rounded_once(string numerator, string denominator, int decimals, string percent) =>
        Of(numerator, denominator).PercentTo(decimals).ShouldBe(Number(percent));

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    public void of_nothing_there_is_no_rate(string numerator)
    {
        Of(numerator, "0").Percent.ShouldBeNull();
        Of(numerator, "0.00").Percent.ShouldBeNull();
    }

    [Fact]
    public void nothing_of_something_is_0() => new Rate(0, 68).Percent.ShouldBe(0);

    [Theory]
    [InlineData("1", "800", "0.13")] // 0.125
    [InlineData("3", "800", "0.38")] // 0.375
    [InlineData("12.345", "100", "12.35")]
    [InlineData("12.3449999", "100", "12.34")]
    [InlineData("0.00005", "1", "0.01")]
    [InlineData("9999999999.995", "1000000000000", "1")]
    public void halves_are_rounded_up(string numerator, string denominator, string percent) =>
        Of(numerator, denominator).Percent.ShouldBe(Number(percent));

    [Fact]
    public void is_written_without_trailing_zeros() =>
        new Rate(60.0m, 100.00m).Percent!.Value.ToString(CultureInfo.InvariantCulture).ShouldBe("60");

    [Fact]
    public void is_rounded_as_whole_numbers_are_for_every_sum_of_money_to_the_fen() =>
        Gen.Select(Gen.Long[0, 10_000_000_000_000_000], Gen.Long[1, 10_000_000_000_000_000]).Sample((numerator, denominator) =>
            new Rate(numerator / 1_000_000m, denominator / 1_000_000m).Percent.ShouldBe(HalfUp(numerator, denominator)), iter: 5_000);

    [Fact]
    public void and_for_every_share_of_a_thousand_projects()
    {
        for (var all = 1; all <= 1_000; all++)
            for (var some = 0; some <= all; some += 1 + all / 50)
                new Rate(some, all).Percent.ShouldBe(HalfUp(some, all), $"{some}/{all}");
    }

    private static decimal HalfUp(BigInteger numerator, BigInteger denominator) =>
        (decimal)((20_000 * numerator + denominator) / (2 * denominator)) / 100;

    private static Rate Of(string numerator, string denominator) => new(Number(numerator), Number(denominator));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
