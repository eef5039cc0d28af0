namespace MajorProjects.Domain.Facts;

/// <summary>排除重复: the two projects are different works; for this reason.</summary>
[FactType("duplicateDismissed", "排除重复", "duplicate dismissed")]
public sealed record DuplicateDismissed : Fact
{
    /// <summary>The id of the other project.</summary>
    public required Guid Of { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    // Two projects are the same works or not, whatever the day.
    public override DateOnly HoldsFrom() => DateOnly.MinValue;

    public override bool ConcernsWithdrawn() => true;

    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Guid? Concerns() => Of;

    public override Refusal? RefusedBy(History history, Recording recording) => Suspicion.Decided(history, Of, recording);

    public override Project Apply(Project project) => project with { Suspicions = project.Suspicions.SetItem(Of, false) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
    }
}
