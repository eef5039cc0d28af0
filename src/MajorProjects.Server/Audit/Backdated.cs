using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Audit;

/// <summary>The workbook of <c>GET /backdated</c>, which is an audit view too.</summary>
internal static class Backdated
{
    public static Workbook Workbook(BackdatedAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
        Sheet.Of("补报记录", answer.Facts,
            ("项目", Cells.Text, f => f.Name), ("区域", Cells.Text, f => city.NameOf(f.Region)), ("记录类型", Cells.Text, f => f.Title),
            ("发生日期", Cells.Day, f => f.OccurredOn), ("登记时间", Cells.Instant, f => f.RecordedAt), ("迟报天数", Cells.Number, f => f.DaysLate),
            ("登记人", Cells.Text, f => f.RecordedBy), ("版本", Cells.Number, f => f.Version), ("记录位置", Cells.Number, f => f.Position),
            ("项目标识", Cells.Text, f => f.Project)));
}
