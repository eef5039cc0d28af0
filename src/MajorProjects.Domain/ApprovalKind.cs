namespace MajorProjects.Domain;

/// <summary>A kind of official approval that works may need.</summary>
public enum ApprovalKind
{
    /// <summary>审批</summary>
    ProjectApproval,

    /// <summary>核准</summary>
    Verification,

    /// <summary>备案</summary>
    Filing,

    /// <summary>用地</summary>
    LandUse,

    /// <summary>规划</summary>
    Planning,

    /// <summary>环评</summary>
    EnvironmentalImpact,

    /// <summary>能评</summary>
    EnergySaving,

    /// <summary>施工许可</summary>
    ConstructionPermit,
}

/// <summary>What people call them.</summary>
public static class ApprovalKinds
{
    public static Text Title(this ApprovalKind kind) => kind switch
    {
        ApprovalKind.ProjectApproval => new("审批", "project approval"),
        ApprovalKind.Verification => new("核准", "verification"),
        ApprovalKind.Filing => new("备案", "filing"),
        ApprovalKind.LandUse => new("用地", "land use"),
        ApprovalKind.Planning => new("规划", "planning"),
        ApprovalKind.EnvironmentalImpact => new("环评", "environmental impact"),
        ApprovalKind.EnergySaving => new("能评", "energy saving"),
        _ => new("施工许可", "construction permit"),
    };
}
