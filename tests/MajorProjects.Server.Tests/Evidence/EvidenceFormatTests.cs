using MajorProjects.Server.Evidence;

namespace MajorProjects.Server.Tests.Evidence;

/// <summary>A file is what its content says it is.</summary>
public class EvidenceFormatTests
{
    private const string Types = "[Content_Types].xml";

    public static TheoryData<string, byte[]> Taken => new()
    {
        { "PDF", Uploads.Pdf() },
        { "JPEG", Uploads.Like("\u00ff\u00d8\u00ff\u00e0", 100) },
        { "PNG", Uploads.Like("\u0089PNG\r\n\u001a\n", 100) },
        { "TIFF", Uploads.Like("II*\0", 100) },
        { "TIFF", Uploads.Like("MM\0*", 100) },
        { "OFD", Uploads.Zip("OFD.xml", "Doc_0/Document.xml") },
        { "DOCX", Uploads.Zip(Types, "word/document.xml") },
        { "DOCX", Uploads.Zip("word/document2.xml", Types) },
        { "XLSX", Uploads.Zip(Types, "_rels/.rels", "xl/workbook.xml") },
    };

    [Theory, MemberData(nameof(Taken), DisableDiscoveryEnumeration = true)]
    public void what_is_taken_is_told_by_its_content(string name, byte[] content) => Of(content)!.Name.ShouldBe(name);

    public static TheoryData<string, byte[]> NotTaken => new()
    {
        { "nothing", [] },
        { "too little", "%PD"u8.ToArray() },
        { "HTML", "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray() },
        { "HTML that speaks of a PDF", "<html>%PDF-1.7</html>"u8.ToArray() },
        { "SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"u8.ToArray() },
        { "a program of Windows", Uploads.Like("MZ\u0090\0", 500) },
        { "a program of Linux", Uploads.Like("\u007fELF", 500) },
        { "a script", "#!/bin/sh\nrm -rf /\n"u8.ToArray() },
        { "GIF", Uploads.Like("GIF89a", 100) },
        { "DOC", Uploads.Like("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", 600) },
        { "text", "文字"u8.ToArray() },
        { "ZIP", Uploads.Zip("a.txt") },
        { "an empty ZIP", Uploads.Zip() },
        { "ZIP with a document in it", Uploads.Zip("a/word/document.xml") },
        { "a program for Java", Uploads.Zip("META-INF/MANIFEST.MF", "A.class") },
        { "a presentation", Uploads.Zip(Types, "ppt/presentation.xml") },
        { "a binary workbook", Uploads.Zip(Types, "xl/workbook.bin") },
        { "a document with macros", Uploads.Zip(Types, "word/document.xml", "word/vbaProject.bin") },
        { "a workbook with macros", Uploads.Zip(Types, "xl/workbook.xml", "xl/VBAPROJECT.BIN") },
        { "a document with a program behind it", [.. Uploads.Zip(Types, "word/document.xml"), .. "MZ"u8] },
        { "a document cut short", Uploads.Zip(Types, "word/document.xml")[..^30] },
        { "a document of a million parts", Lying(Uploads.Zip(Types, "word/document.xml"), at: 10, 0xff, 0xff) },
        { "a document whose directory has no end", Lying(Uploads.Zip(Types, "word/document.xml"), at: 12, 0xff, 0xff, 0xff, 0xff) },
        { "a document whose directory is elsewhere", Lying(Uploads.Zip(Types, "word/document.xml"), at: 16, 0xff, 0xff, 0xff, 0x7f) },
        { "a document whose directory is something else", Lying(Uploads.Zip(Types, "word/document.xml"), at: 16, 0, 0, 0, 0) },
    };

    [Theory, MemberData(nameof(NotTaken), DisableDiscoveryEnumeration = true)]
    public void and_what_is_not_taken_too(string what, byte[] content) => Of(content).ShouldBeNull(what);

    [Fact]
    public void no_bytes_whatever_break_it() => Gen.Select(Gen.Byte.Array[0, 80], Gen.Int[0, 300], (noise, at) =>
    {
        var document = Uploads.Zip(Types, "word/document.xml");
        noise.CopyTo(document, Math.Min(at, document.Length - noise.Length));
        return document;
    }).Sample(bytes => _ = Of(bytes));

    [Theory]
    [InlineData("批复.pdf", true)]
    [InlineData("批复.PDF", true)]
    [InlineData("批复", true)]
    [InlineData("批复.pdf.exe", false)]
    [InlineData("批复.html", false)]
    [InlineData("批复.docx", false)]
    public void a_name_may_not_contradict_it(string name, bool fits) => Of(Uploads.Pdf())!.Fits(name).ShouldBe(fits);

    [Theory]
    [InlineData("批复.pdf", "批复.pdf")]
    [InlineData("C:\\文件\\批复.pdf", "批复.pdf")]
    [InlineData("../../etc/批复.pdf", "批复.pdf")]
    [InlineData("批\r\n复\0\u007f.pdf", "批复.pdf")]
    [InlineData("批\u202efdp.exe", "批fdp.exe")]
    [InlineData(" 批复.pdf. ", "批复.pdf")]
    [InlineData("\ud842\udfb7\u5c71.pdf", "\ud842\udfb7\u5c71.pdf")]
    [InlineData("Cafe\u0301.pdf", "Café.pdf")]
    [InlineData("..", "")]
    [InlineData("a/", "")]
    public void a_name_is_what_can_be_seen_of_it_without_folders(string called, string name) => FileName.Clean(called).ShouldBe(name);

    private static EvidenceFormat? Of(byte[] content) => EvidenceFormat.Of(new MemoryStream(content));

    /// <summary>The ZIP file with something else in its last record.</summary>
    private static byte[] Lying(byte[] zip, int at, params byte[] bytes)
    {
        bytes.CopyTo(zip, zip.Length - 22 + at);
        return zip;
    }
}
