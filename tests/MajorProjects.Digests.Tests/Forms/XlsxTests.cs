using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace MajorProjects.Digests.Tests.Forms;

public class XlsxTests
{
    [Fact]
    public async Task every_workbook_is_valid()
    {
        foreach (var content in Render.Contents.Append(Render.Named("控制符\u0001、半个\ud800、\uffff")))
        {
            using var workbook = await OpenAsync(content);
            new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(workbook, TestContext.Current.CancellationToken)
                .Select(error => $"{error.Path?.XPath}: {error.Description}").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task each_table_is_a_sheet_with_all_of_its_rows()
    {
        using var workbook = await OpenAsync(A.Large(600, Render.LongName));
        var names = Sheets(workbook).Select(sheet => sheet.Name!.Value!).ToList();
        names[0].ShouldBe("正文");
        names.ShouldBeUnique();
        names.ShouldAllBe(name => name.Length <= 31);
        Rows(workbook, "附表1　本月签约项目").Count.ShouldBe(1 + 600);
    }

    [Fact]
    public async Task numbers_are_numbers_and_days_are_days()
    {
        using var workbook = await OpenAsync(A.Content);
        var row = Rows(workbook, "附表1　本月签约项目")[1];
        row.Select(cell => cell.DataType!.Value.ToString()).ShouldBe(
            new[] { CellValues.Number, CellValues.InlineString, CellValues.InlineString, CellValues.InlineString, CellValues.Number, CellValues.Number }.Select(type => type.ToString()));
        row[4].CellValue!.Text.ShouldBe("32000");
        DateTime.FromOADate(double.Parse(row[5].CellValue!.Text, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(new(2026, 11, 5));
        Format(workbook, row[5]).ShouldBe("yyyy-mm-dd");

        var figures = Rows(workbook, "签约、开工、投产")[1];
        figures[2].CellValue!.Text.ShouldBe("21.72"); // 亿元
        var ranks = Rows(workbook, "县（市、区）排名");
        ranks[1][4].CellValue!.Text.ShouldBe("1.5"); // 150 %
        ranks[1][0].CellValue!.Text.ShouldBe("1");
        ranks[2][0].InnerText.ShouldBe("2（并列）");
        ranks[4][0].InnerText.ShouldBeEmpty();
        Format(workbook, Rows(workbook, "附表7　分月累计完成投资")[1][0]).ShouldBe("yyyy-mm");
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("+86", "+86")]
    [InlineData("@SUM(A1)", "@SUM(A1)")]
    [InlineData(" 首尾空格 ", " 首尾空格 ")]
    [InlineData("_x0041_", "_x005F_x0041_")] // which Excel shows as it was written
    [InlineData("a\u0001b", "a\uFFFDb")]
    public async Task names_are_texts_whatever_they_begin_with(string name, string written)
    {
        using var workbook = await OpenAsync(Render.Named(name));
        var cell = Rows(workbook, "附表1　本月签约项目")[1][1];
        cell.DataType!.Value.ShouldBe(CellValues.InlineString);
        cell.InnerText.ShouldBe(written);
        cell.CellFormula.ShouldBeNull();
    }

    [Fact]
    public async Task a_text_longer_than_a_cell_is_cut_off()
    {
        using var workbook = await OpenAsync(Render.Named(new('长', 40_000)));
        Rows(workbook, "附表1　本月签约项目")[1][1].InnerText.Length.ShouldBe(32_767);
    }

    [Fact]
    public async Task a_day_that_excel_does_not_know_is_a_text()
    {
        var content = A.Content with { Upcoming = Listed.Of([new DueStep(A.Ref(1, "甲", "990102"), Domain.PlannedMilestone.Start, A.Day("1899-12-31"))]) };
        using var workbook = await OpenAsync(content);
        Rows(workbook, "附表11　下月计划到期事项")[1][4].InnerText.ShouldBe("1899-12-31");
    }

    private static async Task<SpreadsheetDocument> OpenAsync(DigestContent content) =>
        SpreadsheetDocument.Open(new MemoryStream(await Render.As(DigestForm.Xlsx, content)), isEditable: false);

    private static IEnumerable<Sheet> Sheets(SpreadsheetDocument workbook) => workbook.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>();

    private static List<List<Cell>> Rows(SpreadsheetDocument workbook, string name)
    {
        var part = (WorksheetPart)workbook.WorkbookPart!.GetPartById(Sheets(workbook).Single(sheet => sheet.Name == name).Id!.Value!);
        return [.. part.Worksheet!.Descendants<Row>().Select(row => row.Elements<Cell>().ToList())];
    }

    private static string? Format(SpreadsheetDocument workbook, Cell cell)
    {
        var styles = workbook.WorkbookPart!.WorkbookStylesPart!.Stylesheet!;
        var number = styles.CellFormats!.Elements<CellFormat>().ElementAt((int)cell.StyleIndex!.Value).NumberFormatId!.Value;
        return styles.NumberingFormats!.Elements<NumberingFormat>().SingleOrDefault(format => format.NumberFormatId! == number)?.FormatCode;
    }
}
