using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MajorProjects.Ledger.Tests;

/// <summary>RFC 8785, and what goes beyond a double.</summary>
public class CanonicalJsonTests
{
    [Theory] // RFC 8785, appendix B
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void numbers_are_written_as_in_the_rfc(string bits, string written)
    {
        var number = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Form(number.ToString("R", CultureInfo.InvariantCulture)).ShouldBe(written);
        Form(number.ToString("E16", CultureInfo.InvariantCulture).Contains("E+308", StringComparison.Ordinal) ? written : written + (written.Contains('e', StringComparison.Ordinal) ? "" : "e0")).ShouldBe(written);
    }

    [Fact] // RFC 8785, section 3.2.2
    public void the_sample_of_the_rfc_is_written_so()
    {
        var sample = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """.Replace("333333333.33333329", "333333333.3333333", StringComparison.Ordinal); // see a_number_that_no_double_prints_keeps_its_digits
        Form(sample).ShouldBe("""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");
    }

    [Fact] // RFC 8785, section 3.2.3
    public void names_are_sorted_by_their_utf16_units()
    {
        Form("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """).ShouldBe("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    [Theory]
    [InlineData("333333333.33333329", "\"333333333.33333329\"")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.10000000000000000001", "\"0.10000000000000000001\"")]
    [InlineData("0.1000000000000000055511151231257827", "\"0.1000000000000000055511151231257827\"")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("9007199254740993", "\"9007199254740993\"")]
    [InlineData("9007199254740993.0", "\"9007199254740993\"")]
    [InlineData("-9223372036854775808", "\"-9223372036854775808\"")]
    [InlineData("-9223372036854775807", "\"-9223372036854775807\"")]
    [InlineData("1000000000000000000", "1000000000000000000")]
    [InlineData("1e18", "1000000000000000000")]
    [InlineData("1e400", "\"1e+400\"")]
    [InlineData("1e-400", "\"1e-400\"")]
    [InlineData("-0.0", "0")]
    [InlineData("0e999", "0")]
    public void a_number_that_no_double_prints_keeps_its_digits(string number, string form)
    {
        Form(number).ShouldBe(form);
    }

    [Fact]
    public void neighbours_of_a_decimal_are_kept_apart()
    {
        Gen.Select(Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 20]).Sample((digits, scale) =>
        {
            var (number, next) = ($"{digits}e-{scale}", $"{digits + 1}e-{scale}");
            return Form(number) != Form(next);
        });
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("0e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    public void what_has_no_one_form_is_refused(string json)
    {
        Should.Throw<FormatException>(() => Form(json));
    }

    [Fact]
    public void two_spellings_of_a_value_have_one_form()
    {
        Gen.Select(Value(3), Gen.Int[0, int.MaxValue]).Sample((value, seed) =>
        {
            var form = Form(Spelt(value, new(seed)));
            return form == Form(Spelt(value, new(seed + 1))) && Form(form) == form;
        });
    }

    [Fact]
    public void the_form_says_what_the_value_says()
    {
        Value(3).Sample(value => JsonElement.DeepEquals(JsonElement.Parse(Form(Spelt(value, new(1)))), JsonElement.Parse(Spelt(value, new(2)))));
    }

    private static string Form(string json)
    {
        using var value = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Of(value.RootElement));
    }

    // A value is null, a bool, a number with its scale, a text, a list or names with values.
    private static Gen<object?> Value(int depth)
    {
        var text = Gen.String[Gen.OneOf(Gen.Char['\u0000', '\u007f'], Gen.Char['\u0080', '\ud7ff'], Gen.Char['\ue000', '\uffff'], Gen.OneOf('"', '\\', '/', '\n')), 0, 8];
        var leaf = Gen.OneOf(Gen.Const((object?)null), Gen.Bool.Select(b => (object?)b), text.Select(t => (object?)t),
            Gen.Select(Gen.Int, Gen.Int[-12, 12], (digits, scale) => (object?)(digits, scale)));
        return depth == 0 ? leaf : Gen.OneOf(leaf, Value(depth - 1).Array[0, 4].Select(a => (object?)a),
            Gen.Select(text, Value(depth - 1)).Array[0, 5].Select(pairs => (object?)pairs.DistinctBy(p => p.Item1).ToArray()));
    }

    private static string Spelt(object? value, Random random)
    {
        var space = () => new string(' ', random.Next(2)) + (random.Next(4) == 0 ? "\n" : "");
        switch (value)
        {
            case null: return space() + "null" + space();
            case bool flag: return space() + (flag ? "true" : "false");
            case string text: return space() + SpeltText(text, random) + space();
            case (int digits, int scale):
                var shift = digits == 0 ? 0 : random.Next(3);
                return $"{digits}{new string('0', shift)}{(random.Next(2) == 0 ? ".0" : "")}{(random.Next(2) == 0 ? "e" : "E")}{scale - shift}";
            case object?[] items: return "[" + string.Join(',', items.Select(i => Spelt(i, random))) + space() + "]";
            case (string, object?)[] members:
                random.Shuffle(members = [.. members]);
                return "{" + string.Join(',', members.Select(m => SpeltText(m.Item1, random) + space() + ":" + Spelt(m.Item2, random))) + space() + "}";
            default: throw new InvalidOperationException(value.ToString());
        }
    }

    private static string SpeltText(string text, Random random) => "\"" + string.Concat(text.Select(c => c switch
    {
        _ when c < ' ' || random.Next(4) == 0 => $"\\u{(random.Next(2) == 0 ? ((int)c).ToString("x4", CultureInfo.InvariantCulture) : ((int)c).ToString("X4", CultureInfo.InvariantCulture))}",
        '"' or '\\' => $"\\{c}",
        '/' when random.Next(2) == 0 => "\\/",
        _ => c.ToString(),
    })) + "\"";
}
