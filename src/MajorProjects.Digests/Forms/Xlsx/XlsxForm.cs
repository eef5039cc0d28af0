using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using MajorProjects.Digests.Forms.Docx;
using MajorProjects.Digests.Wording;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Forms.Xlsx;

/// <summary>A bulletin as a workbook: what it says on the first sheet, then each table with all its rows on a sheet of its own. Texts are texts, whatever they begin with.</summary>
internal static partial class XlsxForm
{
    private const string Cover = "正文";

    /// <summary>Longest text that a cell takes, and longest name of a sheet.</summary>
    private const int LongestText = 32_767, LongestName = 31;

    // How many letters a line of the text has, and how high it is in points.
    private const int TextWidth = 100, LineHeight = 16;

    // Excel knows no day before it; such a day is written as text.
    private static readonly DateOnly FirstDay = new(1900, 3, 1);

    public static byte[] Write(Bulletin bulletin, IssueStamp stamp)
    {
        var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            document.ChangeIdOfPart(workbook, "workbook");
            DocumentProperties.Write(document, bulletin.Title, stamp);
            workbook.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = XlsxStyles.Sheet();
            var tables = bulletin.Blocks.OfType<Block.Table>().ToList();
            WriteText(workbook.AddNewPart<WorksheetPart>("sheet1"), bulletin);
            for (var at = 0; at < tables.Count; at++) WriteTable(workbook.AddNewPart<WorksheetPart>($"sheet{at + 2}"), tables[at]);
            workbook.Workbook = new(new Sheets(Names(tables).Select((name, at) => new Sheet { Name = name, SheetId = (uint)at + 1, Id = $"sheet{at + 1}" })));
        }
        return Packaged.Timeless(file);
    }

    private static void WriteText(WorksheetPart part, Bulletin bulletin)
    {
        using var writer = OpenXmlWriter.Create(part);
        Begin(writer, frozen: false, [TextWidth]);
        var row = 0u;
        Line(bulletin.Title, XlsxStyles.Head);
        Line(bulletin.Subtitle, XlsxStyles.Wrapped);
        Line(bulletin.IssueLine, XlsxStyles.Wrapped);
        foreach (var block in bulletin.Blocks)
        {
            switch (block)
            {
                case Block.Heading heading: Line(heading.Text, XlsxStyles.Head); break;
                case Block.Paragraph paragraph: Line(paragraph.Text, XlsxStyles.Wrapped); break;
                case Block.Note note: Line(note.Text, XlsxStyles.Wrapped); break;
                case Block.Table table: Line($"{table.Name}（{table.Rows.Count}行）{table.Remainder(table.Rows.Count)}", XlsxStyles.Wrapped); break;
            }
        }
        writer.WriteEndElement();
        writer.WriteElement(Print());
        writer.WriteEndElement();

        // Not every program finds out for itself how high a row of several lines is.
        void Line(string text, uint style) => writer.WriteElement(
            new Row(Words(text, style)) { RowIndex = ++row, Height = LineHeight * (1 + text.Sum(sign => sign < 0x100 ? 1 : 2) / TextWidth), CustomHeight = true });
    }

    private static void WriteTable(WorksheetPart part, Block.Table table)
    {
        using var writer = OpenXmlWriter.Create(part);
        Begin(writer, frozen: true, [.. table.Columns.Select(column => XlsxStyles.Width(column.Holds))]);
        writer.WriteElement(new Row(table.Columns.Select(column => Words(column.Heading, XlsxStyles.Head))) { RowIndex = 1, Height = 2 * LineHeight, CustomHeight = true });
        var at = 1u;
        foreach (var row in table.Rows) writer.WriteElement(new Row(row.Select((value, column) => Cell(table.Columns[column].Holds, value))) { RowIndex = ++at });
        writer.WriteEndElement();
        if (table.Rows.Count > 0) writer.WriteElement(new AutoFilter { Reference = $"A1:{Letters(table.Columns.Count)}{at}" });
        writer.WriteElement(Print());
        writer.WriteEndElement();
    }

    private static void Begin(OpenXmlWriter writer, bool frozen, IReadOnlyList<double> widths)
    {
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetProperties(new PageSetupProperties { FitToPage = true }));
        if (frozen)
            writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(widths.Select((width, at) => new DocumentFormat.OpenXml.Spreadsheet.Column { Min = (uint)at + 1, Max = (uint)at + 1, Width = width, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
    }

    // On paper a sheet is as wide as the page, and as many pages long as it takes.
    private static PageSetup Print() => new() { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToHeight = 0 };

    private static Cell Cell(Cells holds, object? value) => (holds, value) switch
    {
        (_, null) => new(),
        (_, int number) => Number(number, XlsxStyles.Plain),
        (Cells.Wan, decimal wan) => Number(wan, XlsxStyles.Money),
        (Cells.Yi, decimal wan) => Number(wan / 10_000m, XlsxStyles.Money),
        (Cells.Percent, decimal percent) => Number(percent / 100, XlsxStyles.Percent),
        (_, DateOnly day) when day >= FirstDay => Number(Serial(day), XlsxStyles.Day),
        (_, YearMonth month) when month.First >= FirstDay => Number(Serial(month.First), XlsxStyles.Month),
        _ => Words(holds.Show(value), XlsxStyles.Plain),
    };

    private static Cell Number(decimal number, uint style) =>
        new(new CellValue(Say.Number(number))) { DataType = CellValues.Number, StyleIndex = style };

    private static Cell Words(string text, uint style) => new(new InlineString(new Text(Literal(text)) { Space = SpaceProcessingModeValues.Preserve }))
    {
        DataType = CellValues.InlineString, StyleIndex = style,
    };

    // What looks like one of Excel's escapes (_x0041_) is none: its first sign is escaped itself.
    private static string Literal(string text) => Packaged.Text(Escape().Replace(text.Length > LongestText ? text[..LongestText] : text, "_x005F_"));

    private static decimal Serial(DateOnly day) => (decimal)day.ToDateTime(TimeOnly.MinValue).ToOADate();

    private static List<string> Names(IReadOnlyList<Block.Table> tables)
    {
        var names = new List<string> { Cover };
        foreach (var table in tables)
        {
            var name = string.Concat(table.Name.Select(sign => "[]:*?/\\'".Contains(sign, StringComparison.Ordinal) || char.IsControl(sign) ? ' ' : sign)).Trim();
            name = name.Length > LongestName ? name[..LongestName] : name;
            for (var again = 2; name.Length == 0 || names.Contains(name, StringComparer.OrdinalIgnoreCase); again++)
                name = $"{name[..Math.Min(name.Length, LongestName - 4)]}({Say.Number(again)})";
            names.Add(name);
        }
        return names;
    }

    private static string Letters(int column) => ((char)('A' + column - 1)).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
