using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>A calendar month, written <c>2024-11</c>.</summary>
[JsonConverter(typeof(WrittenValueConverter<YearMonth>))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct YearMonth(int Year, int Month) : IWrittenValue<YearMonth>, IComparable<YearMonth>
{
    public DateOnly First => new(Year, Month, 1);

    public DateOnly Last => new(Year, Month, DateTime.DaysInMonth(Year, Month));

    public static YearMonth Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>How many months it lies after <paramref name="other"/>; negative where it lies before.</summary>
    public int MonthsAfter(YearMonth other) => (Year - other.Year) * 12 + Month - other.Month;

    public int CompareTo(YearMonth other) => MonthsAfter(other).CompareTo(0);

    public static bool operator <(YearMonth a, YearMonth b) => a.CompareTo(b) < 0;

    public static bool operator >(YearMonth a, YearMonth b) => a.CompareTo(b) > 0;

    public static bool operator <=(YearMonth a, YearMonth b) => a.CompareTo(b) <= 0;

    public static bool operator >=(YearMonth a, YearMonth b) => a.CompareTo(b) >= 0;

    public static Text Expected { get; } = new("应为年月，如 2024-11。", "A month is expected, such as 2024-11.");

    public static YearMonth Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var month) ? month : throw new FormatException($"'{s}' is not a month.");

    public static bool TryParse([NotNullWhen(true)] string? s, out YearMonth result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out YearMonth result)
    {
        var ok = DateOnly.TryParseExact(s, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first);
        result = ok ? Of(first) : default;
        return ok;
    }

    public override string ToString() => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
