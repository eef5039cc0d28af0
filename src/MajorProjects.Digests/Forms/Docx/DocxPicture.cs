using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing;
using DocumentFormat.OpenXml.Drawing.Wordprocessing;
using DocumentFormat.OpenXml.Wordprocessing;
using MajorProjects.Digests.Forms.Charts;
using Pic = DocumentFormat.OpenXml.Drawing.Pictures;

namespace MajorProjects.Digests.Forms.Docx;

/// <summary>A chart in Word: as wide as the text, with its title for whoever cannot see it.</summary>
internal static class DocxPicture
{
    // 156 mm, in English metric units.
    private const long Wide = 156 * 36_000, High = Wide * ChartPainter.Height / ChartPainter.Width;

    public static DocumentFormat.OpenXml.Wordprocessing.Paragraph Of(ChartImage chart, uint number) => new(
        new DocumentFormat.OpenXml.Wordprocessing.ParagraphProperties(new ParagraphStyleId { Val = OfficialLayout.Picture }),
        new DocumentFormat.OpenXml.Wordprocessing.Run(new Drawing(new Inline(
            new Extent { Cx = Wide, Cy = High },
            new DocProperties { Id = number, Name = chart.Name, Description = Packaged.Text(chart.Title) },
            new DocumentFormat.OpenXml.Drawing.Wordprocessing.NonVisualGraphicFrameDrawingProperties(new GraphicFrameLocks { NoChangeAspect = true }),
            new Graphic(new GraphicData(Picture(chart, number)) { Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture" }))
        {
            DistanceFromTop = 0, DistanceFromBottom = 0, DistanceFromLeft = 0, DistanceFromRight = 0,
        })));

    private static Pic.Picture Picture(ChartImage chart, uint number) => new(
        new Pic.NonVisualPictureProperties(
            new Pic.NonVisualDrawingProperties { Id = number, Name = chart.Name },
            new Pic.NonVisualPictureDrawingProperties()),
        new Pic.BlipFill(new Blip { Embed = chart.Name }, new Stretch(new FillRectangle())),
        new Pic.ShapeProperties(
            new Transform2D(new Offset { X = 0, Y = 0 }, new Extents { Cx = Wide, Cy = High }),
            new PresetGeometry(new AdjustValueList()) { Preset = ShapeTypeValues.Rectangle }));
}
