using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms.Docx;

/// <summary>A bulletin as a Word document in the layout of official documents (<see cref="OfficialLayout"/>). Parts are written one by one, so a long one takes little memory.</summary>
internal static class DocxForm
{
    /// <summary>Most rows of a table; and of one that is to become a PDF file, whose converter takes its time for each page.</summary>
    public const int MostRows = 500, MostRowsOfPdf = 100;

    public static byte[] Write(Bulletin bulletin, IReadOnlyDictionary<ChartKind, ChartImage> charts, IssueStamp stamp, int mostRows = MostRows)
    {
        var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            document.ChangeIdOfPart(main, "document");
            main.AddNewPart<StyleDefinitionsPart>("styles").Styles = OfficialLayout.Styles();
            main.AddNewPart<DocumentSettingsPart>("settings").Settings = OfficialLayout.Settings();
            main.AddNewPart<FooterPart>(OfficialLayout.OddFooter).Footer = OfficialLayout.PageNumber(JustificationValues.Right);
            main.AddNewPart<FooterPart>(OfficialLayout.EvenFooter).Footer = OfficialLayout.PageNumber(JustificationValues.Left);
            foreach (var chart in charts.Values.OrderBy(chart => chart.Name, StringComparer.Ordinal))
            {
                using var png = new MemoryStream(chart.Png);
                main.AddImagePart(ImagePartType.Png, chart.Name).FeedData(png);
            }
            DocumentProperties.Write(document, bulletin.Title, stamp);
            WriteBody(main, bulletin, charts, mostRows);
        }
        return Packaged.Timeless(file);
    }

    private static void WriteBody(MainDocumentPart main, Bulletin bulletin, IReadOnlyDictionary<ChartKind, ChartImage> charts, int mostRows)
    {
        using var writer = OpenXmlWriter.Create(main);
        writer.WriteStartElement(new Document());
        writer.WriteStartElement(new Body());
        writer.WriteElement(Line(OfficialLayout.Title, bulletin.Title));
        writer.WriteElement(Line(OfficialLayout.Subtitle, bulletin.Subtitle));
        writer.WriteElement(Line(OfficialLayout.Subtitle, bulletin.IssueLine));
        var drawn = 0u;
        foreach (var block in bulletin.Blocks)
        {
            switch (block)
            {
                case Block.Heading heading: writer.WriteElement(Line(heading.Level == 1 ? OfficialLayout.Heading1 : OfficialLayout.Heading2, heading.Text)); break;
                case Block.Paragraph paragraph: writer.WriteElement(Line(OfficialLayout.Body, paragraph.Text)); break;
                case Block.Note note: writer.WriteElement(Line(OfficialLayout.Note, note.Text)); break;
                case Block.Chart chart: writer.WriteElement(DocxPicture.Of(charts[chart.Kind], ++drawn)); break;
                case Block.Table table: DocxTable.Write(writer, table, mostRows); break;
            }
        }
        writer.WriteElement(OfficialLayout.Page());
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>A paragraph of one text in one style.</summary>
    public static Paragraph Line(string style, string text) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new Text(Packaged.Text(text)) { Space = SpaceProcessingModeValues.Preserve }));
}
