using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>延期申请: somebody asks for a later date of a milestone. Somebody else decides.</summary>
[FactType("extensionRequested", "延期申请", "extension requested")]
public sealed record ExtensionRequested : Fact
{
    public const string Kind = "extensionRequested";

    public required PlannedMilestone Milestone { get; init; }

    /// <summary>The date asked for.</summary>
    public required PlannedDate To { get; init; }

    public ReasonCode? Reason { get; init; }

    /// <summary>The reason in words; required with <see cref="ReasonCode.Other"/>.</summary>
    public string? Text { get; init; }

    public override Milestone CountsAs() => new(Kind, Reason: Reason?.ToKey(), Subject: Milestone.ToKey(), To: To);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Reasons.Refuses(Reason, Text) is { } noReason) return noReason;
        if (Milestone.AlreadyReached(history, OccurredOn) is { } reached) return reached;
        var then = history.On(OccurredOn);
        if (then.PendingExtensions.ContainsKey(Milestone))
            return new(RefusalKind.Conflict, "alreadyRequested", new(
                "该节点已有一份延期申请等待审批，请先等候审批结果。", "An extension of that milestone is waiting for a decision already; wait for it."));
        if (then.Details?.PlannedFor(Milestone) is not { } planned) return NotPlanned;
        return To.IsLaterThan(planned) ? null : Refusal.NotLater(planned, To);
    }

    public override Project Apply(Project project) => project with { PendingExtensions = project.PendingExtensions.SetItem(Milestone, this) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("text", Text, LongestText);
    }

    internal static Refusal NotPlanned { get; } = Refusal.Rule("notPlanned",
        "该节点没有在册的计划时间，无从延期；请先登记计划时间（detailsRevised）。",
        "No date is on record for that milestone, so there is nothing to extend; record the planned date first (detailsRevised).");

    /// <summary>Why nobody, or not this person, can decide on an extension on a day.</summary>
    internal static Refusal? NotDecidable(History history, PlannedMilestone milestone, DateOnly day, string? by)
    {
        if (!history.On(day).PendingExtensions.TryGetValue(milestone, out var request))
            return Refusal.Rule("notRequested",
                "该节点当日没有待审批的延期申请，请核对节点和日期。",
                "No extension of that milestone was waiting for a decision on that day; check the milestone and the day.");
        var requester = history.Standing.First(f => ReferenceEquals(f.Fact, request)).By;
        return by is not null && by == requester
            ? Refusal.Rule("ownRequest",
                "延期申请须由申请人以外的人审批。",
                "An extension is decided by somebody other than the one who asked for it.")
            : null;
    }
}
