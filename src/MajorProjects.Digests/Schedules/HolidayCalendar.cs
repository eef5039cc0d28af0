using System.Globalization;

namespace MajorProjects.Digests.Schedules;

/// <summary>
/// Which days are worked in China: not at weekends nor on public holidays, but at those weekends that are worked in exchange (调休). Each year is
/// announced in the autumn before; of one that is not announced only the weekends are known.
/// </summary>
public sealed class HolidayCalendar
{
    /// <summary>Most days off in a row; a calendar with more is a mistake, as no digest can wait for ever.</summary>
    public const int LongestRest = 20;

    private const string Header = "day,kind,name";

    private readonly Dictionary<DateOnly, bool> isOff;
    private readonly HashSet<int> years;

    private HolidayCalendar(Dictionary<DateOnly, bool> isOff) => (this.isOff, years) = (isOff, [.. isOff.Keys.Select(day => day.Year)]);

    /// <summary>As announced when this version was made (seeds/holidays.csv).</summary>
    public static HolidayCalendar Shipped { get; } = Read();

    /// <summary>This one, and of the days that a file names what the file says: lines of a day, <c>off</c> or <c>work</c>, and a name, under <c>day,kind,name</c>.</summary>
    /// <param name="csv">The file's text.</param>
    /// <param name="file">What the file is called, for messages.</param>
    /// <exception cref="FormatException">it is not of that form, names a day twice, or has too many days off in a row; the message says where.</exception>
    public HolidayCalendar With(string csv, string file)
    {
        var lines = csv.TrimStart('\ufeff').Split('\n').Select(line => line.TrimEnd('\r', ' ')).ToList();
        if (lines[0] != Header) throw Wrong(file, 1, $"首行应为 {Header}", $"the first line must be {Header}");
        var named = new Dictionary<DateOnly, bool>();
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0) continue;
            if (lines[i].Split(',') is not [var text, var kind, _] || kind is not ("off" or "work")
                || !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                || day.Year is < 2000 or >= 3000)
                throw Wrong(file, i + 1, "应为“日期,off 或 work,名称”，如 2027-01-01,off,元旦", "a day, off or work, and a name are expected, such as 2027-01-01,off,元旦");
            if (!named.TryAdd(day, kind == "off")) throw Wrong(file, i + 1, $"{text} 重复", $"{text} is there twice");
        }
        var both = new HolidayCalendar(isOff.Concat(named).GroupBy(d => d.Key).ToDictionary(d => d.Key, d => d.Last().Value));
        if (both.TooLongRest() is { } from)
            throw new FormatException($"{file}：自 {from:yyyy-MM-dd} 起连续放假超过 {LongestRest} 天，请核对 / more than {LongestRest} days off in a row from {from:yyyy-MM-dd}; check it");
        return both;
    }

    /// <summary>Whether a year's holidays are known.</summary>
    public bool Knows(int year) => years.Contains(year);

    /// <summary>Whether a day is not worked.</summary>
    public bool IsOff(DateOnly day) => isOff.TryGetValue(day, out var off) ? off : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>The first working day after a day.</summary>
    public DateOnly NextWorkday(DateOnly day) => Workday(day, 1);

    /// <summary>The last working day before a day.</summary>
    public DateOnly PreviousWorkday(DateOnly day) => Workday(day, -1);

    private DateOnly Workday(DateOnly day, int step)
    {
        do day = day.AddDays(step); while (IsOff(day));
        return day;
    }

    // Weekends alone make no rest that is too long, so a named day is in it.
    private DateOnly? TooLongRest()
    {
        foreach (var named in isOff.Keys.Where(IsOff))
        {
            var (first, last) = (named, named);
            while (named.DayNumber - first.DayNumber <= LongestRest && IsOff(first.AddDays(-1))) first = first.AddDays(-1);
            while (last.DayNumber - first.DayNumber <= LongestRest && IsOff(last.AddDays(1))) last = last.AddDays(1);
            if (last.DayNumber - first.DayNumber >= LongestRest) return first;
        }
        return null;
    }

    private static HolidayCalendar Read()
    {
        using var file = new StreamReader(typeof(HolidayCalendar).Assembly.GetManifestResourceStream("holidays.csv")!);
        return new HolidayCalendar([]).With(file.ReadToEnd(), "holidays.csv");
    }

    private static FormatException Wrong(string file, int line, string zh, string en) => new($"{file} 第 {line} 行：{zh} / line {line}: {en}");
}
