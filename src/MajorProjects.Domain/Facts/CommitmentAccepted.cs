namespace MajorProjects.Domain.Facts;

/// <summary>
/// 承诺制: the authority let the owner go ahead on his word that he will obtain an approval by a day. Until then works may start without it.
/// </summary>
[FactType("commitmentAccepted", "承诺受理", "commitment accepted")]
public sealed record CommitmentAccepted : Fact
{
    public const string MilestoneKind = "committed";

    public required ApprovalKind Kind { get; init; }

    /// <summary>The day by which it will be there.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The authority that accepted the word.</summary>
    public string? Authority { get; init; }

    public override Milestone CountsAs() => new(MilestoneKind, Subject: Kind.ToKey());

    public override Refusal? RefusedBy(History history, Recording recording) =>
        history.On(OccurredOn).Approvals.ContainsKey(Kind)
            ? new(RefusalKind.Conflict, "alreadyObtained", new(
                $"该项手续（{Kind.Title().Zh}）当日已经取得，无需承诺，请核对日期。",
                $"That approval ({Kind.Title().En}) had been obtained by that day, so there is nothing to undertake; check the day."))
            : null;

    // A later word on the same approval stands in place of the earlier one.
    public override Project Apply(Project project) => project with { Commitments = project.Commitments.SetItem(Kind, DueOn) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("authority", Authority, 200);
        if (DueOn < OccurredOn) errors.Add("dueOn", "承诺期限不能早于受理日期。", "It cannot be due before it is accepted.");
    }
}
