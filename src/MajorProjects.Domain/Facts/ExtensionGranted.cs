using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>延期批准: somebody other than the requester granted the extension. The delay that follows from it is recorded with it.</summary>
[FactType("extensionGranted", "延期批准", "extension granted")]
public sealed record ExtensionGranted : Fact
{
    public const string Kind = "extensionGranted";

    /// <summary>The milestone of which an extension is waiting for a decision.</summary>
    public required PlannedMilestone Milestone { get; init; }

    /// <summary>The date granted, where it is not the one asked for.</summary>
    public PlannedDate? To { get; init; }

    public override Milestone CountsAs() => new(Kind, Subject: Milestone.ToKey(), To: To);

    public override bool NeedsReview() => false;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (LacksItsDelay(history))
            return Refusal.Rule("noDelay", "随该批准而来的延期已经作废。", "The delay that followed from this grant no longer stands.");
        if (ExtensionRequested.NotDecidable(history, Milestone, OccurredOn, recording.By) is { } refusal) return refusal;
        if (Milestone.AlreadyReached(history, OccurredOn) is { } reached) return reached;
        var then = history.On(OccurredOn);
        if (then.Details!.PlannedFor(Milestone) is not { } planned) return ExtensionRequested.NotPlanned;
        var granted = To ?? then.PendingExtensions[Milestone].To;
        return granted.IsLaterThan(planned) ? null : Refusal.NotLater(planned, granted);
    }

    public override IEnumerable<Fact> Brings(History history)
    {
        var then = history.On(OccurredOn);
        var request = then.PendingExtensions[Milestone];
        yield return new ProjectDelayed
        {
            OccurredOn = OccurredOn,
            Milestone = Milestone,
            From = then.Details!.PlannedFor(Milestone),
            To = To ?? request.To,
            Reason = request.Reason,
            Text = request.Text,
            Extension = true,
        };
    }

    // On record it stands and falls with what it brought.
    private static bool LacksItsDelay(History history) => history.Judged is { } here
        && !history.Standing.Any(f => f.Version == here.Version + 1 && f.Fact is ProjectDelayed { Extension: true });

    public override Project Apply(Project project) => project with { PendingExtensions = project.PendingExtensions.Remove(Milestone) };
}
