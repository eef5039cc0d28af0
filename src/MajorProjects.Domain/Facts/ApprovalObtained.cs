namespace MajorProjects.Domain.Facts;

/// <summary>手续办结: an approval was given.</summary>
[FactType("approvalObtained", "手续办结", "approval obtained")]
public sealed record ApprovalObtained : Fact
{
    public const string MilestoneKind = "approved";

    public required ApprovalKind Kind { get; init; }

    /// <summary>The number of the document (文号).</summary>
    public required string Number { get; init; }

    /// <summary>The authority that gave it.</summary>
    public required string Authority { get; init; }

    public override Milestone CountsAs() => new(MilestoneKind, Subject: Kind.ToKey());

    // Works begun without a permit are a fact; that the permit came after all is not refused for it.
    public override bool CanContradict() => false;

    public override Refusal? RefusedBy(History history, Recording recording) =>
        history.Standing.Any(f => f.Fact is ApprovalObtained other && other.Kind == Kind && other.Number == Number)
            ? new(RefusalKind.Conflict, "alreadyObtained", new(
                $"文号为“{Number}”的该项手续已经登记，请核对文号。", $"The approval numbered “{Number}” is on record already; check the number."))
            : null;

    public override Project Apply(Project project) =>
        project.Approvals.ContainsKey(Kind) ? project : project with { Approvals = project.Approvals.Add(Kind, OccurredOn) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("number", Number, 200);
        errors.RequiredText("authority", Authority, 200);
    }
}
