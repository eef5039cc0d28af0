using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms.Xlsx;

/// <summary>How cells of a workbook look: the numbers of its formats, in the order in which they stand.</summary>
internal static class XlsxStyles
{
    public const uint Plain = 0, Head = 1, Wrapped = 2, Money = 3, Percent = 4, Day = 5, Month = 6;

    private const uint TwoDecimals = 4, TwoDecimalsPercent = 10, OfDay = 164, OfMonth = 165;

    public static double Width(Cells holds) => holds switch
    {
        Cells.Name => 45,
        Cells.Number => 11,
        _ => 16,
    };

    public static Stylesheet Sheet() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = OfDay, FormatCode = "yyyy-mm-dd" }, new NumberingFormat { NumberFormatId = OfMonth, FormatCode = "yyyy-mm" }),
        new Fonts(Letters("宋体", isBold: false), Letters("黑体", isBold: true)),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())),
        new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }),
        new CellFormats(
            Format(0), Format(0, font: 1, wraps: true), Format(0, wraps: true), Format(TwoDecimals), Format(TwoDecimalsPercent), Format(OfDay), Format(OfMonth)));

    private static Font Letters(string name, bool isBold)
    {
        var font = new Font();
        if (isBold) font.AppendChild(new Bold());
        font.Append(new FontSize { Val = 11 }, new FontName { Val = name });
        return font;
    }

    private static CellFormat Format(uint number, uint font = 0, bool wraps = false)
    {
        var format = new CellFormat { NumberFormatId = number, FontId = font, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = number > 0, ApplyFont = font > 0, ApplyAlignment = wraps };
        if (wraps) format.AppendChild(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Center });
        return format;
    }
}
