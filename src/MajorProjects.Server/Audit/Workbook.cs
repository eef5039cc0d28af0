using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using Microsoft.Net.Http.Headers;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace MajorProjects.Server.Audit;

/// <summary>An audit view's answer as a workbook: a cover that says what it is and from where it was seen, and its lists, a sheet each.</summary>
internal sealed record Workbook(PointView Point, bool Confirmed, params IReadOnlyList<Sheet> Sheets)
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string CoverName = "说明";

    /// <summary>What the file is called: in Chinese (RFC 5987), and in ASCII for what reads no other.</summary>
    public ContentDispositionHeaderValue Disposition(AuditView view, City city) => new("attachment")
    {
        FileName = $"{view.Key}-{city.Code}-{Point.AsOf:yyyyMMdd}-{Point.Position}.xlsx",
        FileNameStar = $"{view.Title.Zh}_{city.Name}_{Point.AsOf:yyyyMMdd}_位置{Point.Position}.xlsx",
    };

    /// <summary>The file: heads frozen, with filters; texts are texts, whatever they begin with.</summary>
    public async Task<byte[]> WriteAsync(AuditView view, City city, CancellationToken cancellation)
    {
        Sheet[] all = [Cover(view, city), .. Sheets];
        using var file = new MemoryStream();
        await file.SaveAsAsync(all.ToDictionary(sheet => sheet.Name, object (sheet) => sheet.ToTable(), StringComparer.Ordinal), configuration: Format(all), cancellationToken: cancellation);
        return file.ToArray();
    }

    private Sheet Cover(AuditView view, City city) => Sheet.Of<(string What, object Is)>(
        CoverName,
        [
            ("审计视图", view.Title.Zh), ("城市", $"{city.Name}（{city.Code}）"), ("截至（发生日期）", $"{Point.AsOf:yyyy-MM-dd}"),
            ("掌握至（登记时间，北京时间）", $"{Clock.TimeOf(Point.KnownAt):yyyy-MM-dd HH:mm:ss}"), ("记录位置", Point.Position), ("统计范围", Confirmed ? "仅审核通过的" : "全部已登记的"),
            .. Sheets.Select(sheet => ($"“{sheet.Name}”行数", (object)sheet.Rows.Count)),
        ],
        ("项目", Cells.Text, row => row.What), ("内容", Cells.Text, row => row.Is));

    // By the heading, so columns of one heading hold the same in all sheets.
    private static OpenXmlConfiguration Format(IEnumerable<Sheet> sheets) => new()
    {
        FreezeRowCount = 1,
        AutoFilter = true,
        DynamicColumns = [.. sheets.SelectMany(sheet => sheet.Columns).Distinct().Select(column => column.Holds switch
        {
            Cells.Day => new DynamicExcelColumn(column.Heading) { Width = 12, Format = "yyyy-mm-dd" },
            Cells.Instant => new DynamicExcelColumn(column.Heading) { Width = 20, Format = "yyyy-mm-dd hh:mm:ss" },
            Cells.Wan => new DynamicExcelColumn(column.Heading) { Width = 18, Format = "#,##0.######" },
            Cells.Number => new DynamicExcelColumn(column.Heading) { Width = 12 },
            _ => new DynamicExcelColumn(column.Heading) { Width = 30 },
        })],
    };
}
