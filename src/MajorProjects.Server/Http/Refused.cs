using MajorProjects.Domain;
using MajorProjects.Server.Access;

namespace MajorProjects.Server.Http;

/// <summary>Ends a request with a refusal where a return value cannot: while its parts are being read.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Refusals that concern the request and not a project.</summary>
internal static class Refused
{
    public static Refusal Unauthenticated { get; } = new(RefusalKind.Unauthenticated, "unauthenticated", new(
        "请先登录：请求须携带有效的访问令牌（Authorization: Bearer …）。", "Sign in first: the request needs a valid access token (Authorization: Bearer …)."));

    public static Refusal OutOfScope { get; } = new(RefusalKind.Forbidden, "outOfScope", new(
        "您的令牌不包括该城市或县区，请使用相应范围的令牌。", "Your token does not cover that city or county; use one that does."));

    public static Refusal OfWholeCity { get; } = new(RefusalKind.Forbidden, "outOfScope", new(
        "此项涉及全市，您的令牌只限部分县区，请由全市范围的人员办理。", "This concerns the whole city, and your token is limited to some of its regions; somebody of the whole city can do it."));

    public static Refusal NotAllowed(Operation operation)
    {
        var (title, roles) = (Permissions.Table[operation].Title, string.Join(", ", Permissions.Table[operation].Roles.Select(role => role.ToKey())));
        return new(RefusalKind.Forbidden, "notAllowed", new(
            $"您的角色不能{title.Zh}，请由以下角色之一办理：{roles}。", $"Your role cannot {title.En}; one of these can: {roles}."));
    }

    public static Refusal ConflictingRoles { get; } = new(RefusalKind.Forbidden, "conflictingRoles", new(
        "同一令牌不能兼有管理员角色和业务角色，请分别申领。", "A token cannot hold an administrator's role and one that handles projects; have one issued for each."));

    public static Refusal WhichCity { get; } = Refusal.Malformed("city", new(
        "令牌包括多个城市，请用 city 参数指明其中一个（六位代码）。", "The token names several cities; say which by the parameter city (six digits)."));

    public static Refusal UnknownCity(string city) => Refusal.Rule("unknownRegion",
        $"城市 {city} 尚未在本系统登记，请先由管理员登记（cities add）。", $"The city {city} is not registered here; an administrator registers it (cities add).");

    public static Refusal UnknownProject(string project) => new(RefusalKind.Unknown, "unknownProject", new(
        $"没有标识或代码为“{project}”的项目，请核对。", $"There is no project with the id or code “{project}”; check it."));

    public static Refusal UnknownPath { get; } = new(RefusalKind.Unknown, "unknownPath", new(
        "没有这个地址或方法，请查阅 /docs。", "There is no such path or method; see /docs."));

    public static Refusal StaleVersion(int current) => new(RefusalKind.Stale, "staleVersion", new(
        $"项目已有更新（当前版本 {current}），请读取最新内容后重试。", $"The project has moved on (version {current}); read it again, then retry."));

    public static Refusal ConcurrentWrite { get; } = new(RefusalKind.Conflict, "concurrentWrite", new(
        "他人刚刚更新了该项目，本次未写入，请读取最新内容后重试。", "Somebody else has just written to this project and nothing was written; read it again, then retry."));

    public static Refusal CodeTaken(string code) => new(RefusalKind.Conflict, "codeTaken", new(
        $"代码“{code}”已被本市另一项目使用，请核对。", $"The code “{code}” belongs to another project of this city; check it."));

    public static Refusal IdempotencyKeyReused { get; } = Refusal.Rule("idempotencyKeyReused",
        "该 Idempotency-Key 已用于另一内容的请求，请换用新的键。", "That Idempotency-Key was used for a different request; use a new one.");

    public static Refusal TooLarge(int limit) => new(RefusalKind.TooLarge, "tooLarge", new(
        $"请求内容超过 {limit / 1024} KiB 的上限，请分批提交。", $"The body is larger than {limit / 1024} KiB; send it in parts."));

    public static Refusal TooMany(int limit) => new(RefusalKind.TooLarge, "tooLarge", new(
        $"一次最多提交同一项目的 {limit} 条记录，请分批提交。", $"At most {limit} facts of one project at a time; send them in parts."));

    public static Refusal UnsupportedMedia(string expected) => new(RefusalKind.UnsupportedMedia, "unsupportedMedia", new(
        $"请以 {expected} 格式提交。", $"Send it as {expected}."));

    public static Refusal Unavailable { get; } = new(RefusalKind.Unavailable, "unavailable", new(
        "数据库暂时不可用，请稍后用同一 Idempotency-Key 重发，不会重复写入。", "The database is away for the moment; send it again shortly, with the same Idempotency-Key, and nothing is written twice."));

    public static Refusal TimedOut { get; } = new(RefusalKind.Unavailable, "timeout", new(
        "处理超时，已停止；查询请缩小范围后重试，写入请用同一 Idempotency-Key 重发，不会重复写入。",
        "It took too long and was stopped; narrow a question down before asking it again, and send a write again with the same Idempotency-Key: nothing is written twice."));

    public static Refusal Busy { get; } = new(RefusalKind.Unavailable, "busy", new(
        "系统正忙，本次未处理，请稍后重试。", "The system is busy and did nothing; try again shortly."));

    public static Refusal TooManyRequests { get; } = new(RefusalKind.TooOften, "tooManyRequests", new(
        "请求过于频繁，本次未处理，请等待 Retry-After 给出的秒数后重试。", "Too many requests, so this one did nothing; wait for as many seconds as Retry-After says, then try again."));

    public static Refusal TooMuchToList(int most) => Refusal.Rule("tooMuchToList",
        $"结果超过 {most} 项，请用 region、industry、class、sector 或期间等条件缩小范围。",
        $"There are more than {most} items to list; narrow it down by region, industry, class, sector or period.");

    public static Refusal NotYetShown { get; } = new(RefusalKind.Unavailable, "notYetShown", new(
        "视图尚未更新到所要求的位置，请稍后重试。", "The views have not reached that position yet; try again shortly."));
}
