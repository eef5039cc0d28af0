using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using MajorProjects.Server.Evidence;

namespace MajorProjects.Server.Tests.Evidence;

/// <summary>A document that unpacks to more than anybody wrote is not taken, whatever it says of itself.</summary>
public class ZipContentsTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const int Megabyte = 1024 * 1024;
    private const string Types = "[Content_Types].xml";

    /// <summary>Where in an entry of the directory, and in the header before a part, the unpacked size stands.</summary>
    private const int UnpackedInDirectory = 24;

    private const int FlagsInDirectory = 8;
    private const int MethodInDirectory = 10;
    private const int PartInDirectory = 42;

    public static TheoryData<string, string?, Func<byte[]>> Documents => new()
    {
        { "usual", null, () => Document(("word/document.xml", 1 * Megabyte)) },
        { "an empty form that shrinks to nothing", null, () => Document(("word/document.xml", 9 * Megabyte)) },
        { "a document in a document, which nobody opens", null, () => Packed(("word/document.xml", "x"u8.ToArray()), ("word/embeddings/a.zip", Document(("bomb", 100 * Megabyte)))) },
        { "a bomb", "unpacksTooLarge", () => Document(("word/document.xml", 300 * Megabyte)) },
        { "a bomb in many parts", "unpacksTooLarge", () => Document([("word/document.xml", 1), .. Enumerable.Range(0, 20).Select(i => ($"word/{i}.xml", 2 * Megabyte))]) },
        { "too many parts", "unpacksTooLarge", () => Document([("word/document.xml", 1), .. Enumerable.Range(0, ZipContents.MostParts).Select(i => ($"word/{i}.xml", 0))]) },
        { "a bomb that says it is small", "unpacksTooLarge", () => Lying(Document(("word/document.xml", 300 * Megabyte)), UnpackedInDirectory, 10) },
        { "the same part many times over", "unpacksTooLarge", () => AllFirst(Document([("word/document.xml", 4 * Megabyte), .. Enumerable.Range(0, 20).Select(i => ($"word/{i}.xml", 0))])) },
        { "a size that is a lie", "cannotUnpack", () => Lying(Document(("word/document.xml", 1 * Megabyte)), UnpackedInDirectory, 10) },
        { "encrypted", "cannotUnpack", () => Lying(Document(("word/document.xml", 10)), FlagsInDirectory, 1, length: 2) },
        { "packed in a way of its own", "cannotUnpack", () => Lying(Document(("word/document.xml", 10)), MethodInDirectory, 99, length: 2) },
        { "parts that are elsewhere", "cannotUnpack", () => Lying(Document(("word/document.xml", 10)), PartInDirectory, int.MaxValue) },
        { "damaged", "cannotUnpack", () => Damaged(Document(("word/document.xml", 1 * Megabyte))) },
    };

    [Theory, MemberData(nameof(Documents), DisableDiscoveryEnumeration = true)]
    public async Task what_a_document_holds_is_found_by_unpacking_it(string what, string? code, Func<byte[]> document)
    {
        using var file = new MemoryStream(document());
        var (before, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());

        (await ZipContents.RefusalAsync(file, TestContext.Current.CancellationToken))?.Code.ShouldBe(code, what);

        (await ZipContents.RefusalAsync(file, TestContext.Current.CancellationToken) is null).ShouldBe(code is null, what);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), what);
        // Other tests allocate meanwhile; all that this one may hold is a buffer and the directory.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(200L * Megabyte, what);
    }

    [Fact]
    public async Task a_bomb_is_refused_and_leaves_nothing_behind()
    {
        var project = await own.RegisterAsync();
        var stored = own.StoredFiles();

        foreach (var (code, document) in new[] { ("unpacksTooLarge", Document(("word/document.xml", 300 * Megabyte))), ("cannotUnpack", Damaged(Document(("word/document.xml", Megabyte)))) })
        {
            (await own.UploadAsync(project, document, "批复.docx")).ShouldBeRefused(422, code);
            (await own.Client.UploadAsync(project, Uploads.Form(new ByteArrayContent(document), "批复.docx"), ("Accept-Language", "en"))).ShouldBeRefused(422, code, english: true);
        }

        own.StoredFiles().ShouldBe(stored, ignoreOrder: true);
        (await own.FactsAsync(project)).Count.ShouldBe(1);
        (await own.UploadAsync(project, Document(("word/document.xml", Megabyte)), "批复.docx")).Status.ShouldBe(201);
    }

    [Fact]
    public void no_bytes_whatever_break_it() => Gen.Select(Gen.Byte.Array[0, 80], Gen.Int[0, 500], (noise, at) =>
    {
        var document = Uploads.Zip(Types, "word/document.xml", "word/styles.xml");
        noise.CopyTo(document, Math.Min(at, document.Length - noise.Length));
        return document;
    }).Sample(bytes => _ = ZipContents.RefusalAsync(new MemoryStream(bytes), CancellationToken.None).GetAwaiter().GetResult());

    /// <summary>A document of parts of so many equal bytes.</summary>
    private static byte[] Document(params ReadOnlySpan<(string Name, int Length)> parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var zeros = new byte[Megabyte];
            foreach (var (name, length) in (ReadOnlySpan<(string, int)>)[(Types, 10), .. parts])
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                for (var left = length; left > 0; left -= zeros.Length) part.Write(zeros, 0, Math.Min(left, zeros.Length));
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Packed(params (string Name, byte[] Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts.Prepend((Types, "x"u8.ToArray())))
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(content);
            }
        return bytes.ToArray();
    }

    /// <summary>The document with another number in the last entry of its directory.</summary>
    private static byte[] Lying(byte[] document, int at, int number, int length = 4)
    {
        var entry = document.AsSpan(document.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + at);
        if (length == 2) BinaryPrimitives.WriteInt16LittleEndian(entry, (short)number);
        else BinaryPrimitives.WriteInt32LittleEndian(entry, number);
        return document;
    }

    /// <summary>The document with each entry of its directory leading to the second part, in which all is.</summary>
    private static byte[] AllFirst(byte[] document)
    {
        const int SizesLength = 12;
        var span = document.AsSpan();
        var first = span.IndexOf("PK\u0001\u0002"u8);
        var second = first + 4 + span[(first + 4)..].IndexOf("PK\u0001\u0002"u8);
        for (var at = second + 4; span[at..].IndexOf("PK\u0001\u0002"u8) is var next and >= 0; at += next + 4)
        {
            span.Slice(second + MethodInDirectory, 2).CopyTo(span[(at + next + MethodInDirectory)..]);
            span.Slice(second + 16, SizesLength).CopyTo(span[(at + next + 16)..]);
            span.Slice(second + PartInDirectory, 4).CopyTo(span[(at + next + PartInDirectory)..]);
        }
        return document;
    }

    private static byte[] Damaged(byte[] document)
    {
        var packed = document.AsSpan().LastIndexOf("PK\u0003\u0004"u8) + 30 + "word/document.xml".Length;
        document.AsSpan(packed, 40).Fill(0xff);
        return document;
    }
}
