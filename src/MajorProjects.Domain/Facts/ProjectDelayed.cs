using System.Text.Json.Serialization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 延期: the planned date of a milestone moved later. What was planned before stays its baseline. An extension that is granted records
/// it; an officer may record it without one.
/// </summary>
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

    /// <summary>It follows from an extension that was granted; recorded with it, and not by callers. Of others it is not even said that they do not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Extension { get; init; }

    public override Milestone CountsAs() => new(Kind, Reason: Reason?.ToKey(), Subject: Milestone.ToKey(), To: To);

    public IEnumerable<string> Revises() => [$"planned{Milestone}"];

    // Whoever granted the extension has reviewed it.
    public override bool NeedsReview() => !Extension;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Reasons.Refuses(Reason, Text) is { } noReason) return noReason;
        if (Milestone.AlreadyReached(history, OccurredOn) is { } reached) return reached;
        if (Extension && !FollowsFromGrant(history))
            return Refusal.Rule("noExtension",
                "延期批准后自动登记延期，请不要填写 extension；如需延期，请申请延期（extensionRequested）或直接登记延期。",
                "A granted extension records its delay by itself; leave extension out, or request an extension.");
        var planned = history.On(OccurredOn).Details?.PlannedFor(Milestone);
        if ((planned ?? From) is not { } from)
            return Refusal.Malformed("from", new("该节点没有在册的计划时间，请填写原计划。", "No date is on record for this milestone; give the one planned so far."));
        if (From is { } claimed && claimed != from) return Refusal.FromMismatch(claimed, from);
        return To.IsLaterThan(from) ? null : Refusal.NotLater(from, To);
    }

    public override Project Apply(Project project) => project with
    {
        Details = project.Details?.Delay(Milestone, From, To),
    };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("text", Text, LongestText);
    }

    // What a grant brings is recorded right after it; a new fact comes after nothing that brings it.
    private static bool FollowsFromGrant(History history) =>
        history.Judged is { } here && history.Standing.Any(f => f.Version == here.Version - 1 && f.Fact is ExtensionGranted);
}
