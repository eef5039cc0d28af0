using System.Net.Http.Headers;
using System.Text;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Tests.Evidence;

/// <summary>Whatever is sent in place of a file, nothing is recorded and nothing stays on disk.</summary>
public class EvidenceRefusalTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task the_content_says_what_it_is_and_not_the_caller()
    {
        var project = await own.RegisterAsync();
        var file = new ByteArrayContent(Uploads.Pdf()) { Headers = { ContentType = new("text/html") } };

        var answer = await own.Client.UploadAsync(project, Uploads.Form(file, "批复.pdf"));

        ((string?)answer.Json["mediaType"]).ShouldBe("application/pdf");
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script></html>", "批复.pdf")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "图.png")]
    [InlineData("MZ\u0090\0\u0003", "批复.pdf")]
    [InlineData("", "批复.pdf")]
    public Task what_is_no_document_is_refused_whatever_it_is_called(string content, string fileName) => RefusedAsync(415, "unsupportedMedia", () =>
        Uploads.Form(new ByteArrayContent(Encoding.Latin1.GetBytes(content)) { Headers = { ContentType = new("application/pdf") } }, fileName));

    [Fact]
    public async Task a_plain_zip_is_refused() => await RefusedAsync(415, "unsupportedMedia", () => Uploads.Form(new ByteArrayContent(Uploads.Zip("a.txt")), "a.docx"));

    [Theory]
    [InlineData("批复.exe")]
    [InlineData("批复.pdf.html")]
    [InlineData("批复.docx")]
    public Task a_name_that_contradicts_the_content_is_refused(string fileName) =>
        RefusedAsync(422, "nameContradictsContent", () => Uploads.Form(new ByteArrayContent(Uploads.Pdf()), fileName));

    [Fact]
    public async Task the_largest_file_is_taken()
    {
        var project = await own.RegisterAsync();

        var answer = await own.Client.UploadAsync(project, Uploads.Form(new EndlessPdf(EvidenceAttached.LargestBytes, withLength: true), "大.pdf"));

        answer.Status.ShouldBe(201, answer.Text);
        answer.Json["sizeBytes"]!.GetValue<long>().ShouldBe(50 * 1024 * 1024);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task a_byte_more_is_refused(bool withLength) =>
        RefusedAsync(413, "tooLarge", () => Uploads.Form(new EndlessPdf(EvidenceAttached.LargestBytes + 1, withLength), "大.pdf"));

    [Fact]
    public async Task what_is_said_to_be_too_large_is_not_read()
    {
        var project = await own.RegisterAsync();
        var file = new EndlessPdf(500 * 1024 * 1024, withLength: true);

        (await own.Client.UploadAsync(project, Uploads.Form(file, "大.pdf"))).ShouldBeRefused(413, "tooLarge");

        file.Sent.ShouldBeLessThan(2 * 1024 * 1024);
    }

    [Fact]
    public async Task a_file_goes_to_disk_as_it_arrives_and_waits_nowhere_in_memory()
    {
        var project = await own.RegisterAsync();
        var most = 0L;
        var file = new EndlessPdf(20 * 1024 * 1024, withLength: false, sent => most = Math.Max(most, sent - Arrived()));

        (await own.Client.UploadAsync(project, Uploads.Form(file, "大.pdf"))).Status.ShouldBe(201);

        most.ShouldBeInRange(1, 1024 * 1024);

        long Arrived()
        {
            var folder = new DirectoryInfo(Path.Combine(own.EvidenceFolder(), "unfinished"));
            return folder.Exists ? folder.EnumerateFiles().Sum(f => f.Length) : 0;
        }
    }

    public static TheoryData<string, int, string, Func<HttpContent>> Malformed => new()
    {
        { "no file", 400, "malformed", () => new MultipartFormDataContent { { new StringContent("x"), "note" } } },
        { "no part", 400, "malformed", () => new StringContent("--b--\r\n") { Headers = { ContentType = Form("b") } } },
        { "nothing", 400, "malformed", () => new StringContent("") { Headers = { ContentType = Form("b") } } },
        { "no boundary", 400, "malformed", () => new StringContent("") { Headers = { ContentType = new("multipart/form-data") } } },
        { "no end", 400, "malformed", () => new StringContent("--b\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n%PDF-1.7") { Headers = { ContentType = Form("b") } } },
        { "a part that is not said to be anything", 400, "malformed", () => new StringContent("--b\r\n\r\n%PDF-1.7\r\n--b--\r\n") { Headers = { ContentType = Form("b") } } },
        { "endless headers", 400, "malformed", () => new StringContent($"--b\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 10_000))}\r\n\r\n--b--\r\n") { Headers = { ContentType = Form("b") } } },
        { "JSON", 415, "unsupportedMedia", () => new StringContent("{}", Encoding.UTF8, "application/json") },
        { "a bare PDF", 415, "unsupportedMedia", () => new ByteArrayContent(Uploads.Pdf()) { Headers = { ContentType = new("application/pdf") } } },
        { "no media type", 415, "unsupportedMedia", () => new ByteArrayContent(Uploads.Pdf()) },
        { "two files", 400, "malformed", () => new MultipartFormDataContent { { new ByteArrayContent(Uploads.Pdf()), "file", "a.pdf" }, { new ByteArrayContent(Uploads.Pdf()), "file", "b.pdf" } } },
        { "two notes", 400, "malformed", () => Sent(("note", "a"), ("note", "b")) },
        { "another field", 400, "malformed", () => Sent(("sha256", new string('a', 64))) },
        { "a file without a name", 400, "malformed", () => new MultipartFormDataContent { { new ByteArrayContent(Uploads.Pdf()), "file" } } },
        { "a name of nothing", 400, "malformed", () => Uploads.Form(new ByteArrayContent(Uploads.Pdf()), "../..") },
        { "a long name", 400, "malformed", () => Uploads.Form(new ByteArrayContent(Uploads.Pdf()), $"{new string('长', 197)}.pdf") },
        { "no day", 400, "malformed", () => Sent(("occurredOn", "2024-02-30")) },
        { "a day to come", 422, "inFuture", () => Sent(("occurredOn", "2999-01-01")) },
        { "a long note", 400, "malformed", () => Sent(("note", new string('长', 2001))) },
        { "a note without an end", 413, "tooLarge", () => Sent(("note", new string('长', 100_000))) },
        { "a note that is no text", 400, "malformed", () => new MultipartFormDataContent { { new ByteArrayContent([0xff, 0xfe]), "note" }, { new ByteArrayContent(Uploads.Pdf()), "file", "a.pdf" } } },
        { "a note with U+0000", 400, "malformed", () => Sent(("note", "a\0b")) },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public Task an_upload_that_is_none_is_refused(string what, int status, string code, Func<HttpContent> form) => RefusedAsync(status, code, form, what);

    [Fact]
    public async Task a_name_is_read_in_each_of_the_ways_it_is_sent()
    {
        var project = await own.RegisterAsync();
        foreach (var name in new[] { "filename=\"批复.pdf\"", "filename=\"C:\\批复.pdf\"", "filename=\"x.pdf\"; filename*=UTF-8''%E6%89%B9%E5%A4%8D.pdf" })
        {
            var body = Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; {name}\r\n\r\n").Concat(Uploads.Pdf()).Concat("\r\n--b--\r\n"u8.ToArray());
            var answer = await own.Client.UploadAsync(project, new ByteArrayContent([.. body]) { Headers = { ContentType = Form("b") } });
            ((string?)answer.Json["fileName"]).ShouldBe("批复.pdf", name);
        }
    }

    private static MultipartFormDataContent Sent(params (string Name, string Value)[] fields) => Uploads.Form(new ByteArrayContent(Uploads.Pdf()), "a.pdf", fields);

    private static MediaTypeHeaderValue Form(string boundary) => MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");

    private async Task RefusedAsync(int status, string code, Func<HttpContent> form, string? what = null)
    {
        var project = await own.RegisterAsync();
        var before = own.StoredFiles();

        var refused = await own.Client.UploadAsync(project, form());

        refused.Status.ShouldBe(status, $"{what} {refused.Text}");
        refused.ShouldBeRefused(status, code);
        (await own.Client.UploadAsync(project, form(), ("Accept-Language", "en"))).ShouldBeRefused(status, code, english: true);
        own.StoredFiles().ShouldBe(before, ignoreOrder: true);
        (await own.FactsAsync(project)).Count.ShouldBe(1);
    }
}
