using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Digests.Tests.Wording;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

public class ChartTests
{
    [Fact]
    public async Task the_same_content_is_the_same_picture_however_many_are_drawn_at_once()
    {
        var painter = new ChartPainter(ChartFont.Of(new()));
        foreach (var kind in Enum.GetValues<ChartKind>())
        {
            var pictures = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => painter.Draw(kind, A.Content).Png)));
            pictures.ShouldAllBe(png => png.SequenceEqual(pictures[0]));
            Size(pictures[0]).ShouldBe((1800, 840));
        }
    }

    [Fact]
    public void other_figures_are_another_picture()
    {
        var painter = new ChartPainter(ChartFont.Of(new()));
        var more = A.Content with { Delays = A.Content.Delays with { ByReason = [new("land", 3, 1), new("approval", 1, 1)] } };
        painter.Draw(ChartKind.Delays, more).Png.ShouldNotBe(painter.Draw(ChartKind.Delays, A.Content).Png);
    }

    [Fact]
    public void figures_of_nothing_can_be_drawn()
    {
        var none = A.Content with
        {
            Trend = [new(A.Content.Trend[0].Quarter, A.None, A.None, A.None)],
            Investment = A.Content.Investment with { Months = [new(new(2026, 1), 0, 0)] },
            Counties = [A.Content.Counties[0] with { Rate = Ratio.Of(0, 100) }],
            Delays = A.Content.Delays with { ByReason = [new("land", 0, 0)] },
        };
        var painter = new ChartPainter(ChartFont.Of(new()));
        foreach (var kind in Enum.GetValues<ChartKind>()) Size(painter.Draw(kind, none).Png).ShouldBe((1800, 840));
    }

    [Fact]
    public void the_usual_font_has_what_is_drawn() => ChartFont.Of(new()).Holds("分季度签约开工投产县（市、区）序时进度征地拆迁高平市沁水县0123456789.%").ShouldNotBeNull();

    [Fact]
    public async Task a_machine_without_a_font_gets_one()
    {
        var folder = Directory.CreateTempSubdirectory("digest-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "fonts", "brought.otf");
            (await BroughtFont.BringAsync(file, TestContext.Current.CancellationToken)).ShouldBeNull();
            // Whole, as its hash was checked; not drawn with, as a process that knows two fonts draws otherwise with either.
            Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBe([file]);
            new FileInfo(file).Length.ShouldBe(8_364_644);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task where_the_settings_name_a_font_no_other_is_brought() =>
        (await BroughtFont.EnsureAsync(new(Font: "/no/such/font.ttc"), TestContext.Current.CancellationToken)).ShouldBe("/no/such/font.ttc");

    [Fact]
    public async Task a_character_that_the_font_lacks_is_named_and_no_box_is_drawn()
    {
        var content = A.Content with { Subject = A.Subject with { Regions = new Dictionary<string, string>(A.Subject.Regions) { ["990103"] = "\uE123县" } } };
        var refused = await Should.ThrowAsync<FormUnavailableException>(() => Render.As(DigestForm.Html, content));
        refused.Refusal.Code.ShouldBe("chartFontMissing");
        refused.Refusal.Detail.Zh.ShouldContain("\uE123");
    }

    [Theory]
    [InlineData("/no/such/font.ttc")]
    [InlineData("/etc/hostname")] // which is no font
    public async Task without_a_font_it_is_said_what_to_install(string file)
    {
        var refused = await Should.ThrowAsync<FormUnavailableException>(() => Render.As(DigestForm.Docx, A.Content, settings: new(Font: file)));
        refused.Refusal.Code.ShouldBe("chartFontMissing");
        refused.Refusal.Detail.Zh.ShouldContain($"已查找 {file}");
        refused.Refusal.Detail.En.ShouldContain("apt-get install fonts-wqy-microhei");
    }

    [Fact]
    public async Task a_digest_without_charts_needs_no_font() => (await Render.As(DigestForm.Html, A.Nothing, settings: new(Font: "/no/such/font.ttc"))).ShouldNotBeEmpty();

    // Where a PNG file keeps them.
    private static (int Width, int Height) Size(byte[] png) =>
        (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
