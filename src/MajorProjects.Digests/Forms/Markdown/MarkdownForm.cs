using System.Text;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms.Markdown;

/// <summary>A bulletin as Markdown, without its charts; names stay what they are, whatever signs they hold.</summary>
internal static class MarkdownForm
{
    /// <summary>Most rows of a table.</summary>
    public const int MostRows = 500;

    private const string Signs = "\\`*_[]<>|#~&";

    public static string Write(Bulletin bulletin)
    {
        var text = new StringBuilder($"# {Escaped(bulletin.Title)}\n\n{Escaped(bulletin.Subtitle)}\n\n{Escaped(bulletin.IssueLine)}\n");
        foreach (var block in bulletin.Blocks)
        {
            _ = block switch
            {
                Block.Heading heading => text.Append($"\n{new string('#', heading.Level + 1)} {Escaped(heading.Text)}\n"),
                Block.Paragraph paragraph => text.Append($"\n{Escaped(paragraph.Text)}\n"),
                Block.Note note => text.Append($"\n> {Escaped(note.Text)}\n"),
                Block.Table table => Table(text, table),
                _ => text,
            };
        }
        return text.ToString();
    }

    private static StringBuilder Table(StringBuilder text, Block.Table table)
    {
        text.Append($"\n**{Escaped(table.Name)}**\n\n");
        Line(table.Columns.Select(column => Escaped(column.Heading)));
        Line(table.Columns.Select(column => column.Holds.IsNumber() ? "---:" : column.Holds.IsText() ? "---" : ":---:"));
        foreach (var row in table.Rows.Take(MostRows)) Line(row.Select((value, at) => Escaped(table.Columns[at].Holds.Show(value))));
        return table.Remainder(Math.Min(MostRows, table.Rows.Count)) is { } remainder ? text.Append($"\n> {Escaped(remainder)}\n") : text;

        void Line(IEnumerable<string> cells) => text.Append($"| {string.Join(" | ", cells)} |\n");
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (Signs.Contains(sign, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(char.IsControl(sign) ? ' ' : sign);
        }
        return escaped.ToString();
    }
}
