using MajorProjects.Domain;

namespace MajorProjects.Server.Access;

/// <summary>What a caller is to the system; tokens name it by its camelCase key.</summary>
public enum Role
{
    /// <summary>填报：registers and records for its own county.</summary>
    Reporter,

    /// <summary>审核：accepts or returns what others reported.</summary>
    Reviewer,

    /// <summary>调度：works on the whole city.</summary>
    Officer,

    /// <summary>领导：reads.</summary>
    Leader,

    /// <summary>审计：reads everything in the city, writes nothing.</summary>
    Auditor,

    /// <summary>系统管理员：cities, settings, backup; no project data.</summary>
    SystemAdministrator,

    /// <summary>安全管理员：who may do what; no project data.</summary>
    SecurityAdministrator,

    /// <summary>审计管理员：the access log; no project data.</summary>
    AuditAdministrator,
}

internal static class Roles
{
    /// <summary>The roles by the keys that tokens name them by.</summary>
    public static IReadOnlyDictionary<string, Role> ByKey { get; } = Enum.GetValues<Role>().ToDictionary(role => role.ToKey(), StringComparer.Ordinal);

    /// <summary>Whether it administers the system: whoever does has no business with its data (三权分立, GB/T 22239-2019).</summary>
    public static bool IsAdministrator(this Role role) => role is Role.SystemAdministrator or Role.SecurityAdministrator or Role.AuditAdministrator;
}
