using DocumentFormat.OpenXml.Drawing.Wordprocessing;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

public class DocxTests
{
    [Fact]
    public async Task every_document_is_valid()
    {
        foreach (var content in Render.Contents.Append(Render.Named("控制符\u0001、半个\ud800、\uffff")))
        {
            using var document = await OpenAsync(content);
            new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document, TestContext.Current.CancellationToken)
                .Select(error => $"{error.Path?.XPath}: {error.Description}").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task its_page_is_that_of_official_documents()
    {
        using var document = await OpenAsync(A.Content);
        var page = document.MainDocumentPart!.Document!.Body!.GetFirstChild<SectionProperties>()!;
        var (size, margin) = (page.GetFirstChild<PageSize>()!, page.GetFirstChild<PageMargin>()!);
        (Millimetres(size.Width!.Value), Millimetres(size.Height!.Value)).ShouldBe((210, 297));
        (Millimetres((uint)margin.Top!.Value), Millimetres((uint)margin.Bottom!.Value), Millimetres(margin.Left!.Value), Millimetres(margin.Right!.Value)).ShouldBe((37, 35, 28, 26));
    }

    [Theory]
    [InlineData("Title", "方正小标宋简体", "44")]
    [InlineData("Heading1", "黑体", "32")]
    [InlineData("Heading2", "楷体_GB2312", "32")]
    [InlineData("BodyText", "仿宋_GB2312", "32")]
    public async Task its_fonts_are_those_of_official_documents(string style, string font, string halfPoints)
    {
        using var document = await OpenAsync(A.Content);
        var letters = document.MainDocumentPart!.StyleDefinitionsPart!.Styles!.Elements<Style>().Single(s => s.StyleId == style).StyleRunProperties!;
        (letters.RunFonts!.EastAsia!.Value, letters.FontSize!.Val!.Value).ShouldBe((font, halfPoints));
        document.MainDocumentPart.Document!.Body!.Descendants<ParagraphStyleId>().ShouldContain(used => used.Val == style);
    }

    [Fact]
    public async Task each_table_repeats_its_head_and_tears_no_row()
    {
        using var document = await OpenAsync(A.Content);
        var tables = document.MainDocumentPart!.Document!.Body!.Elements<Table>().ToList();
        tables.Count.ShouldBeGreaterThan(10);
        foreach (var rows in tables.Select(table => table.Elements<TableRow>().ToList()))
        {
            rows.Select(row => row.TableRowProperties!.Elements<TableHeader>().Any()).ShouldBe([true, .. Enumerable.Repeat(false, rows.Count - 1)]);
            rows.ShouldAllBe(row => row.TableRowProperties!.Elements<CantSplit>().Any());
        }
    }

    [Fact]
    public async Task its_charts_are_pictures_with_a_title_for_whoever_cannot_see_them()
    {
        using var document = await OpenAsync(A.Content);
        document.MainDocumentPart!.ImageParts.Count().ShouldBe(4);
        document.MainDocumentPart.Document!.Descendants<DocProperties>().Select(picture => picture.Description!.Value).ShouldBe(
            ["分季度签约、开工、投产项目数（个）", "2026年累计完成投资与序时应完成投资（亿元）", "县（市、区）年度投资完成率（%）", "本月新增延期事项的原因（项）"]);
    }

    [Fact]
    public async Task a_long_table_says_where_the_rest_is()
    {
        using var document = await OpenAsync(A.Large(600, "P"));
        document.MainDocumentPart!.Document!.InnerText.ShouldContain("共600项，此处列出前500项，其余100项见Excel附件。");
        document.MainDocumentPart.Document.Body!.Elements<Table>().Max(table => table.Elements<TableRow>().Count()).ShouldBe(1 + 500);
    }

    private static async Task<WordprocessingDocument> OpenAsync(Content.DigestContent content) =>
        WordprocessingDocument.Open(new MemoryStream(await Render.As(DigestForm.Docx, content)), isEditable: false);

    private static int Millimetres(uint twips) => (int)Math.Round(twips * 25.4 / 1440);
}
