using System.Globalization;
using System.IO.Compression;
using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

public class RendererTests
{
    private static readonly IssueStamp Again = new(Guid.Parse("019b0000-0000-7000-8000-000000000002"), A.At("2026-12-09T03:04:05Z"), A.At("2026-12-01T00:00:00Z"), Late: true);

    [Theory]
    [InlineData(DigestForm.Html), InlineData(DigestForm.Docx), InlineData(DigestForm.Xlsx), InlineData(DigestForm.Md), InlineData(DigestForm.Json)]
    public async Task the_same_content_and_stamp_are_the_same_bytes(DigestForm form)
    {
        // Read again, as it is when somebody asks for the digest of years ago; and whatever the clock and the culture.
        var again = DigestContent.Read(A.Content.ToBytes());
        var first = await Render.As(form, A.Content);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            (await Render.As(form, again)).ShouldBe(first);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(DigestForm.Html), InlineData(DigestForm.Md)]
    public async Task another_stamp_changes_the_line_of_the_issue_and_the_number_alone(DigestForm form)
    {
        var (first, second) = ((await Render.Text(form, A.Content)).Split('\n'), (await Render.Text(form, A.Content, Again)).Split('\n'));
        first.Length.ShouldBe(second.Length);
        first.Zip(second).Count(lines => lines.First != lines.Second).ShouldBe(2);
        Stamped(string.Join('\n', first)).ShouldBe(string.Join('\n', second));
    }

    [Theory]
    [InlineData(DigestForm.Docx), InlineData(DigestForm.Xlsx)]
    public async Task in_an_office_document_it_changes_its_times_too(DigestForm form)
    {
        var (first, second) = (Parts(await Render.As(form, A.Content)), Parts(await Render.As(form, A.Content, Again)));
        second.Keys.ShouldBe(first.Keys);
        foreach (var (name, part) in first)
        {
            if (name.EndsWith(".png", StringComparison.Ordinal)) second[name].ShouldBe(part);
            else Stamped(Encoding.UTF8.GetString(part)).ShouldBe(Encoding.UTF8.GetString(second[name]), name);
        }
    }

    [Fact]
    public async Task json_is_the_content_itself() => (await Render.As(DigestForm.Json, A.Content, Again)).ShouldBe(A.Content.ToBytes());

    [Fact]
    public async Task a_file_has_a_name_that_every_system_takes()
    {
        var content = A.Content with { Subject = A.Content.Subject with { CityName = "a/b\\c:d*e?\"<>|" } };
        var document = await new DigestRenderer(new()).RenderAsync(content, A.Stamp, DigestForm.Md, TestContext.Current.CancellationToken);
        document.FileName.ShouldBe("a_b_c_d_e_____重大项目月报（模拟数据）_2026年11月.md");
    }

    [Fact]
    public async Task a_file_of_a_long_name_has_one_that_every_system_takes()
    {
        var content = A.Round with { Round = A.Round.Round! with { Name = string.Concat(Enumerable.Repeat("活动", 100)) } };
        var document = await new DigestRenderer(new()).RenderAsync(content, A.Stamp, DigestForm.Md, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetByteCount(document.FileName).ShouldBeInRange(190, 203);
        document.FileName.ShouldEndWith("活动活.md");
    }

    [Fact]
    public void a_mail_shows_its_charts_by_the_names_of_its_pictures()
    {
        var mail = new DigestRenderer(new()).Mail(A.Content, A.Stamp);
        mail.Subject.ShouldBe("模拟市990100重大项目月报（模拟数据）（2026年11月）");
        mail.Images.Count.ShouldBe(4);
        foreach (var image in mail.Images) mail.Html.ShouldContain($"src=\"cid:{image.Name}\"");
        mail.Html.ShouldNotContain("data:image");
        mail.Text.ShouldContain("本月新签约项目3个");
    }

    [Fact]
    public void a_late_mail_says_so_in_its_subject() => new DigestRenderer(new()).Mail(A.Nothing, Again).Subject.ShouldEndWith("（补发）");

    // What is declared to differ, replaced.
    private static string Stamped(string text) => text
        .Replace("2026年12月1日08:00印发", "2026年12月9日11:04补发（应于2026年12月1日08:00印发）", StringComparison.Ordinal)
        .Replace(A.Stamp.Digest.ToString(), Again.Digest.ToString(), StringComparison.Ordinal)
        .Replace("2026-12-01T00:00:12Z", "2026-12-09T03:04:05Z", StringComparison.Ordinal);

    private static SortedDictionary<string, byte[]> Parts(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        var parts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            using var part = entry.Open();
            part.CopyTo(content);
            parts.Add(entry.FullName, content.ToArray());
        }
        return parts;
    }
}
