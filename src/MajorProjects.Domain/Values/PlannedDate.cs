using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>
/// When something is planned to happen: a month (<c>2024-11</c>) or a day (<c>2024-11-26</c>). Plans are met or missed by the month,
/// so a planned month means its last day when it is compared with another.
/// </summary>
[JsonConverter(typeof(WrittenValueConverter<PlannedDate>))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlannedDate : IWrittenValue<PlannedDate>
{
    private readonly bool toTheDay;

    private PlannedDate(DateOnly due, bool toTheDay) => (Due, this.toTheDay) = (due, toTheDay);

    /// <summary>The last day on which it would still be as planned.</summary>
    public DateOnly Due { get; }

    public static PlannedDate On(DateOnly day) => new(day, toTheDay: true);

    public static PlannedDate In(YearMonth month) => new(month.Last, toTheDay: false);

    public bool IsLaterThan(PlannedDate other) => Due > other.Due;

    /// <summary>
    /// How many months after the plan (提前/滞后月数, <c>earlyLateMonths</c>) it happened on <paramref name="actual"/>;
    /// negative where before. By year and month only: what is planned for 2026-07-01 and happens on 2026-07-30 is on time.
    /// </summary>
    public int MonthsLate(DateOnly actual) => YearMonth.Of(actual).MonthsAfter(YearMonth.Of(Due));

    public static Text Expected { get; } = new("应为年月或日期，如 2024-11 或 2024-11-26。", "A month or a day is expected, such as 2024-11 or 2024-11-26.");

    public static PlannedDate Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var date) ? date : throw new FormatException($"'{s}' is not a month or a day.");

    public static bool TryParse([NotNullWhen(true)] string? s, out PlannedDate result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlannedDate result)
    {
        if (YearMonth.TryParse(s, out var month))
        {
            result = In(month);
            return true;
        }
        var ok = DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        result = ok ? On(day) : default;
        return ok;
    }

    public override string ToString() => Due.ToString(toTheDay ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);
}
