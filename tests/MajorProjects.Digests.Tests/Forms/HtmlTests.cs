using System.Net;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

public class HtmlTests
{
    [Fact]
    public async Task a_page_needs_nothing_else()
    {
        var page = await Render.Text(DigestForm.Html, A.Content);
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain("<link", Case.Insensitive);
        page.ShouldNotContain("url(", Case.Insensitive);
        page.Split("src=\"").Skip(1).ShouldAllBe(source => source.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        page.Split("<img").Length.ShouldBe(1 + 4);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" onerror=\"alert(1)")]
    [InlineData("</td></table><img src=x>")]
    [InlineData("A&B'工程'")]
    public async Task whatever_a_project_is_called_is_text(string name)
    {
        var page = await Render.Text(DigestForm.Html, Render.Named(name));
        page.ShouldNotContain(name);
        WebUtility.HtmlDecode(page).ShouldContain(name);
    }

    [Fact]
    public async Task a_long_table_says_where_the_rest_is()
    {
        var page = await Render.Text(DigestForm.Html, A.Large(600, "P"));
        page.ShouldContain("共600项，此处列出前100项，其余500项见Excel附件。");
        page.ShouldContain(">P100<");
        page.ShouldNotContain(">P102<"); // one of a pair that looks alike is P101
    }
}
