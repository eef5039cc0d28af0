using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording;

/// <summary>Makes tables of lists.</summary>
internal static class Rows
{
    /// <summary>A table of a list, its rows numbered.</summary>
    public static Block.Table Of<T>(string name, Listed<T> list, params IReadOnlyList<(string Heading, Cells Holds, Func<T, object?> Value)> columns) =>
        Table(name, list.Items, list.LeftOut, [("序号", Cells.Number, null), .. columns.Select(c => (c.Heading, c.Holds, (Func<T, object?>?)c.Value))]);

    /// <summary>A table whose rows have no numbers.</summary>
    public static Block.Table Of<T>(string name, IReadOnlyList<T> rows, params IReadOnlyList<(string Heading, Cells Holds, Func<T, object?> Value)> columns) =>
        Table(name, rows, 0, [.. columns.Select(c => (c.Heading, c.Holds, (Func<T, object?>?)c.Value))]);

    private static Block.Table Table<T>(
        string name, IReadOnlyList<T> rows, int leftOut, IReadOnlyList<(string Heading, Cells Holds, Func<T, object?>? Value)> columns) => new(
        name, [.. columns.Select(c => new Column(c.Heading, c.Holds))],
        [.. rows.Select((row, at) => columns.Select(c => c.Value is null ? at + 1 : c.Value(row)).ToArray())], leftOut);
}
