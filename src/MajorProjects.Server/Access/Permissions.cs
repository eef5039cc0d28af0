using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Access;

/// <summary>What can be done in the system.</summary>
public enum Operation
{
    /// <summary>Read projects, their facts and evidence, and the views over them.</summary>
    Read,

    /// <summary>Read what concerns all counties at once.</summary>
    ReadCity,

    /// <summary>Read what auditors ask of the records of one county or more.</summary>
    Audit,

    /// <summary>Read what auditors ask of the city as a whole.</summary>
    AuditCity,

    /// <summary>Register projects, record what happened to them, attach evidence, void what was wrong.</summary>
    Record,

    /// <summary>Confirm or return what others recorded; decide on extensions.</summary>
    Review,

    /// <summary>Put a plan off, tell duplicates apart, publish rounds.</summary>
    Dispatch,

    /// <summary>Read digests and their schedules.</summary>
    ReadDigests,

    /// <summary>Set the schedules of digests, issue one by hand, have what was not delivered tried again.</summary>
    ManageDigests,

    /// <summary>See the cities of the installation and how far their views have come.</summary>
    ReadCities,

    /// <summary>Revoke tokens.</summary>
    Revoke,

    /// <summary>Read and check the access log.</summary>
    ReadAccessLog,
}

/// <summary>Who may do something.</summary>
/// <param name="Title">What it is.</param>
/// <param name="OfWholeCity">Whether a token that is limited to some of the city's regions cannot do it.</param>
/// <param name="Roles">Who may.</param>
public sealed record Grant(Text Title, bool OfWholeCity, params IReadOnlyList<Role> Roles);

/// <summary>The one table of who may do what; what it does not allow is refused.</summary>
public static class Permissions
{
    public static IReadOnlyDictionary<Operation, Grant> Table { get; } = new Dictionary<Operation, Grant>
    {
        [Operation.Read] = new(new("查阅项目、记录、佐证和视图", "read projects, facts, evidence and views"), false,
            Role.Reporter, Role.Reviewer, Role.Officer, Role.Leader, Role.Auditor),
        [Operation.ReadCity] = new(new("查阅全市性内容", "read what concerns all counties at once"), true,
            Role.Reporter, Role.Reviewer, Role.Officer, Role.Leader, Role.Auditor),
        [Operation.Audit] = new(new("查阅审计视图", "read the audit views"), false, Role.Officer, Role.Leader, Role.Auditor),
        [Operation.AuditCity] = new(new("查阅全市性审计视图", "read the audit views that concern all counties at once"), true, Role.Officer, Role.Leader, Role.Auditor),
        [Operation.Record] = new(new("登记项目和事实、上传佐证、作废", "register, record, attach, void"), false, Role.Reporter, Role.Officer),
        [Operation.Review] = new(new("审核、退回、批准延期（不得审本人登记的）", "confirm, return, decide on extensions (never one's own)"), false,
            Role.Reviewer, Role.Officer),
        [Operation.Dispatch] = new(new("直接登记延期、认定重复、发布三个一批", "put a plan off, tell duplicates apart, publish rounds"), true, Role.Officer),
        [Operation.ReadDigests] = new(new("查阅通报", "read digests"), false, Role.Reporter, Role.Reviewer, Role.Officer, Role.Leader, Role.Auditor),
        [Operation.ManageDigests] = new(new("设置通报计划、发出通报、重发", "set schedules of digests, issue them, have them tried again"), false, Role.Officer),
        [Operation.ReadCities] = new(new("查看城市和视图进度", "see cities and how far their views have come"), true, Role.SystemAdministrator),
        [Operation.Revoke] = new(new("吊销令牌", "revoke tokens"), true, Role.SecurityAdministrator),
        [Operation.ReadAccessLog] = new(new("查阅、校验访问日志", "read and check the access log"), true, Role.AuditAdministrator),
    };

    // What is none of these is for whoever records.
    private static readonly Dictionary<Type, Operation> OfFacts = new()
    {
        [typeof(FactConfirmed)] = Operation.Review,
        [typeof(FactReturned)] = Operation.Review,
        [typeof(ExtensionGranted)] = Operation.Review,
        [typeof(ExtensionRefused)] = Operation.Review,
        [typeof(ProjectDelayed)] = Operation.Dispatch,
        [typeof(DuplicateSuspected)] = Operation.Dispatch,
        [typeof(DuplicateConfirmed)] = Operation.Dispatch,
        [typeof(DuplicateDismissed)] = Operation.Dispatch,
    };

    /// <summary>What recording a fact of a kind is.</summary>
    public static Operation For(Type fact) => OfFacts.GetValueOrDefault(fact, Operation.Record);

    public static bool Allows(this IEnumerable<Role> roles, Operation operation) => Table[operation].Roles.Intersect(roles).Any();

    /// <summary>Whether nobody may hold all of these at once: who administers the system has no part in what it records.</summary>
    public static bool Conflict(IEnumerable<Role> roles) => roles.DistinctBy(role => role.IsAdministrator()).Count() > 1;
}
