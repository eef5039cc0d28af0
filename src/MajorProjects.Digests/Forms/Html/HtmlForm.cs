using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms.Html;

/// <summary>
/// A bulletin as a page that needs nothing else: for the browser and for mail, whose readers know styles only where they stand on the element.
/// Whatever is said is encoded; names are anybody's.
/// </summary>
internal static class HtmlForm
{
    /// <summary>Most rows of a table.</summary>
    public const int MostRows = 100;

    private const string Serif = "font-family:FangSong,仿宋,STFangsong,'Noto Serif CJK SC',serif", Sans = "font-family:SimHei,黑体,'Noto Sans CJK SC',sans-serif";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page; <paramref name="source"/> says where the picture of a chart is.</summary>
    public static string Write(Bulletin bulletin, IReadOnlyDictionary<ChartKind, ChartImage> charts, Func<ChartImage, string> source)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(bulletin.Title)}</title></head>
            <body style="margin:0 auto;padding:16px;max-width:960px;color:#111;line-height:1.8;font-size:16px;{Serif}">
            <h1 style="margin:8px 0;text-align:center;font-size:26px;line-height:1.4">{Text(bulletin.Title)}</h1>
            <p style="margin:0;text-align:center">{Text(bulletin.Subtitle)}</p>
            <p style="margin:0 0 16px;text-align:center;color:#555">{Text(bulletin.IssueLine)}</p>

            """);
        foreach (var block in bulletin.Blocks)
        {
            _ = block switch
            {
                Block.Heading { Level: 1 } heading => page.Append($"<h2 style=\"break-after:avoid;margin:20px 0 4px;font-size:19px;{Sans}\">{Text(heading.Text)}</h2>\n"),
                Block.Heading heading => page.Append($"<h3 style=\"break-after:avoid;margin:12px 0 4px;font-size:17px\">{Text(heading.Text)}</h3>\n"),
                Block.Paragraph paragraph => page.Append($"<p style=\"margin:4px 0;text-indent:2em\">{Text(paragraph.Text)}</p>\n"),
                Block.Note note => Note(page, note.Text),
                Block.Chart chart => Picture(page, charts[chart.Kind], source),
                Block.Table table => Table(page, table),
                _ => throw new ArgumentOutOfRangeException(nameof(bulletin), block, null),
            };
        }
        return page.Append("</body></html>\n").ToString();
    }

    private static StringBuilder Note(StringBuilder page, string text) => page.Append($"<p style=\"margin:4px 0;font-size:13px;color:#555\">{Text(text)}</p>\n");

    private static StringBuilder Picture(StringBuilder page, ChartImage chart, Func<ChartImage, string> source) => page.Append(
        $"<p style=\"margin:12px 0;text-align:center\"><img src=\"{source(chart)}\" alt=\"{Text(chart.Title)}\" width=\"900\" style=\"width:100%;max-width:900px;height:auto\"></p>\n");

    private static StringBuilder Table(StringBuilder page, Block.Table table)
    {
        page.Append($"<p style=\"margin:12px 0 4px;text-align:center;font-size:15px;{Sans}\">{Text(table.Name)}</p>\n<table style=\"width:100%;border-collapse:collapse;font-size:14px;line-height:1.4\">\n<thead><tr>");
        foreach (var column in table.Columns) page.Append($"<th style=\"border:1px solid #888;padding:3px 5px;background:#eef1f5;{Sans}\">{Text(column.Heading)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows.Take(MostRows))
        {
            page.Append("<tr>");
            for (var at = 0; at < row.Count; at++)
            {
                var holds = table.Columns[at].Holds;
                page.Append($"<td style=\"border:1px solid #888;padding:3px 5px;{Align(holds)}\">{Text(holds.Show(row[at]))}</td>");
            }
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table>\n");
        return table.Remainder(Math.Min(MostRows, table.Rows.Count)) is { } remainder ? Note(page, remainder) : page;
    }

    private static string Align(Cells holds) => holds.IsNumber() ? "text-align:right" : holds switch
        {
            Cells.Name => "text-align:left;min-width:9em;word-break:break-word;overflow-wrap:anywhere",
            Cells.Text => "text-align:left;min-width:3em",
            _ => "text-align:center;white-space:nowrap",
        };

    private static string Text(string text) => Encoder.Encode(text);
}
