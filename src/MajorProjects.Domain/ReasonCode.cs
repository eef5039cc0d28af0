namespace MajorProjects.Domain;

/// <summary>Why something is late or stands still. A recording mistake is never a reason: it is a correction.</summary>
public enum ReasonCode
{
    /// <summary>征地拆迁</summary>
    Land,

    /// <summary>审批手续</summary>
    Approval,

    /// <summary>资金</summary>
    Funding,

    /// <summary>环保/能耗</summary>
    Environment,

    /// <summary>设计变更</summary>
    Design,

    /// <summary>市场</summary>
    Market,

    /// <summary>配套条件</summary>
    Utilities,

    /// <summary>施工单位</summary>
    Contractor,

    /// <summary>天气/灾害</summary>
    Weather,

    /// <summary>政策</summary>
    Policy,

    /// <summary>Anything else; it must be put in words.</summary>
    Other,
}

/// <summary>The rule on reasons, shared by the facts that carry one.</summary>
public static class Reasons
{
    public static Refusal? Refuses(ReasonCode? reason, string? text) =>
        reason is null || (reason is ReasonCode.Other && string.IsNullOrWhiteSpace(text)) ? Refusal.ReasonRequired : null;
}
