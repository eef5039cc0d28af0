using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Audit;

/// <summary>
/// The day of the month by which the month before is reported: the setting <c>Audit__Deadline</c>, the 5th where nothing is set. A month that has no
/// such day ends with it.
/// </summary>
public sealed record ReportingDeadline(int Day)
{
    /// <summary>Most days before a deadline that lie after the deadline before it, whatever the month.</summary>
    public const int MostDaysBefore = 27;

    private const string Setting = "Audit:Deadline";
    private const int Usual = 5, LastOfAny = 31;

    // No server recorded anything before.
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <exception cref="FormatException">a setting that is no day of a month.</exception>
    public static ReportingDeadline Of(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } set) return new(Usual);
        return int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= LastOfAny
            ? new(day)
            : throw new FormatException($"Audit__Deadline={set} 应为 1 到 31 之间的整数 / must be a whole number from 1 to 31");
    }

    /// <summary>This one, or the one that a caller asks for.</summary>
    public ReportingDeadline Asked(FieldErrors errors, string? text) => QueryText.Number(errors, "deadline", text, 1, LastOfAny) is { } day ? new((int)day) : this;

    /// <summary>The deadline in a month.</summary>
    public DateOnly In(YearMonth month) => new(month.Year, month.Month, Math.Min(Day, month.Last.Day));

    /// <summary>The deadline for what is due of a period: that of the month after it.</summary>
    public DateOnly For(Period period) => In(YearMonth.Of(period.Last.AddDays(1)));

    /// <summary>Each day from the one to the other on which there is a deadline, or is one in so many days at most, with that deadline.</summary>
    public IEnumerable<(DateOnly Day, DateOnly Deadline)> DaysNear(int daysBefore, DateOnly from, DateOnly to)
    {
        var first = from > Earliest ? from : Earliest;
        for (var month = YearMonth.Of(first); month.First <= to.AddDays(daysBefore); month = YearMonth.Of(month.Last.AddDays(1)))
            for (var day = In(month).AddDays(-daysBefore); day <= In(month); day = day.AddDays(1))
                if (first <= day && day <= to) yield return (day, In(month));
    }
}
