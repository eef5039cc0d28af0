using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>Upon what a digest stands, so that anybody can compute it again.</summary>
internal static class Colophon
{
    public static Section Of(DigestContent content, IssueStamp stamp)
    {
        var point = content.Point;
        return new("数据说明",
        [
            new Block.Paragraph(
                $"本通报由项目记录计算生成：统计截至{Say.Day(point.AsOf)}发生的事项，依据{Say.Minute(point.KnownAt)}（北京时间）以前登记的记录，记录位置{point.Position}；"
                + $"规则版本：{string.Join('、', point.Rules.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{Rule(rule.Key)}{rule.Value}"))}。"),
            new Block.Paragraph("投资额以万元汇总、以亿元列示，保留两位小数；百分率附分子和分母，分母为零的记作“—”。"),
            new Block.Paragraph(content.Checkpoint is { } checkpoint
                ? $"账本检查点：{checkpoint.Origin}，记录{checkpoint.Size}条，根哈希{checkpoint.Root}，{Say.Minute(checkpoint.SignedAt)}签名。"
                : "账本检查点：生成时尚无已签名的检查点。"),
            new Block.Paragraph($"通报编号：{stamp.Digest}。"),
        ]);
    }

    /// <summary>When it was issued, and whether late.</summary>
    public static string IssueLine(IssueStamp stamp) => stamp is { Late: true, DueAt: { } due }
        ? $"{Say.Minute(stamp.IssuedAt)}补发（应于{Say.Minute(due)}印发）"
        : $"{Say.Minute(stamp.IssuedAt)}印发";

    private static string Rule(string key) => key switch
    {
        "metrics" => "指标",
        "lights" => "亮灯",
        "forecast" => "预测",
        _ => key,
    };
}
