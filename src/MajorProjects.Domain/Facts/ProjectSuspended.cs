namespace MajorProjects.Domain.Facts;

/// <summary>停工: the works stopped, for a coded reason, until it is reviewed whether they can go on.</summary>
[FactType("projectSuspended", "停工", "suspended")]
public sealed record ProjectSuspended : Fact
{
    public const string Kind = "suspended";

    public ReasonCode? Reason { get; init; }

    /// <summary>The reason in words; required with <see cref="ReasonCode.Other"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The day on which it is reviewed.</summary>
    public required DateOnly ReviewOn { get; init; }

    public override Milestone CountsAs() => new(Kind, Reason: Reason?.ToKey());

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Reasons.Refuses(Reason, Text) is { } noReason) return noReason;
        return Works.NotUnderWay(history, OccurredOn);
    }

    public override Project Apply(Project project) => project with { IsSuspended = true };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("text", Text, LongestText);
        if (ReviewOn <= OccurredOn) errors.Add("reviewOn", "复查日期应晚于停工日期。", "The review must be later than the suspension.");
    }
}
