using System.IO.Compression;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Audit;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>What becomes of a list in a workbook.</summary>
public class WorkbookTests
{
    private static readonly City City = new(RegionCode.Parse("140500"), "晋城市", new Dictionary<string, string> { ["140521"] = "沁水县" }, new Dictionary<string, string>());

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("=HYPERLINK(\"http://example.test\",\"点我\")")]
    [InlineData("  两边有空格 \n 换行 ")]
    [InlineData("<x>&\"'")]
    [InlineData("\u0001\u001f 控制符 _x0041_")]
    [InlineData("𠮷野家 😀")]
    [InlineData("0012")]
    [InlineData("1e5")]
    public async Task a_text_stays_the_text_that_it_is_and_is_no_formula(string text)
    {
        var file = await WriteAsync(Sheet.Of("清单", [text], ("项目", Cells.Text, t => t)));

        Workbooks.Read(file, "清单").ShouldBe([["项目"], [text]]);
        var sheet = await PartAsync(file, "xl/worksheets/sheet2.xml");
        sheet.ShouldNotContain("<x:f>");
        sheet.ShouldContain("r=\"A2\" t=\"str\"");
    }

    [Fact]
    public async Task days_are_days_instants_are_of_Shanghai_and_numbers_are_numbers()
    {
        var file = await WriteAsync(Sheet.Of("清单", [1],
            ("日期", Cells.Day, _ => new DateOnly(2024, 11, 26)), ("时间", Cells.Instant, _ => new DateTimeOffset(2024, 11, 26, 16, 30, 0, TimeSpan.Zero)),
            ("个数", Cells.Number, _ => 3), ("位置", Cells.Number, _ => 1234567890123L), ("金额（万元）", Cells.Wan, _ => 32_000.123456m), ("是否", Cells.Text, _ => true), ("没有", Cells.Day, _ => null)));

        Workbooks.Read(file, "清单")[1].ShouldBe([new DateTime(2024, 11, 26), new DateTime(2024, 11, 27, 0, 30, 0), 3d, 1234567890123d, 32_000.123456d, "是", null]);
        (await PartAsync(file, "xl/styles.xml")).ShouldContain("formatCode=\"yyyy-mm-dd\"");
    }

    [Fact]
    public async Task a_day_that_Excel_does_not_know_is_written_out() =>
        Workbooks.Read(await WriteAsync(Sheet.Of("清单", [new DateOnly(1, 1, 2), new(1900, 2, 28), new(9985, 12, 31)], ("日期", Cells.Day, d => d))), "清单")
            .ShouldBe([["日期"], ["0001-01-02"], ["1900-02-28"], [new DateTime(9985, 12, 31)]]);

    [Fact]
    public async Task a_list_without_rows_has_its_headings_and_the_heads_are_frozen_with_filters()
    {
        var file = await WriteAsync(Sheet.Of("清单", Array.Empty<int>(), ("项目", Cells.Text, n => n), ("日期", Cells.Day, n => n)));

        Workbooks.Read(file, "清单").ShouldBe([["项目", "日期"]]);
        var sheet = await PartAsync(file, "xl/worksheets/sheet2.xml");
        sheet.ShouldContain("state=\"frozen\"");
        sheet.ShouldContain("<x:autoFilter ref=\"A1:B1\"");
    }

    [Fact]
    public async Task a_text_longer_than_a_cell_takes_is_cut() =>
        ((string)Workbooks.Read(await WriteAsync(Sheet.Of("清单", [new string('字', 40_000)], ("项目", Cells.Text, t => t))), "清单")[1][0]!).Length.ShouldBe(32_767);

    [Fact]
    public async Task the_cover_says_what_it_is_and_from_where_it_was_seen()
    {
        var book = new Workbook(new(new(2024, 11, 26), new(2024, 11, 26, 16, 0, 0, TimeSpan.Zero), 42), true, Sheet.Of("清单", [1, 2], ("数", Cells.Number, n => n)), Sheet.Of("另一", [1], ("数", Cells.Number, n => n)));

        Workbooks.Read(await book.WriteAsync(AuditView.Untouched, City, TestContext.Current.CancellationToken), "说明").ShouldBe(
        [
            ["项目", "内容"], ["审计视图", "从未更新"], ["城市", "晋城市（140500）"], ["截至（发生日期）", "2024-11-26"], ["掌握至（登记时间，北京时间）", "2024-11-27 00:00:00"],
            ["记录位置", 42d], ["统计范围", "仅审核通过的"], ["“清单”行数", 2d], ["“另一”行数", 1d],
        ]);
        var disposition = book.Disposition(AuditView.Untouched, City);
        (disposition.FileName.Value, disposition.FileNameStar.Value).ShouldBe(("untouched-140500-20241126-42.xlsx", "从未更新_晋城市_20241126_位置42.xlsx"));
    }

    private static Task<byte[]> WriteAsync(Sheet sheet) => new Workbook(new(new(2024, 1, 1), default, 1), false, sheet).WriteAsync(AuditView.Backdated, City, default);

    private static async Task<string> PartAsync(byte[] file, string name)
    {
        await using var zip = new ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }
}
