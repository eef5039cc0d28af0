using System.Globalization;
using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Wording;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Wording;

public class BulletinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The whole of it, for whoever changes a word: what changes here changes in each digest from then on.</summary>
    [Fact]
    public async Task a_month_reads_so() => (await MarkdownOf(A.Content)).ShouldBe(await Golden("month.md"));

    [Fact]
    public async Task a_week_without_projects_reads_so() => (await MarkdownOf(A.Nothing)).ShouldBe(await Golden("week-without-projects.md"));

    [Fact]
    public async Task a_round_reads_so() => (await MarkdownOf(A.Round)).ShouldBe(await Golden("round.md"));

    [Fact]
    public async Task words_do_not_depend_on_the_culture_of_the_server()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            (await MarkdownOf(A.Content)).ShouldBe(await Golden("month.md"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void planned_less_late_and_early_is_what_was_done() =>
        Said(A.Content).ShouldContain("计划到期74个 − 滞后5个 ＋ 提前3个 ＝ 实际开工72个。");

    [Fact]
    public void where_it_is_not_nothing_is_said()
    {
        var broken = A.Content with { Schedules = [A.Content.Schedules[0] with { Actual = 73 }] };
        Should.Throw<ArgumentException>(() => Bulletin.Of(broken, A.Stamp)).Message.ShouldContain("74 planned to date − 5 late − 0 pending + 3 early is not 73 actual");
    }

    [Fact]
    public void the_late_and_the_early_are_told_by_name()
    {
        Said(A.Content).ShouldContain("滞后5个：滞后项目1、滞后项目2、滞后项目3、滞后项目4、滞后项目5。提前3个：提前项目1、提前项目2、提前项目3。");
        Said(A.Content).ShouldContain("无滞后项目。无提前项目。");
        TableOf(A.Large(30, "P"), "滞后开工项目").Rows.Count.ShouldBe(30);
    }

    [Fact]
    public void counties_of_one_rate_share_a_rank_and_those_without_a_plan_have_none()
    {
        Said(A.Content).ShouldContain("按年度投资完成率由高到低依次为：乙县150.00%、甲县和市级110.00%（并列）。丙区无年度投资计划，不列名次。");
        TableOf(A.Content, "县（市、区）排名").Rows.Select(row => row[0]).ShouldBe([1, "2（并列）", "2（并列）", null]);
    }

    [Theory]
    [InlineData(100, "与序时进度91.67%（11/12）持平", "91.67")]
    [InlineData(100, "高于序时进度91.67%（11/12）0.33个百分点", "92")]
    [InlineData(100, "低于序时进度91.67%（11/12）11.67个百分点", "80")]
    public void investment_is_told_beside_the_time_that_has_passed(int plan, string said, string completed)
    {
        var done = decimal.Parse(completed, CultureInfo.InvariantCulture);
        Said(A.Content with { Investment = A.Content.Investment with { Rate = Ratio.Of(done, plan) } }).ShouldContain(said);
    }

    [Fact]
    public void delays_are_told_by_reason_and_overdue_steps_with_since_when()
    {
        Said(A.Content).ShouldContain("本月新增延期事项3项，按原因分：征地拆迁2项（1个项目）、审批手续1项（1个项目）。");
        TableOf(A.Content, "逾期未报事项").Rows[1].ShouldBe([2, "老旧管网改造", "丙区", "投产", A.Day("2026-06-30"), 5]);
    }

    [Fact]
    public void of_a_list_that_is_cut_off_the_steps_are_not_counted()
    {
        var cut = A.Content with { Overdue = A.Content.Overdue with { Count = 7_000 } };
        Said(cut).ShouldContain("也未申请延期的事项7000项。");
        TableOf(cut, "逾期未报事项").Remainder(2).ShouldBe("共7000项，此处列出前2项，其余6998项请在系统中查询。");
    }

    [Fact]
    public void a_form_that_shows_less_says_where_the_rest_is()
    {
        var table = TableOf(A.Large(30, "P"), "逾期未报事项");
        table.Remainder(30).ShouldBeNull();
        table.Remainder(20).ShouldBe("共30项，此处列出前20项，其余10项见Excel附件。");
        (table with { LeftOut = 5 }).Remainder(20).ShouldBe("共35项，此处列出前20项，其后10项见Excel附件，另有5项请在系统中查询。");
    }

    [Fact]
    public void corrections_say_what_they_make_of_the_last_digest()
    {
        Said(A.Content).ShouldContain("2026年10月签约原为3个、18.00亿元，现为2个、15.00亿元，涉及项目1个。");
        Said(A.Content).ShouldContain("上期年度计划开工率原为73.20%（71/97），现为72.16%（70/97）。");
        Said(A.Content with { Corrections = A.Nothing.Corrections }).ShouldContain("其所涉日期的记录无更正、补报。");
        Said(A.Nothing).ShouldContain("此前无同类通报，无更正事项。");
    }

    [Fact]
    public void a_year_is_compared_with_the_year_before_once()
    {
        var year = A.Content with { Subject = A.Of(DigestKind.Yearly, Period.Parse("2026")) };
        Said(year).ShouldContain("本年新签约项目3个，总投资21.72亿元。与上年（2个、15.00亿元）相比");
        Said(year).ShouldNotContain("上年同期");
        Said(year).ShouldNotContain("年累计签约");
    }

    [Fact]
    public void without_history_there_is_no_word_of_a_forecast() => Said(A.Nothing).ShouldNotContain("预测");

    [Fact]
    public void without_a_checkpoint_that_is_said() => Said(A.Nothing).ShouldContain("尚无已签名的检查点");

    [Fact]
    public void made_up_projects_are_said_to_be_made_up_at_the_foot()
    {
        Bulletin.Of(A.Content, A.Stamp).Blocks[^1].ShouldBe(new Block.Note("本通报所列项目、数字均为模拟数据，不得作为真实数据使用。"));
        Said(A.Nothing).ShouldNotContain("模拟");
    }

    [Fact]
    public void a_late_digest_says_when_it_was_due() =>
        Bulletin.Of(A.Content, A.Stamp with { Late = true, IssuedAt = A.At("2026-12-02T03:05:00Z") }).IssueLine.ShouldBe("2026年12月2日11:05补发（应于2026年12月1日08:00印发）");

    [Fact]
    public void the_words_of_one_digest_issued_twice_differ_in_when_and_in_its_number_alone()
    {
        var (first, second) = (Bulletin.Of(A.Content, A.Stamp), Bulletin.Of(A.Content, new(Guid.NewGuid(), A.At("2026-12-09T00:00:00Z"), null, Late: false)));
        second.Title.ShouldBe(first.Title);
        second.Subtitle.ShouldBe(first.Subtitle);
        var differing = first.Blocks.Zip(second.Blocks).Where(pair => Text(pair.First) != Text(pair.Second)).ToList();
        differing.ShouldHaveSingleItem().First.ShouldBe(new Block.Paragraph($"通报编号：{A.Stamp.Digest}。"));
    }

    [Fact]
    public void figures_are_not_praised()
    {
        foreach (var content in new[] { A.Content, A.Nothing, A.Round })
        foreach (var praise in new[] { "名列前茅", "显著", "大幅", "良好", "强劲", "扎实", "圆满", "突出", "位居全省" })
            Said(content).ShouldNotContain(praise);
    }

    [Fact]
    public void each_table_has_a_name_of_its_own_and_rows_as_wide_as_its_head()
    {
        foreach (var content in new[] { A.Content, A.Nothing, A.Round, A.Large(30, "P") })
        {
            var tables = Bulletin.Of(content, A.Stamp).Blocks.OfType<Block.Table>().ToList();
            tables.Select(table => table.Name).ShouldBeUnique();
            foreach (var table in tables) table.Rows.ShouldAllBe(row => row.Count == table.Columns.Count);
        }
    }

    private static async Task<string> MarkdownOf(DigestContent content)
    {
        var document = await new DigestRenderer(new()).RenderAsync(content, A.Stamp, DigestForm.Md, Cancellation);
        return Encoding.UTF8.GetString(document.Bytes);
    }

    private static Task<string> Golden(string name) => File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Wording", name), Cancellation);

    private static string Said(DigestContent content) => string.Join('\n', Bulletin.Of(content, A.Stamp).Blocks.Select(Text));

    private static string Text(Block block) => block switch
    {
        Block.Heading heading => heading.Text,
        Block.Paragraph paragraph => paragraph.Text,
        Block.Note note => note.Text,
        Block.Table table => $"{table.Name} {string.Join(' ', table.Rows.SelectMany(row => row))}",
        _ => "",
    };

    private static Block.Table TableOf(DigestContent content, string name) =>
        Bulletin.Of(content, A.Stamp).Blocks.OfType<Block.Table>().Single(table => table.Name == name || table.Name.EndsWith("　" + name, StringComparison.Ordinal));
}
