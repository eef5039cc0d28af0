using MajorProjects.Domain;

namespace MajorProjects.Server.Audit;

/// <summary>What an auditor can ask for as a list, at <c>/audit/{Key}</c> and, as a workbook, at <c>/audit/{Key}.xlsx</c>.</summary>
public sealed record AuditView(string Key, Text Title)
{
    public static AuditView Backdated { get; } = new("backdated", new("补报记录", "Facts recorded late"));

    public static AuditView NearDeadline { get; } = new("nearDeadline", new("临期填报", "Facts recorded shortly before a reporting deadline"));

    public static AuditView Corrections { get; } = new("corrections", new("更正情况", "Corrections and the figures that they moved"));

    public static AuditView ChangedFigures { get; } = new("changedFigures", new("数字变动", "Figures that are not what was said then"));

    public static AuditView Untouched { get; } = new("untouched", new("从未更新", "Projects never touched since their registration"));

    public static AuditView NeverStarted { get; } = new("neverStarted", new("签而未开", "Signings that never started"));

    public static AuditView SharedParties { get; } = new("sharedParties", new("同一投资方或地点", "The same investor or site across projects"));

    public static AuditView Rounds { get; } = new("rounds", new("三个一批对照", "Figures of rounds against computed ones"));
}
