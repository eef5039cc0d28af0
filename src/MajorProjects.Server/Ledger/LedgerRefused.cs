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

    public static Refusal UnknownFact(string project, long version) => new(RefusalKind.Unknown, "unknownFact", new(
        $"项目“{project}”没有第 {version} 条记录，请核对。", $"The project “{project}” has no fact of version {version}; check it."));

    public static Refusal EntryGone { get; } = new(RefusalKind.Conflict, "entryGone", new(
        "账本中有此记录，但数据库中已经没有，请告知审计人员并运行 verify。", "The ledger has it, and the store no longer does; tell the auditors, and run verify."));
}
