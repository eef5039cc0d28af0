using System.IO.Compression;
using System.Xml;

namespace MajorProjects.Digests.Forms;

/// <summary>What the office formats share: a package of parts, and text in XML.</summary>
internal static class Packaged
{
    // The first instant that a ZIP file can tell.
    private static readonly DateTimeOffset Never = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The same parts in the order of their names and without the times at which they were written, so that the same parts are the same bytes.</summary>
    public static byte[] Timeless(MemoryStream package)
    {
        package.Position = 0;
        using var from = new ZipArchive(package, ZipArchiveMode.Read);
        var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in from.Entries.OrderBy(part => part.FullName, StringComparer.Ordinal))
            {
                var copy = zip.CreateEntry(part.FullName);
                copy.LastWriteTime = Never;
                using Stream read = part.Open(), write = copy.Open();
                read.CopyTo(write);
            }
        }
        return to.ToArray();
    }

    /// <summary>A text without the characters that XML does not know.</summary>
    public static string Text(string text)
    {
        if (IsFine(text)) return text;
        var clean = new char[text.Length];
        for (var at = 0; at < text.Length; at++)
        {
            var pair = at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]);
            clean[at] = pair || XmlConvert.IsXmlChar(text[at]) ? text[at] : '\uFFFD';
            if (pair) clean[at + 1] = text[++at];
        }
        return new(clean);
    }

    private static bool IsFine(string text) => text.All(XmlConvert.IsXmlChar);
}
