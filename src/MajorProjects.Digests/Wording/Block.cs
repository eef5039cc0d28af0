namespace MajorProjects.Digests.Wording;

/// <summary>A part of a bulletin.</summary>
public abstract record Block
{
    private Block()
    {
    }

    /// <summary>A heading, of level 1 or 2.</summary>
    public sealed record Heading(int Level, string Text) : Block;

    /// <summary>A paragraph of the body.</summary>
    public sealed record Paragraph(string Text) : Block;

    /// <summary>Small print.</summary>
    public sealed record Note(string Text) : Block;

    /// <summary>The place of a chart.</summary>
    public sealed record Chart(ChartKind Kind) : Block;

    /// <summary>A table; its cells are values, so that a workbook keeps them as numbers and days.</summary>
    /// <param name="Name">What it is called; unique in a bulletin.</param>
    /// <param name="Columns">Its columns.</param>
    /// <param name="Rows">Its rows, each a value for each column.</param>
    /// <param name="LeftOut">How many rows the content has not listed.</param>
    public sealed record Table(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, int LeftOut) : Block
    {
        /// <summary>What a form says under the table when it shows the first <paramref name="shown"/> rows; null when those are all.</summary>
        public string? Remainder(int shown) => (Rows.Count - shown, LeftOut) switch
        {
            ( > 0 and var more, 0) => $"共{Rows.Count}项，此处列出前{shown}项，其余{more}项见Excel附件。",
            ( > 0 and var more, > 0) => $"共{Rows.Count + LeftOut}项，此处列出前{shown}项，其后{more}项见Excel附件，另有{LeftOut}项请在系统中查询。",
            (_, > 0) => $"共{Rows.Count + LeftOut}项，此处列出前{Rows.Count}项，其余{LeftOut}项请在系统中查询。",
            _ => null,
        };
    }
}

/// <summary>A chart that a digest may have; the key of the enum names its picture.</summary>
public enum ChartKind
{
    /// <summary>签约、开工、投产, by quarter.</summary>
    Trend,

    /// <summary>Investment against schedule.</summary>
    Investment,

    /// <summary>Counties by rank.</summary>
    Counties,

    /// <summary>Delays by reason.</summary>
    Delays,
}

/// <summary>A column of a table: its heading and what it holds.</summary>
public sealed record Column(string Heading, Cells Holds);
