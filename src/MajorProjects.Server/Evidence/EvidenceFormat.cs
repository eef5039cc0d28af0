namespace MajorProjects.Server.Evidence;

/// <summary>
/// A kind of file that is taken as evidence. Which one a file is, its content says: what the caller calls it proves nothing.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="MediaType">Under which it is recorded and served.</param>
/// <param name="Extensions">How names of such files may end, the usual one first.</param>
internal sealed record EvidenceFormat(string Name, string MediaType, params IReadOnlyList<string> Extensions)
{
    private const int LongestSignature = 8;

    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    private static readonly EvidenceFormat Pdf = new("PDF", "application/pdf", ".pdf");
    private static readonly EvidenceFormat Jpeg = new("JPEG", "image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif");
    private static readonly EvidenceFormat Png = new("PNG", "image/png", ".png");
    private static readonly EvidenceFormat Tiff = new("TIFF", "image/tiff", ".tif", ".tiff");
    private static readonly EvidenceFormat Ofd = new("OFD", "application/ofd", ".ofd");
    private static readonly EvidenceFormat Docx = new("DOCX", $"{OpenXml}wordprocessingml.document", ".docx");
    private static readonly EvidenceFormat Xlsx = new("XLSX", $"{OpenXml}spreadsheetml.sheet", ".xlsx");

    public static IReadOnlyList<EvidenceFormat> All { get; } = [Pdf, Jpeg, Png, Tiff, Ofd, Docx, Xlsx];

    public static string Listed { get; } = string.Join(", ", All.Select(f => f.Name));

    /// <summary>What a file's content is, or null where it is nothing that is taken.</summary>
    public static EvidenceFormat? Of(Stream content)
    {
        var buffer = new byte[LongestSignature];
        content.Position = 0;
        var start = buffer.AsSpan(0, content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (start.StartsWith("%PDF-"u8)) return Pdf;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])) return Jpeg;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1a, 0x0a])) return Png;
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8)) return Tiff;
        return start.StartsWith("PK\u0003\u0004"u8) ? OfZip([.. ZipDirectory.Read(content).Select(part => part.Name)]) : null;
    }

    /// <summary>Whether it is a ZIP file below.</summary>
    public bool IsZip => this == Ofd || this == Docx || this == Xlsx;

    /// <summary>Whether a file of this kind may be called so; a name without an extension contradicts nothing.</summary>
    public bool Fits(string fileName)
    {
        var extension = Path.GetExtension(fileName);
        return extension.Length == 0 || Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
    }

    // Documents are ZIP files, told by the part that each kind must have. The number in its name is Office Online's.
    private static EvidenceFormat? OfZip(IReadOnlyList<string> names)
    {
        // A macro is a program, whatever the document is called.
        if (names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return null;
        if (names.Contains("OFD.xml", StringComparer.Ordinal)) return Ofd;
        if (!names.Contains("[Content_Types].xml", StringComparer.Ordinal)) return null;
        return Has("word/document") ? Docx : Has("xl/workbook") ? Xlsx : null;

        bool Has(string part) => names.Any(n => n.StartsWith(part, StringComparison.Ordinal) && n.EndsWith(".xml", StringComparison.Ordinal)
            && n[part.Length..^".xml".Length].All(char.IsAsciiDigit));
    }
}
