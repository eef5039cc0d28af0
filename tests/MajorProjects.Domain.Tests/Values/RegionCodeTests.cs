using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests.Values;

public class RegionCodeTests
{
    private static readonly Gen<RegionCode> Codes = Gen.Int[100_001, 999_999].Where(n => n % 10_000 != 0).Select(n => RegionCode.Parse($"{n}"));

    [Theory]
    [InlineData("140500", true)]
    [InlineData("140521", false)]
    [InlineData("990100", true)]
    public void a_city_ends_in_two_zeros(string text, bool isCity) => RegionCode.Parse(text).IsCity.ShouldBe(isCity);

    [Fact]
    public void a_county_knows_its_city() => RegionCode.Parse("140521").City.ShouldBe(RegionCode.Parse("140500"));

    [Theory]
    [InlineData("990100", true)]
    [InlineData("990123", true)]
    [InlineData("140500", false)]
    [InlineData("149900", false)]
    public void only_the_99_range_is_simulated(string text, bool simulated) => RegionCode.Parse(text).IsSimulated.ShouldBe(simulated);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("14052")]
    [InlineData("1405211")]
    [InlineData("14052a")]
    [InlineData("１４０５２１")]
    [InlineData("14 521")]
    [InlineData("040521")]
    [InlineData("140000")]
    [InlineData("沁水县")]
    public void is_not_read_from_anything_else(string? text) => text.ShouldBeRefusedAs<RegionCode>();

    [Fact]
    public void is_not_read_from_a_json_number() => "140521".ShouldBeRefusedInJsonAs<RegionCode>();

    [Fact]
    public void reads_back_as_written() => Codes.ShouldReadBackAsWritten();

    [Fact]
    public void the_city_of_a_region_is_a_city_with_the_same_first_four_digits() => Codes.Sample(code =>
    {
        code.City.IsCity.ShouldBeTrue();
        code.City.City.ShouldBe(code.City);
        code.City.ToString()[..4].ShouldBe(code.ToString()[..4]);
    });
}
