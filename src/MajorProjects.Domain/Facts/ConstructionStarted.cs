namespace MajorProjects.Domain.Facts;

/// <summary>
/// 开工: a permanent structure of the design was first formally broken into (正式破土开槽), or formal piling began. Survey, levelling,
/// demolition, temporary roads and a ceremony without works are none.
/// </summary>
[FactType("constructionStarted", "开工", "started")]
public sealed record ConstructionStarted : Fact
{
    public const string Kind = "started";

    /// <summary>The permanent structure first broken into, as the papers name it.</summary>
    public string? Structure { get; init; }

    public override Milestone CountsAs() => new(Kind, Stage.Started);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var project = history.Now;
        if (project.DayOf(Kind) is { } started) return Refusal.Already("alreadyStarted", new("开工", "started"), started);
        var signed = project.DayOf(ContractSigned.Kind);
        if (signed > OccurredOn) return Refusal.BeforePrevious(new("签约", "signing"), OccurredOn, signed.Value);
        if (signed is null && project.Details is { Sector: Sector.Competitive, PriorStepsUnrecorded: false }) return Refusal.NotSigned;
        var then = history.On(OccurredOn);
        if (then.IsSuspended) return Refusal.IsSuspended;
        // Last, since a permit that is heard of later is no reason to refuse it, and must hide no other.
        return CommitmentBroken(then) ?? PermitMissing(project, then);
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("structure", Structure, 200);
    }

    // 承诺制: what was undertaken by a day must be there by that day.
    private Refusal? CommitmentBroken(Project then)
    {
        foreach (var (kind, due) in then.Commitments)
            if (due < OccurredOn && !then.Approvals.ContainsKey(kind))
                return Refusal.PermitRequired(
                    $"承诺于 {due:yyyy-MM-dd} 前取得的手续（{kind.Title().Zh}）在开工日仍未取得，请先登记该项手续。",
                    $"What was undertaken by {due:yyyy-MM-dd} ({kind.Title().En}) had not been obtained on the day of the start; record that approval first.");
        return null;
    }

    // A permit that came only after the start must have been undertaken.
    private Refusal? PermitMissing(Project project, Project then) =>
        project.Approvals.TryGetValue(ApprovalKind.ConstructionPermit, out var permitted) && permitted > OccurredOn
            && !then.Commitments.ContainsKey(ApprovalKind.ConstructionPermit)
            ? Refusal.PermitRequired(
                "施工许可在开工日之后才取得，且没有有效的承诺；请核对日期，或先登记承诺（commitmentAccepted）。",
                "The construction permit was obtained only after the start, and nothing had been undertaken; check the days, or record the commitment first.")
            : null;
}
