using MajorProjects.Domain;

namespace MajorProjects.Server.Ledger;

/// <summary>Refusals that concern the ledger.</summary>
internal static class LedgerRefused
{
    public static Refusal UnknownLog(string city) => new(RefusalKind.Unknown, "unknownLog", new(
        $"没有城市“{city}”的账本：该市未登记，或尚无记录。", $"There is no ledger of the city “{city}”: it is not registered, or nothing is recorded in it yet."));

    public static Refusal UnknownTile { get; } = new(RefusalKind.Unknown, "unknownTile", new(
        "已签名的账本中没有这个分块，请按最新检查点的大小计算分块路径。", "The signed log has no such tile; work out its path from the size in the latest checkpoint."));

    public static Refusal NotYetSigned { get; } = new(RefusalKind.Unavailable, "notYetSigned", new(
        "该记录尚未进入已签名的账本（最多约半分钟），请稍后重试。", "It is not in the signed ledger yet, which takes half a minute at most; try again shortly."));

    public static Refusal SigningStopped { get; } = new(RefusalKind.Unavailable, "signingStopped", new(
        "该记录尚未进入已签名的账本，而账本已停止签名：请告知系统管理员，按账本状态中的告警处理后再试。",
        "It is not in the signed ledger yet, and nothing more is signed: tell the administrator, who has to see to the alarms of the ledger; then try again."));

    public static Refusal LogEnded(LedgerLog current) => new(RefusalKind.Unknown, "logEnded", new(
        $"该记录不在这一账本已签名的部分，账本已经结束，由 {current.Origin} 接续：请不带 incarnation 重新查询。",
        $"It is not in the signed part of this log, which has ended and goes on as {current.Origin}: ask again without incarnation."));

    public static Refusal UnknownLink(LedgerLog log) => new(RefusalKind.Unknown, "unknownLink", new(
        $"{log.Origin} 是该市的第一个账本，没有接续别的账本。", $"{log.Origin} is the first log of its city, and continues no other."));

    public static Refusal UnknownFact(string project, long version) => new(RefusalKind.Unknown, "unknownFact", new(
        $"项目“{project}”没有第 {version} 条记录，请核对。", $"The project “{project}” has no fact of version {version}; check it."));

    public static Refusal LedgerDamaged { get; } = new(RefusalKind.Conflict, "ledgerDamaged", new(
        "账本的散列有缺失或与签名不符，无法证明，请告知审计人员并运行 verify。", "Hashes of the ledger are gone or are not what was signed, so that nothing can be proved; tell the auditors, and run verify."));

    public static Refusal EntryGone { get; } = new(RefusalKind.Conflict, "entryGone", new(
        "账本中有此记录，但数据库中已经没有，请告知审计人员并运行 verify。", "The ledger has it, and the store no longer does; tell the auditors, and run verify."));
}
