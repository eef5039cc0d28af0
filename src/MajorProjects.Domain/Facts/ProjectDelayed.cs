using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>延期: the planned date of a milestone moved later.</summary>
[FactType("projectDelayed", "延期", "delayed")]
public sealed record ProjectDelayed : Fact, IRevisesDetails
{
    public const string Kind = "delayed";

    public required PlannedMilestone Milestone { get; init; }

    /// <summary>The date planned so far; may be left out where one is on record.</summary>
    public PlannedDate? From { get; init; }

    /// <summary>The new date.</summary>
    public required PlannedDate To { get; init; }

    public ReasonCode? Reason { get; init; }

    /// <summary>The reason in words; required with <see cref="ReasonCode.Other"/>.</summary>
    public string? Text { get; init; }

    public override Milestone CountsAs() => new(Kind, Reason: Reason?.ToKey());

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Reasons.Refuses(Reason, Text) is { } noReason) return noReason;
        if (AlreadyReached(history.Now) is { } reached) return reached;
        var planned = history.On(OccurredOn).Details?.PlannedFor(Milestone);
        if ((planned ?? From) is not { } from)
            return Refusal.Malformed("from", new("该节点没有在册的计划时间，请填写原计划。", "No date is on record for this milestone; give the one planned so far."));
        if (From is { } claimed && claimed != from) return Refusal.FromMismatch(claimed, from);
        return To.IsLaterThan(from) ? null : Refusal.NotLater(from, To);
    }

    public override Project Apply(Project project) => project with
    {
        Details = project.Details?.Plan(Milestone, To),
    };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("text", Text, LongestText);
    }

    private Refusal? AlreadyReached(Project project)
    {
        (string Code, Text What, string Kind)? step = Milestone switch
        {
            PlannedMilestone.Signing => ("alreadySigned", new("签约", "signed"), ContractSigned.Kind),
            PlannedMilestone.Start => ("alreadyStarted", new("开工", "started"), ConstructionStarted.Kind),
            PlannedMilestone.Commissioning => ("alreadyCommissioned", new("投产", "commissioned"), ProjectCommissioned.Kind),
            _ => null,
        };
        return step is { } s && project.DayOf(s.Kind) is { } day && day <= OccurredOn ? Refusal.Already(s.Code, s.What, day) : null;
    }
}
