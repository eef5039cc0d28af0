using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Http;

/// <summary>Reads the texts of a query string; what cannot be read is noted by its name, so that a caller hears of all of it at once.</summary>
internal static class QueryText
{
    public static T? Value<T>(FieldErrors errors, string name, string? text) where T : struct, IWrittenValue<T>
    {
        if (text is null) return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        errors.Add(name, T.Expected.Zh, T.Expected.En);
        return null;
    }

    public static DateOnly? Day(FieldErrors errors, string name, string? text)
    {
        if (text is null) return null;
        // The ends of the calendar stand for "always" and "never" in the tables, and 9981-9985 is the last five-year plan that can be written.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and <= 9985) return day;
        errors.Add(name, "应为日期，如 2024-11-26。", "A day is expected, such as 2024-11-26.");
        return null;
    }

    /// <summary>An instant with its offset, or a day, which means its end in Asia/Shanghai.</summary>
    public static DateTimeOffset? Instant(FieldErrors errors, string name, string? text)
    {
        if (text is null) return null;
        if (text.Length == 10) return Day(errors, name, text) is { } day ? Clock.EndOf(day) : null;
        if (text.Length > 10 && text[10] == 'T' && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)) return instant.ToUniversalTime();
        errors.Add(name, "应为时刻（如 2024-12-01T08:00:00Z）或日期。", "An instant is expected, such as 2024-12-01T08:00:00Z, or a day.");
        return null;
    }

    public static long? Number(FieldErrors errors, string name, string? text, long least, long most)
    {
        if (text is null) return null;
        // Parsing takes trailing U+0000 for nothing.
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            && !text.Contains('\0', StringComparison.Ordinal)) return number;
        errors.Add(name, $"应为 {least} 到 {most} 之间的整数。", $"A whole number from {least} to {most} is expected.");
        return null;
    }

    public static bool Flag(FieldErrors errors, string name, string? text)
    {
        if (text is not (null or "true" or "false")) errors.Add(name, "应为 true 或 false。", "true or false is expected.");
        return text == "true";
    }

    /// <summary>One of an enum's values, by its key.</summary>
    public static string? Key<T>(FieldErrors errors, string name, string? text) where T : struct, Enum
    {
        if (text is null) return null;
        var keys = Enum.GetValues<T>().Select(value => value.ToKey()).ToList();
        if (keys.Contains(text, StringComparer.Ordinal)) return text;
        var list = string.Join(", ", keys);
        errors.Add(name, $"应为以下之一：{list}。", $"One of these is expected: {list}.");
        return null;
    }

    /// <exception cref="RefusedException">something was noted.</exception>
    public static void Refuse(FieldErrors errors)
    {
        if (errors.Any) throw new RefusedException(Refusal.Malformed(errors.All));
    }
}
