using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>What sort of refusal it is; callers see it as an HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The input has the wrong shape (400).</summary>
    Malformed,

    /// <summary>It contradicts something already on record (409).</summary>
    Conflict,

    /// <summary>A rule forbids it (422).</summary>
    Rule,

    /// <summary>Nobody is known to be calling (401).</summary>
    Unauthenticated,

    /// <summary>The caller may not (403).</summary>
    Forbidden,

    /// <summary>There is no such thing (404).</summary>
    Unknown,

    /// <summary>It was written for an older state (412).</summary>
    Stale,

    /// <summary>It is larger than accepted (413).</summary>
    TooLarge,

    /// <summary>It is of a kind that is not read here (415).</summary>
    UnsupportedMedia,

    /// <summary>He asks more often than he may (429).</summary>
    TooOften,

    /// <summary>It cannot be done for now: the database is away, or there is too much to do (503).</summary>
    Unavailable,
}

/// <summary>
/// Why a fact is not recorded: a stable <paramref name="Code"/> for programs and a sentence that tells a person what to do.
/// <paramref name="Errors"/> names the fields at fault, where fields are.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string Code, Text Detail, IReadOnlyDictionary<string, Text>? Errors = null)
{
    public static Refusal Malformed(IReadOnlyDictionary<string, Text> errors) =>
        new(RefusalKind.Malformed, "malformed", new("请求内容有误，请按 errors 中的提示逐项改正。", "The request is malformed: put right what `errors` names."), errors);

    public static Refusal Malformed(string field, Text error) => Malformed(new Dictionary<string, Text>(StringComparer.Ordinal) { [field] = error });

    public static Refusal TooManyFacts { get; } = Rule("tooManyFacts",
        $"一个项目最多登记 {History.MostFacts} 条记录，请另行登记为新的项目（以 parent 指明整体）。",
        $"A project has at most {History.MostFacts} facts; register what comes as a project of its own (with its whole as `parent`).");

    public static Refusal InFuture(DateOnly day, DateOnly today) => Rule("inFuture",
        $"发生日期 {day:yyyy-MM-dd} 晚于今天（{today:yyyy-MM-dd}），请填写实际发生的日期。",
        $"{day:yyyy-MM-dd} is later than today ({today:yyyy-MM-dd}); give the day it really happened.");

    public static Refusal BeforePrevious(Text previous, DateOnly day, DateOnly previousDay) => Rule("beforePrevious",
        $"日期 {day:yyyy-MM-dd} 早于“{previous.Zh}”（{previousDay:yyyy-MM-dd}），请核对两者的日期。",
        $"{day:yyyy-MM-dd} is before “{previous.En}” ({previousDay:yyyy-MM-dd}), which it must follow; check both days.");

    public static Refusal NotSigned { get; } = Rule("notSigned",
        "项目尚未签约（竞争性产业项目须先签约才能开工），请先登记签约。",
        "The project has not been signed, which a competitive one must be before it starts; record the signing first.");

    public static Refusal NotStarted { get; } = Rule("notStarted",
        "项目尚未开工，请先登记开工。",
        "The project has not started; record the start first.");

    public static Refusal NotCommissioned { get; } = Rule("notCommissioned",
        "项目在该日期尚未投产，请先登记投产。",
        "The project has not been commissioned by that day; record the commissioning first.");

    public static Refusal PermitRequired(string zh, string en) => Rule("permitRequired", zh, en);

    public static Refusal IsMerged { get; } = Rule("isMerged",
        "项目已确认为重复项目并已并入另一项目，请在被并入的项目上登记；如认定有误，请先作废该认定。",
        "The project was confirmed to repeat another one and merged into it; record the fact of that one, or void the confirmation first.");

    public static Refusal IsOfOneWhole { get; } = Rule("isOfOneWhole",
        "两个项目是上级项目与其子项目，不是重复项目；如上下级关系有误，请先更正 parent。",
        "One of the two is a part of the other, which is no repetition; where that is wrong, put `parent` right first.");

    public static Refusal UnknownParent { get; } = Rule("unknownParent",
        "没有这个上级项目，或上级项目就是本项目，请核对 parent。",
        "There is no such parent, or it is the project itself; check `parent`.");

    public static Refusal ParentIsPart { get; } = Rule("parentIsPart",
        "上级项目本身是子项目或已并入另一项目，请填写最上一级的项目。",
        "The parent is itself a part or was merged into another project; name the project on top.");

    /// <summary>A fact that is on record, or goes with the request, would no longer be possible.</summary>
    public static Refusal Contradicts(RecordedFact recorded, Refusal why)
    {
        var title = FactType.Of(recorded.Fact).Title;
        // A field of that other fact is none of the request's.
        var (kind, code, reason) = why.Errors is null ? (why.Kind, why.Code, why.Detail) : (RefusalKind.Rule, "contradicts", why.Errors.Values.First());
        return new(kind, code, new(
            $"与版本 {recorded.Version}“{title.Zh}”（{recorded.Fact.OccurredOn:yyyy-MM-dd}）矛盾：{reason.Zh}有误的记录请先作废；停工与复工等成对的补报请在一次批量登记中提交。",
            $"It contradicts version {recorded.Version}, “{title.En}” ({recorded.Fact.OccurredOn:yyyy-MM-dd}): {reason.En} Void what is wrong first; what belongs together, such as a stop and its end, is sent in one import."));
    }

    public static Refusal IsSuspended { get; } = Rule("isSuspended",
        "项目当日处于停工状态，请先登记复工。",
        "The project is suspended on that day; record that it resumed first.");

    public static Refusal IsWithdrawn { get; } = Rule("isWithdrawn",
        "项目已调出项目库，请先恢复入库。",
        "The project has left the library; restore it first.");

    public static Refusal UnknownRegion(RegionCode region, City city) => Rule("unknownRegion",
        $"{city.Name}没有代码为 {region} 的县（市、区），请核对行政区划代码。",
        $"{city.Name} ({city.Code}) has no region {region}; check the code.");

    public static Refusal UnknownIndustry(string industry, City city) => Rule("unknownIndustry",
        $"{city.Name}的行业目录中没有“{industry}”，请从目录中选择。",
        $"“{industry}” is not among the industries of {city.Name} ({city.Code}); choose one of them.");

    public static Refusal BadNationalCode { get; } = Rule("badNationalCode",
        "国家项目代码应为 4-6-2-2-6 位数字并以连字符分隔，且地区段属于本市、本省或国家部门，请核对。",
        "A national project code is 4-6-2-2-6 digits with hyphens, given by this city, its province or a ministry; check it.");

    public static Refusal ReasonRequired { get; } = Rule("reasonRequired",
        "请选择原因；选择“其他”时须用文字说明。",
        "Give a reason; with “other”, say it in words.");

    public static Refusal NotLater(PlannedDate from, PlannedDate to) => Rule("notLater",
        $"延期后的时间 {to} 不晚于原计划 {from}，请填写更晚的时间。",
        $"{to} is not later than {from}, the date planned so far; a delay moves the date later.");

    public static Refusal FromMismatch(PlannedDate from, PlannedDate planned) => Rule("fromMismatch",
        $"填报的原计划 {from} 与在册的计划 {planned} 不一致，请核对。",
        $"The date delayed from, {from}, is not the one on record, {planned}; check it.");

    public static Refusal Already(string code, Text what, DateOnly on) => new(RefusalKind.Conflict, code, new(
        $"项目已于 {on:yyyy-MM-dd} {what.Zh}，同一项目不重复登记；如需更正，请先作废原记录。",
        $"The project was already {what.En} on {on:yyyy-MM-dd}; to correct that, void the fact first."));

    public static Refusal Rule(string code, string zh, string en) => new(RefusalKind.Rule, code, new(zh, en));
}
