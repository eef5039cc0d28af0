using System.Data;
using System.Globalization;

namespace MajorProjects.Server.Audit;

/// <summary>What a column of a sheet holds, by which its cells are written and shown.</summary>
internal enum Cells
{
    /// <summary>Texts, and 是 or 否.</summary>
    Text,

    /// <summary>Whole numbers and rates.</summary>
    Number,

    /// <summary>Money in 万元, which the heading says.</summary>
    Wan,

    /// <summary>Days.</summary>
    Day,

    /// <summary>Instants, as a clock in Asia/Shanghai shows them.</summary>
    Instant,
}

/// <summary>A list as a sheet of a workbook: what it is called, its columns with Chinese headings, its rows.</summary>
internal sealed record Sheet(string Name, IReadOnlyList<(string Heading, Cells Holds)> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Longest text that a cell takes.</summary>
    private const int LongestText = 32_767;

    // Excel knows no day before it; such a day is written as text.
    private static readonly DateTime FirstDay = new(1900, 3, 1);

    public static Sheet Of<T>(string name, IReadOnlyList<T> rows, params IReadOnlyList<(string Heading, Cells Holds, Func<T, object?> Value)> columns) => new(
        name, [.. columns.Select(c => (c.Heading, c.Holds))], [.. rows.Select(row => columns.Select(c => Cell(c.Value(row))).ToList())]);

    /// <summary>As the writer takes it: a table has its headings where it has no row.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(Name) { Locale = CultureInfo.InvariantCulture };
        foreach (var (heading, _) in Columns) table.Columns.Add(heading, typeof(object));
        foreach (var row in Rows) table.Rows.Add([.. row]);
        return table;
    }

    private static object? Cell(object? value) => value switch
    {
        DateOnly day => Day(day.ToDateTime(TimeOnly.MinValue), "yyyy-MM-dd"),
        DateTimeOffset instant => Day(Clock.TimeOf(instant), "yyyy-MM-dd HH:mm:ss"),
        bool yes => yes ? "是" : "否",
        string { Length: > LongestText } text => text[..LongestText],
        null or string or int or long or decimal => value,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object Day(DateTime day, string written) => day >= FirstDay ? day : day.ToString(written, CultureInfo.InvariantCulture);
}
