using System.Globalization;

namespace MajorProjects.Digests.Wording;

/// <summary>What a column holds, by which its cells are written, aligned and given room. A text may stand in any of them.</summary>
public enum Cells
{
    /// <summary>A few characters.</summary>
    Text,

    /// <summary>A project's name, or a sentence.</summary>
    Name,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Money in 万元, shown as it is.</summary>
    Wan,

    /// <summary>Money in 万元, shown in 亿元.</summary>
    Yi,

    /// <summary>A percentage.</summary>
    Percent,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A month.</summary>
    Month,
}

/// <summary>How cells are written.</summary>
public static class CellText
{
    /// <summary>What stands for nothing.</summary>
    public const string None = "—";

    public static bool IsNumber(this Cells holds) => holds is Cells.Number or Cells.Wan or Cells.Yi or Cells.Percent;

    public static bool IsText(this Cells holds) => holds is Cells.Text or Cells.Name;

    /// <summary>A cell as it is read.</summary>
    public static string Show(this Cells holds, object? value) => (holds, value) switch
    {
        (_, null) => None,
        (_, string text) => text,
        (Cells.Wan, decimal wan) => Say.Number(wan),
        (Cells.Yi, decimal wan) => Say.Yi(wan),
        (Cells.Percent, decimal percent) => Say.Percent(percent),
        (_, DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? None,
    };
}
