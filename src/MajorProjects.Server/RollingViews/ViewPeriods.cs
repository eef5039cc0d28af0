using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.RollingViews;

/// <summary>The periods that views are asked for.</summary>
internal static class ViewPeriods
{
    private const int Most = 600;
    private const int YearsBack = 5;

    /// <summary>One period; <c>trailing90</c> means the ninety days that end at <paramref name="asOf"/>.</summary>
    public static Period? Read(FieldErrors errors, string name, string? text, DateOnly asOf) => QueryText.Value<Period>(errors, name,
        text is not null && text.StartsWith("trailing", StringComparison.Ordinal) && !text.Contains('@', StringComparison.Ordinal)
            ? FormattableString.Invariant($"{text}@{asOf:yyyy-MM-dd}")
            : text);

    /// <summary>Every period of one kind in a range; by default the years from five before that of <paramref name="asOf"/> to it.</summary>
    /// <exception cref="RefusedException">a text that is no period, of another kind, or out of order; or too many of them.</exception>
    public static List<Period> Range(string? by, string? first, string? last, DateOnly asOf, string byDefault = "year")
    {
        var errors = new FieldErrors();
        by ??= byDefault;
        var kind = KindOf(errors, by);
        var from = QueryText.Value<Period>(errors, "from", first) ?? Period.Of(kind, new DateOnly(Math.Max(1, asOf.Year - YearsBack), 1, 1));
        var to = QueryText.Value<Period>(errors, "to", last) ?? Period.Of(kind, asOf);
        QueryText.Refuse(errors);
        if (from.Kind != kind) errors.Add("from", $"应为与 by={by} 相同的期间。", $"A period of the kind by={by} is expected.");
        if (to.Kind != kind) errors.Add("to", $"应为与 by={by} 相同的期间。", $"A period of the kind by={by} is expected.");
        if (to.First < from.First) errors.Add("to", "不能早于 from。", "It cannot be before `from`.");
        QueryText.Refuse(errors);
        var periods = Period.Range(from, to).Take(Most + 1).ToList();
        if (periods.Count > Most) errors.Add("to", $"最多 {Most} 个期间。", $"At most {Most} periods.");
        QueryText.Refuse(errors);
        return periods;
    }

    private static PeriodKind KindOf(FieldErrors errors, string by)
    {
        if (by is "month" or "quarter" or "half" or "year" or "plan") return Enum.Parse<PeriodKind>(by, ignoreCase: true);
        errors.Add("by", "应为 month、quarter、half、year 或 plan。", "month, quarter, half, year or plan is expected.");
        return PeriodKind.Year;
    }
}
