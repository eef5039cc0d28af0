using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests.Values;

public class NationalProjectCodeTests
{
    private static readonly Gen<string> Texts = Gen.Select(
        Gen.OneOf(Gen.Int[1900, 2099], Gen.Select(Gen.Int[21, 99], Gen.Int[1, 12], (year, month) => year * 100 + month)), Gen.Int[0, 999_999], Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 999_999],
        (time, authority, industry, approval, serial) => $"{time}-{authority:D6}-{industry:D2}-{approval:D2}-{serial:D6}");

    [Fact]
    public void reads_back_as_written_and_names_its_authority() => Texts.Sample(text =>
    {
        NationalProjectCode.TryParse(text, out var code).ShouldBeTrue();
        code.ToString().ShouldBe(text);
        code.Authority.ShouldBe(text.Split('-')[1]);
    }, iter: 1_000);

    [Fact]
    public void one_character_more_or_less_or_other_is_no_code() =>
        Gen.Select(Texts, Gen.Int[0, 23], Gen.OneOf('x', ' ', '\n', '０', '/')).Sample((text, at, c) =>
        {
            NationalProjectCode.TryParse(text.Remove(at, 1), out _).ShouldBeFalse();
            NationalProjectCode.TryParse(text.Insert(at, $"{c}"), out _).ShouldBeFalse();
            NationalProjectCode.TryParse(text.Remove(at, 1).Insert(at, $"{c}"), out _).ShouldBeFalse();
            NationalProjectCode.TryParse(text + c, out _).ShouldBeFalse();
        }, iter: 1_000);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2021-140500-48-01")]
    [InlineData("20211405004801012345")]
    [InlineData("1821-140500-48-01-012345")]
    [InlineData("2121-140500-48-01-012345")]
    [InlineData("2100-140500-04-01-012345")]
    [InlineData("2113-140500-04-01-012345")]
    [InlineData("2021-140500-48-01-012345\n")]
    public void is_not_read_from_anything_else(string? text)
    {
        NationalProjectCode.TryParse(text, out var code).ShouldBeFalse();
        code.ShouldBe(default);
    }

    [Theory]
    [InlineData("140500", true)]
    [InlineData("140521", true)]
    [InlineData("140000", true)]
    [InlineData("000052", true)]
    [InlineData("140400", false)]
    [InlineData("410000", false)]
    [InlineData("410500", false)]
    public void is_given_by_the_city_its_counties_its_province_or_a_ministry(string authority, bool given)
    {
        NationalProjectCode.TryParse($"2021-{authority}-48-01-012345", out var code).ShouldBeTrue();
        code.IsGivenFor(RegionCode.Parse("140500")).ShouldBe(given);
    }
}
