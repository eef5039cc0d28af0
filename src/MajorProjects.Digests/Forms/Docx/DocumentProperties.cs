using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace MajorProjects.Digests.Forms.Docx;

/// <summary>What an office document says of itself; its times are those of the stamp.</summary>
internal static class DocumentProperties
{
    private const string Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        Dc = "http://purl.org/dc/elements/1.1/", DcTerms = "http://purl.org/dc/terms/", Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    // Written by hand: the package's own writer gives the part a random name.
    public static void Write(OpenXmlPackage document, string title, IssueStamp stamp)
    {
        var part = document.AddNewPart<CoreFilePropertiesPart>("core");
        using var stream = part.GetStream(FileMode.Create);
        using var writer = XmlWriter.Create(stream);
        writer.WriteStartElement("cp", "coreProperties", Core);
        writer.WriteElementString("dc", "title", Dc, Packaged.Text(title));
        foreach (var name in new[] { "created", "modified" })
        {
            writer.WriteStartElement("dcterms", name, DcTerms);
            writer.WriteAttributeString("xsi", "type", Xsi, "dcterms:W3CDTF");
            writer.WriteString(stamp.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }
}
