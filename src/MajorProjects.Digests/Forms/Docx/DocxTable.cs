using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using MajorProjects.Digests.Wording;
using Column = MajorProjects.Digests.Wording.Column;
using Table = DocumentFormat.OpenXml.Wordprocessing.Table;

namespace MajorProjects.Digests.Forms.Docx;

/// <summary>A table of a bulletin in Word: as wide as the text, its head on each page, its rows never torn, long names broken where the column ends.</summary>
internal static class DocxTable
{
    // A table that is no longer than this stays on one page.
    private const int FewRows = 10;

    public static void Write(OpenXmlWriter writer, Block.Table table, int mostRows)
    {
        var widths = Widths(table.Columns);
        writer.WriteElement(DocxForm.Line(OfficialLayout.TableName, table.Name));
        writer.WriteStartElement(new Table());
        writer.WriteElement(Properties(widths.Sum()));
        writer.WriteElement(new TableGrid(widths.Select(width => new GridColumn { Width = Twips(width) })));
        writer.WriteElement(Row(table.Columns.Select((column, at) => Cell(widths[at], OfficialLayout.TableHead, JustificationValues.Center, column.Heading)), isHead: true));
        var shown = Math.Min(mostRows, table.Rows.Count);
        for (var number = 0; number < shown; number++)
        {
            var (row, style) = (table.Rows[number], shown <= FewRows && number < shown - 1 ? OfficialLayout.TableHeldCell : OfficialLayout.TableCell);
            writer.WriteElement(Row(table.Columns.Select((column, at) => Cell(widths[at], style, Align(column.Holds), column.Holds.Show(row[at]))), isHead: false));
        }
        writer.WriteEndElement();
        writer.WriteElement(DocxForm.Line(OfficialLayout.Note, table.Remainder(shown) ?? ""));
    }

    /// <summary>What remains of the page beside the other columns goes to the names; where there are none, to all.</summary>
    private static IReadOnlyList<int> Widths(IReadOnlyList<Column> columns)
    {
        var narrow = columns.Select(column => Narrow(column.Holds)).ToList();
        var (names, rest) = (columns.Count(column => column.Holds is Cells.Name), OfficialLayout.TextWidth - narrow.Sum());
        return names > 0 && rest > 0
            ? [.. columns.Select((column, at) => column.Holds is Cells.Name ? rest / names : narrow[at])]
            : [.. narrow.Select(width => width * OfficialLayout.TextWidth / narrow.Sum())];
    }

    private static int Narrow(Cells holds) => OfficialLayout.Millimetres(holds switch
    {
        Cells.Name => 0,
        Cells.Number => 11,
        Cells.Text => 15,
        Cells.Percent or Cells.Yi or Cells.Month => 17,
        Cells.Day => 18,
        _ => 19,
    });

    private static TableProperties Properties(int width)
    {
        return new(
            new TableWidth { Width = Twips(width), Type = TableWidthUnitValues.Dxa },
            new TableJustification { Val = TableRowAlignmentValues.Center },
            new TableBorders(
                Line<TopBorder>(), Line<LeftBorder>(), Line<BottomBorder>(), Line<RightBorder>(), Line<InsideHorizontalBorder>(), Line<InsideVerticalBorder>()),
            new TableLayout { Type = TableLayoutValues.Fixed },
            new TableCellMarginDefault(new TableCellLeftMargin { Width = 45, Type = TableWidthValues.Dxa }, new TableCellRightMargin { Width = 45, Type = TableWidthValues.Dxa }));

        static T Line<T>() where T : BorderType, new() => new() { Val = BorderValues.Single, Size = 4, Space = 0, Color = "000000" };
    }

    private static TableRow Row(IEnumerable<TableCell> cells, bool isHead)
    {
        var properties = new TableRowProperties(new CantSplit());
        if (isHead) properties.AppendChild(new TableHeader());
        var row = new TableRow(properties);
        row.Append(cells);
        return row;
    }

    private static TableCell Cell(int width, string style, JustificationValues align, string text)
    {
        var line = DocxForm.Line(style, text);
        line.ParagraphProperties!.Justification = new() { Val = align };
        return new(
            new TableCellProperties(new TableCellWidth { Width = Twips(width), Type = TableWidthUnitValues.Dxa }, new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center }),
            line);
    }

    private static JustificationValues Align(Cells holds) =>
        holds.IsNumber() ? JustificationValues.Right : holds.IsText() ? JustificationValues.Left : JustificationValues.Center;

    private static string Twips(int width) => width.ToString(CultureInfo.InvariantCulture);
}
