using System.Text;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

public class MarkdownTests
{
    private static readonly Uri Link = new("https://projects.example/api/v1/digests/1.html");

    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("**重点**", "\\*\\*重点\\*\\*")]
    [InlineData("[x](http://y)", "\\[x\\](http://y)")]
    [InlineData("<b>", "\\<b\\>")]
    [InlineData("a\nb", "a b")]
    public async Task names_stay_what_they_are(string name, string written) => (await Render.Text(DigestForm.Md, Render.Named(name))).ShouldContain($"| 1 | {written} | 甲县 |");

    [Fact]
    public async Task a_long_table_says_where_the_rest_is() =>
        (await Render.Text(DigestForm.Md, A.Large(600, "P"))).ShouldContain("共600项，此处列出前500项，其余100项见Excel附件。");

    [Fact]
    public void a_robot_is_told_the_key_figures()
    {
        var summary = DigestRenderer.Summary(A.Content, A.Stamp, Link, 4096);
        summary.ShouldStartWith("**模拟市990100重大项目月报（模拟数据）**\n\n2026年11月　2026年12月1日08:00印发\n\n");
        summary.ShouldContain("签约：3个、21.72亿元（上月2个、15.00亿元）");
        summary.ShouldContain("2026年计划开工97个：到期74个，滞后5个，提前3个，实际72个");
        summary.ShouldContain("上期通报有1项数字更正");
        summary.ShouldEndWith($"[查看全文]({Link})");
    }

    [Fact]
    public void what_a_robot_does_not_take_is_cut_off_at_a_line_and_that_is_said()
    {
        var whole = DigestRenderer.Summary(A.Content, A.Stamp, Link, 4096);
        for (var most = 330; most < Encoding.UTF8.GetByteCount(whole); most += 7)
        {
            var summary = DigestRenderer.Summary(A.Content, A.Stamp, Link, most);
            Encoding.UTF8.GetByteCount(summary).ShouldBeLessThanOrEqualTo(most);
            summary.ShouldStartWith("**模拟市990100重大项目月报（模拟数据）**");
            summary.ShouldEndWith($"（内容过长，余下的见全文）\n\n[查看全文]({Link})");
            summary.Split('\n').Except(whole.Split('\n')).ShouldBe(["（内容过长，余下的见全文）"]);
        }
    }

    [Fact]
    public void nobody_is_called_by_a_name() =>
        DigestRenderer.Summary(A.Content with { Subject = A.Subject with { CityName = "<@all>[x](y)`" } }, A.Stamp, null, 4096).ShouldStartWith("**＜＠all＞［x］（y）｀重大项目月报");
}
