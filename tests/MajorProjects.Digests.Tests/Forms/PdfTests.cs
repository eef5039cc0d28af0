using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Forms.Pdf;
using MajorProjects.Digests.Tests.Wording;
using UglyToad.PdfPig;

namespace MajorProjects.Digests.Tests.Forms;

public class PdfTests
{
    /// <summary>With each converter that the machine has; it may have none. LibreOffice puts the fonts into the file in an order that is another each time.</summary>
    [Fact]
    public async Task a_pdf_file_can_be_searched_and_shows_the_same_each_time()
    {
        foreach (var settings in new FormSettings[] { new(Chromium: ""), new(Soffice: "") })
        {
            try
            {
                var pdf = await Render.As(DigestForm.Pdf, A.Content, settings: settings);
                TextOf(pdf).ShouldContain("本月新签约项目3个");
                Shown(await Render.As(DigestForm.Pdf, A.Content, settings: settings)).ShouldBe(Shown(pdf));
            }
            catch (FormUnavailableException e) when (e.Refusal.Code == "pdfConverterMissing")
            {
                PathHas(settings.Chromium is "" ? ["soffice", "libreoffice"] : ["chromium", "chromium-browser", "google-chrome"]).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public async Task without_a_converter_it_is_said_what_to_install()
    {
        var refused = await Should.ThrowAsync<FormUnavailableException>(() => Render.As(DigestForm.Pdf, A.Content, settings: new(Soffice: "", Chromium: "")));
        refused.Refusal.Code.ShouldBe("pdfConverterMissing");
        refused.Refusal.Detail.En.ShouldContain("apt-get install libreoffice-writer-nogui");
    }

    [Theory]
    [InlineData("/no/such/program")]
    [InlineData("/bin/false")]
    [InlineData("/bin/true")] // which ends well, without a file
    public async Task a_converter_that_makes_nothing_is_named(string program)
    {
        var refused = await Should.ThrowAsync<FormUnavailableException>(() => Render.As(DigestForm.Pdf, A.Nothing, settings: new(Soffice: program)));
        refused.Refusal.Code.ShouldBe("pdfFailed");
        refused.Refusal.Detail.Zh.ShouldStartWith(Path.GetFileName(program));
    }

    [Fact]
    public async Task one_that_does_not_end_is_ended_with_its_children()
    {
        var folder = Directory.CreateTempSubdirectory("digest-test-");
        try
        {
            var (program, child) = (Path.Combine(folder.FullName, "soffice"), Path.Combine(folder.FullName, "child"));
            await File.WriteAllTextAsync(program, $"#!/bin/sh\nsleep 600 &\necho $! > {child}\nwait\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

            var refused = await Should.ThrowAsync<FormUnavailableException>(() => Render.As(DigestForm.Pdf, A.Nothing, settings: new(Soffice: program, PdfSeconds: 2)));
            refused.Refusal.Code.ShouldBe("pdfFailed");
            var state = $"/proc/{int.Parse(await File.ReadAllTextAsync(child, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture)}/stat";
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await IsAliveAsync(state)) await timer.WaitForNextTickAsync(patience.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // A child that nobody has waited for yet is there as a zombie; what is killed takes a moment to go.
        static async Task<bool> IsAliveAsync(string state)
        {
            try
            {
                return !(await File.ReadAllTextAsync(state, TestContext.Current.CancellationToken)).Contains(") Z ", StringComparison.Ordinal);
            }
            catch (Exception e) when (e is IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void the_times_of_a_file_are_those_of_its_stamp_and_nothing_moves()
    {
        var (first, second) = (Pdf("20261124193102", "6520DEDF7401A8CC93F0ADAF4A811A2D"), Pdf("20261124193108", "226D0F8C56305289A15C94632D1C1FD1"));
        var stamped = PdfStamp.Put(first, A.Stamp);
        PdfStamp.Put(second, A.Stamp).ShouldBe(stamped);
        stamped.Length.ShouldBe(first.Length);
        Encoding.Latin1.GetString(stamped).ShouldContain("/CreationDate(D:20261201000012Z')");
        PdfStamp.Put(first, A.Stamp with { IssuedAt = A.Stamp.IssuedAt.AddSeconds(1) }).ShouldNotBe(stamped);

        static byte[] Pdf(string time, string id) => Encoding.Latin1.GetBytes(
            $"%PDF-1.6\n\u00ff\u00fe<</CreationDate(D:{time}Z')>>\ntrailer\n<</Size 43/Root 41 0 R\n/ID [ <{id}>\n<{id}> ]\n/DocChecksum /{id}\n>>\nstartxref\n43019\n%%EOF\n");
    }

    // Every letter with its place, size and font, whose name begins with a tag of the file's own; and every picture.
    private static List<string> Shown(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return
        [
            .. document.GetPages().SelectMany(page => page.Letters.Select(l => $"{page.Number} {l.Value} {l.StartBaseLine} {l.PointSize} {l.FontName?.Split('+')[^1]}")
                .Concat(page.GetImages().Select(image => $"{page.Number} {image.BoundingBox} {Convert.ToHexStringLower(SHA256.HashData(image.RawBytes))}"))),
        ];
    }

    // A reader breaks lines where the page does.
    private static string TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Concat(document.GetPages().Select(page => page.Text)).Replace(" ", "", StringComparison.Ordinal);
    }

    private static bool PathHas(IEnumerable<string> programs) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => programs.Any(program => File.Exists(Path.Combine(folder, program))));
}
