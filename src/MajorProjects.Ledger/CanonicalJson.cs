using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MajorProjects.Ledger;

/// <summary>
/// JSON in its one form: RFC 8785 (JCS). Names in the order of their UTF-16 units, no spaces, numbers as ECMAScript prints them. A number whose
/// digits ECMAScript would not print back would stand for its neighbours too: it is written as a string of its own digits, as the RFC's appendix D advises.
/// </summary>
public static class CanonicalJson
{
    // All whole numbers up to it are a double's own.
    private const long LargestInteger = 9_007_199_254_740_991;

    /// <exception cref="FormatException">it has a name twice, half of a surrogate pair, or a number with an exponent beyond all use.</exception>
    public static byte[] Of(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, value);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Of"/>
    public static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        try
        {
            WriteValue(output, value);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("The text has half of a surrogate pair.", e);
        }
    }

    private static void WriteValue(IBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) output.Write(","u8);
                    first = false;
                    WriteValue(output, item);
                }
                output.Write("]"u8);
                break;
            case JsonValueKind.String:
                // Without an escape it is in the canonical form already.
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (!raw.Contains((byte)'\\') && Utf8.IsValid(raw)) output.Write(raw);
                else Write(output, value.GetString()!);
                break;
            case JsonValueKind.Number:
                if (value.TryGetInt64(out var integer)) Write(output, integer);
                else WriteNumber(output, value.GetRawText());
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    /// <exception cref="FormatException">half of a surrogate pair, which is no character.</exception>
    public static void Write(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= ' ' && text[i] is not ('"' or '\\')) continue;
            WriteUtf8(output, text.AsSpan(start, i - start));
            start = i + 1;
            WriteUtf8(output, text[i] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                var control => $"\\u{((int)control).ToString("x4", CultureInfo.InvariantCulture)}",
            });
        }
        WriteUtf8(output, text.AsSpan(start));
        output.Write("\""u8);
    }

    public static void Write(IBufferWriter<byte> output, long number)
    {
        if (number is >= -LargestInteger and <= LargestInteger) Write(output, number, format: "");
        else WriteNumber(output, number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Something of few characters, none of which needs an escape; without quotes.</summary>
    internal static void Write<T>(IBufferWriter<byte> output, T value, string format) where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[64];
        if (!value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture)) throw new ArgumentException("It is too long.", nameof(value));
        output.Write(text[..length]);
    }

    private static void WriteObject(IBufferWriter<byte> output, JsonElement value)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in value.EnumerateObject()) members.Add((member.Name, member.Value));
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name) throw new FormatException($"The name “{members[i].Name}” is there twice.");
                output.Write(","u8);
            }
            Write(output, members[i].Name);
            output.Write(":"u8);
            WriteValue(output, members[i].Value);
        }
        output.Write("}"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> output, string written)
    {
        var digits = Digits(written);
        var isItsOwn = double.Parse(written, CultureInfo.InvariantCulture) is var nearest && double.IsFinite(nearest) && digits == Digits(nearest.ToString("R", CultureInfo.InvariantCulture));
        WriteUtf8(output, isItsOwn ? EcmaScript(digits) : $"\"{EcmaScript(digits)}\"");
    }

    /// <summary>The digits that count, and where the point stands among them: two spellings of a number have the same.</summary>
    private static (bool IsNegative, string Digits, long Exponent) Digits(string number)
    {
        var exponentAt = number.IndexOfAny(['e', 'E']);
        var (mantissa, exponent) = exponentAt < 0 ? (number, 0L) : (number[..exponentAt], Exponent(number[(exponentAt + 1)..]));
        var isNegative = mantissa.StartsWith('-');
        mantissa = mantissa.TrimStart('-');
        if (mantissa.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point) (mantissa, exponent) = (mantissa.Remove(point, 1), exponent - (mantissa.Length - point - 1));
        var digits = mantissa.TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? (false, "", 0) : (isNegative, significant, exponent + digits.Length - significant.Length);
    }

    private static long Exponent(string written) => int.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
        ? exponent
        : throw new FormatException($"The exponent {written} is beyond all use.");

    /// <summary>Number::toString of ECMA-262: with an exponent only beyond 21 digits or six noughts.</summary>
    private static string EcmaScript((bool IsNegative, string Digits, long Exponent) number)
    {
        var (isNegative, digits, exponent) = number;
        if (digits.Length == 0) return "0";
        var point = digits.Length + exponent;
        var text = point switch
        {
            > 0 and <= 21 when exponent >= 0 => digits + new string('0', (int)exponent),
            > 0 and <= 21 => $"{digits[..(int)point]}.{digits[(int)point..]}",
            > -6 and <= 0 => $"0.{new string('0', (int)-point)}{digits}",
            _ => $"{digits[0]}{(digits.Length > 1 ? $".{digits[1..]}" : "")}e{(point > 0 ? "+" : "")}{(point - 1).ToString(CultureInfo.InvariantCulture)}",
        };
        return isNegative ? $"-{text}" : text;
    }

    private static void WriteUtf8(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        var bytes = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (Utf8.FromUtf16(text, bytes, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new FormatException("The text has half of a surrogate pair.");
        output.Advance(written);
    }
}
