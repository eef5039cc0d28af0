using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Digests.Reading;

namespace MajorProjects.Server.Digests;

/// <summary>Refusals that concern a digest.</summary>
internal static class DigestRefused
{
    public static Refusal Unknown(string id) => new(RefusalKind.Unknown, "unknownDigest", new(
        $"没有标识为“{id}”的通报，请在通报列表（GET /api/v1/digests）中核对。", $"There is no digest “{id}”; look it up in the list of digests (GET /api/v1/digests)."));

    /// <summary>What is kept of it cannot be read any more.</summary>
    public static Refusal Damaged { get; } = new(RefusalKind.Conflict, "digestDamaged", new(
        "保存的通报内容已损坏，无法读取，可能被改动；请联系管理员由备份恢复，并告知审计人员。", "What is kept of the digest cannot be read; it may have been changed: have it restored from a backup, and tell the auditors."));

    public static Refusal NotBegun(Period period) => Refusal.Rule("periodNotBegun",
        $"期间 {period} 尚未开始，请选择已开始的期间。", $"The period {period} has not begun; choose one that has.");

    public static Refusal NotFailed(DigestState state) => new(RefusalKind.Conflict, "digestNotFailed", state == DigestState.Rendered
        ? new("该通报的文件已生成，无须重做；未送达的请重发相应投递。", "Its documents are made; what was not delivered is replayed delivery by delivery.")
        : new("该通报的文件正在自动重试，无须重做。", "Its documents are still tried by themselves; there is nothing to replay."));

    /// <summary>The bulletin's identity does not hold: it is not issued.</summary>
    public static Refusal Broken(ScheduleBrokenException broken) => Refusal.Rule("scheduleBroken",
        $"通报未发出：计划到期数 − 滞后 + 提前 与实际数不符，请核对以下项目的记录：{string.Join('、', broken.Projects.Take(20).Select(p => p.Name))}。",
        $"The digest is not issued: planned to date − late + early is not the actual; check the records of: {string.Join(", ", broken.Projects.Take(20).Select(p => p.Name))}.");
}
