using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>What length a <see cref="Period"/> has.</summary>
public enum PeriodKind { Month, Quarter, Half, Year, Plan, Trailing, Week }

/// <summary>
/// A span of whole days that figures are counted over. Both ends are inclusive, because "January to March" includes the
/// 31st of March. Written <c>2024-11</c>, <c>2024Q4</c>, <c>2024H2</c>, <c>2024</c>, <c>2021-2025</c> (a five-year plan),
/// <c>2024W48</c> (a week of ISO 8601, Monday to Sunday) or <c>trailing90@2024-11-26</c> (the ninety days that end on that day).
/// </summary>
[JsonConverter(typeof(WrittenValueConverter<Period>))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct Period : IWrittenValue<Period>
{
    private const int PlanYears = 5;

    /// <summary>Longest trailing window, in days: ten years.</summary>
    public const int LongestTrailing = 3660;

    private Period(PeriodKind kind, DateOnly first, DateOnly last) => (Kind, First, Last) = (kind, first, last);

    public PeriodKind Kind { get; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly First { get; }

    /// <summary>Last day, inclusive.</summary>
    public DateOnly Last { get; }

    /// <summary>The period of <paramref name="kind"/> in which <paramref name="day"/> lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">for <see cref="PeriodKind.Trailing"/>, which has no fixed grid.</exception>
    public static Period Of(PeriodKind kind, DateOnly day) => kind switch
    {
        PeriodKind.Month => Months(kind, day.Year, day.Month, 1),
        PeriodKind.Quarter => Months(kind, day.Year, (day.Month - 1) / 3 * 3 + 1, 3),
        PeriodKind.Half => Months(kind, day.Year, (day.Month - 1) / 6 * 6 + 1, 6),
        PeriodKind.Year => Months(kind, day.Year, 1, 12),
        PeriodKind.Plan => Plan(day.Year - (day.Year - 1) % PlanYears),
        PeriodKind.Week => Week(day.AddDays(-((int)day.DayOfWeek + 6) % 7)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A trailing period is made by Trailing(days, asOf)."),
    };

    /// <summary>The <paramref name="days"/> days that end on <paramref name="asOf"/>.</summary>
    public static Period Trailing(int days, DateOnly asOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, Math.Min(LongestTrailing, asOf.DayNumber + 1));
        return new(PeriodKind.Trailing, asOf.AddDays(1 - days), asOf);
    }

    /// <summary>Every period of one kind from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public static IEnumerable<Period> Range(Period from, Period to)
    {
        if (from.Kind != to.Kind) throw new ArgumentException("A range runs between two periods of one kind.", nameof(to));
        for (var at = from; at.First <= to.First; at = at.Next()) yield return at;
    }

    public int Days => Last.DayNumber - First.DayNumber + 1;

    public bool Contains(DateOnly day) => First <= day && day <= Last;

    /// <summary>The period of the same kind that begins the day after this one ends.</summary>
    public Period Next() => Kind switch
    {
        PeriodKind.Trailing => Trailing(Days, Last.AddDays(Days)),
        _ => Of(Kind, Last.AddDays(1)),
    };

    /// <summary>The period of the same kind that ends the day before this one begins.</summary>
    public Period Previous() => Kind switch
    {
        PeriodKind.Trailing => Trailing(Days, First.AddDays(-1)),
        _ => Of(Kind, First.AddDays(-1)),
    };

    /// <summary>The same period of the year before. The year before may have had no week 53: it is the last one of that year then.</summary>
    public Period YearBefore() => Kind switch
    {
        PeriodKind.Week => Week(Math.Min(WeekOfYear, ISOWeek.GetWeeksInYear(WeekYear - 1)), WeekYear - 1),
        PeriodKind.Trailing => Trailing(Days, Last.AddYears(-1)),
        _ => Of(Kind, First.AddYears(-1)),
    };

    public static Text Expected { get; } = new("应为期间，如 2024-11、2024Q4、2024H2、2024 或 2021-2025。", "A period is expected, such as 2024-11, 2024Q4, 2024H2, 2024 or 2021-2025.");

    public static Period Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var period) ? period : throw new FormatException($"'{s}' is not a period.");

    public static bool TryParse([NotNullWhen(true)] string? s, out Period result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Period result)
    {
        result = default;
        if (s is null) return false;
        if (s.StartsWith("trailing", StringComparison.Ordinal)) return TryParseTrailing(s, out result);
        if (s.Length < 4 || !TryYear(s.AsSpan(0, 4), out var year)) return false;
        Period? parsed = s.Length switch
        {
            4 => Months(PeriodKind.Year, year, 1, 12),
            6 when s[4] == 'Q' && s[5] is >= '1' and <= '4' => Months(PeriodKind.Quarter, year, (s[5] - '1') * 3 + 1, 3),
            6 when s[4] == 'H' && s[5] is '1' or '2' => Months(PeriodKind.Half, year, (s[5] - '1') * 6 + 1, 6),
            7 when s[4] == 'W' && TryDigits(s.AsSpan(5), out var week) && week >= 1 && week <= ISOWeek.GetWeeksInYear(year) => Week(week, year),
            7 when YearMonth.TryParse(s, out var month) => Months(PeriodKind.Month, month.Year, month.Month, 1),
            9 when s[4] == '-' && TryYear(s.AsSpan(5), out var end) && end - year == PlanYears - 1 && year % PlanYears == 1 => Plan(year),
            _ => null,
        };
        result = parsed.GetValueOrDefault();
        return parsed.HasValue;
    }

    public override string ToString() => Kind switch
    {
        PeriodKind.Month => Invariant($"{First:yyyy-MM}"),
        PeriodKind.Quarter => Invariant($"{First:yyyy}Q{(First.Month + 2) / 3}"),
        PeriodKind.Half => Invariant($"{First:yyyy}H{(First.Month + 5) / 6}"),
        PeriodKind.Year => Invariant($"{First:yyyy}"),
        PeriodKind.Plan => Invariant($"{First:yyyy}-{Last:yyyy}"),
        PeriodKind.Week => Invariant($"{WeekYear:0000}W{WeekOfYear:00}"),
        _ => Invariant($"trailing{Days}@{Last:yyyy-MM-dd}"),
    };

    private static bool TryParseTrailing(string s, out Period result)
    {
        result = default;
        var parts = s["trailing".Length..].Split('@');
        if (parts.Length != 2 || parts[0].StartsWith('0')
            || !TryDigits(parts[0], out var days)
            || !DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            || days is < 1 or > LongestTrailing || days > end.DayNumber + 1) return false;
        result = Trailing(days, end);
        return true;
    }

    private static bool TryYear(ReadOnlySpan<char> s, out int year) => TryDigits(s, out year) && s.Length == 4 && year is >= 1 and < 9990;

    // Parsing an integer takes trailing U+0000 for nothing, whatever the style.
    private static bool TryDigits(ReadOnlySpan<char> s, out int number) =>
        int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out number) && !s.Contains('\0');

    private static Period Months(PeriodKind kind, int year, int month, int months)
    {
        var first = new DateOnly(year, month, 1);
        return new(kind, first, first.AddMonths(months).AddDays(-1));
    }

    private int WeekYear => ISOWeek.GetYear(First);

    private int WeekOfYear => ISOWeek.GetWeekOfYear(First);

    private static Period Week(int week, int year) => Week(ISOWeek.ToDateOnly(year, week, DayOfWeek.Monday));

    private static Period Week(DateOnly monday) => new(PeriodKind.Week, monday, monday.AddDays(6));

    private static Period Plan(int firstYear) => new(PeriodKind.Plan, new(firstYear, 1, 1), new(firstYear + PlanYears - 1, 12, 31));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
