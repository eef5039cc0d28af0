namespace MajorProjects.Domain.Facts;

/// <summary>延期不予批准: somebody other than the requester refused the extension; the planned date stays.</summary>
[FactType("extensionRefused", "延期不予批准", "extension refused")]
public sealed record ExtensionRefused : Fact
{
    public const string Kind = "extensionRefused";

    /// <summary>The milestone of which an extension is waiting for a decision.</summary>
    public required PlannedMilestone Milestone { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Text { get; init; }

    public override Milestone CountsAs() => new(Kind, Subject: Milestone.ToKey());

    public override bool NeedsReview() => false;

    public override Refusal? RefusedBy(History history, Recording recording) =>
        ExtensionRequested.NotDecidable(history, Milestone, OccurredOn, recording.By);

    public override Project Apply(Project project) => project with { PendingExtensions = project.PendingExtensions.Remove(Milestone) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("text", Text, LongestText);
    }
}
