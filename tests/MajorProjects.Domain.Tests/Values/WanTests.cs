using System.Globalization;
using System.Text.Json;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests.Values;

public class WanTests
{
    // In fen, so that the model below can add whole numbers.
    private static readonly Gen<long> Fen = Gen.OneOf(Gen.Long[0, 9_999_999_999_999_999], Gen.Long[0, 10_000_000]);

    private static readonly Gen<Wan> Amounts = Fen.Select(Of);

    [Fact]
    public void a_sum_is_the_sum_of_its_parts() => Gen.Long[0, 99_999_999_999_999].Array[0, 50].Sample(parts =>
    {
        var sum = parts.Select(Of).Aggregate(Wan.Zero, (total, part) => total + part);

        sum.ShouldBe(Of(parts.Sum()));
        sum.ToString().ShouldBe(Of(parts.Sum()).ToString());
    }, iter: 500);

    [Theory]
    [InlineData("0", "0.00")]
    [InlineData("49.999999", "0.00")]
    [InlineData("50", "0.01")]
    [InlineData("150", "0.02")]
    [InlineData("250", "0.03")]
    [InlineData("571100", "57.11")]
    [InlineData("571050", "57.11")]
    [InlineData("571049.999999", "57.10")]
    [InlineData("12345678", "1234.57")]
    public void is_printed_in_yi_with_halves_rounded_up(string wan, string yi) => Of(wan).ToYi().ShouldBe(yi);

    [Fact]
    public void rounding_enters_no_total() => (Of("50") + Of("50")).ToYi().ShouldBe("0.01");

    [Theory]
    [InlineData("12.5", "12.500000")]
    [InlineData("0", "0.00")]
    [InlineData("1000", "1000.0")]
    public void trailing_zeros_do_not_matter(string amount, string longer)
    {
        Of(longer).ShouldBe(Of(amount));
        Of(longer).GetHashCode().ShouldBe(Of(amount).GetHashCode());
        Of(longer).ToString().ShouldBe(amount);
        JsonSerializer.Serialize(Of(longer)).ShouldBe(amount);
    }

    [Theory]
    [InlineData("-0.000001")]
    [InlineData("0.0000001")]
    [InlineData("10000000000")]
    public void is_never_negative_nor_finer_than_a_fen_nor_beyond_the_limit(string amount)
    {
        Wan.IsValid(Decimal(amount)).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => Of(amount));
        amount.ShouldBeRefusedInJsonAs<Wan>();
    }

    [Theory]
    [InlineData("0.000001")]
    [InlineData("9999999999.999999")]
    public void goes_to_a_fen_and_to_the_limit(string amount) => Of(amount).ToString().ShouldBe(amount);

    [Fact]
    public void a_sum_beyond_the_limit_is_refused_rather_than_wrong() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Of("9999999999") + Of("1"));

    [Fact]
    public void reads_back_as_written() => Amounts.Sample(amount =>
    {
        var json = JsonSerializer.Serialize(amount);
        json.ShouldBe(amount.ToString());
        JsonSerializer.Deserialize<Wan>(json).ShouldBe(amount);
    }, iter: 2_000);

    [Theory]
    [InlineData("\"12.5\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("1e400")]
    public void is_read_from_a_json_number_only(string json) => json.ShouldBeRefusedInJsonAs<Wan>();

    [Fact]
    public void amounts_are_ordered_as_numbers() => Gen.Select(Fen, Fen).Sample((a, b) =>
    {
        Of(a).CompareTo(Of(b)).ShouldBe(a.CompareTo(b));
        (Of(a) < Of(b)).ShouldBe(a < b);
        (Of(a) > Of(b)).ShouldBe(a > b);
        (Of(a) <= Of(b)).ShouldBe(a <= b);
        (Of(a) >= Of(b)).ShouldBe(a >= b);
        (Of(a) <= Of(a) && Of(a) >= Of(a)).ShouldBeTrue();
    }, iter: 1_000);

    private static decimal Decimal(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static Wan Of(string amount) => new(Decimal(amount));

    private static Wan Of(long fen) => new(fen / 1_000_000m);
}
