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
        if (PermitMissing(history) is { } missing) return missing;
        return history.On(OccurredOn).IsSuspended ? Refusal.IsSuspended : null;
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("structure", Structure, 200);
    }

    // 承诺制: what was undertaken by a day must be there by that day; and a permit that came only after the start must have been undertaken.
    private Refusal? PermitMissing(History history)
    {
        var then = history.On(OccurredOn);
        foreach (var (kind, due) in then.Commitments)
            if (due < OccurredOn && !then.Approvals.ContainsKey(kind))
                return Refusal.PermitRequired(
                    $"承诺于 {due:yyyy-MM-dd} 前取得的手续（{kind.Title().Zh}）在开工日仍未取得，请先登记该项手续。",
                    $"What was undertaken by {due:yyyy-MM-dd} ({kind.Title().En}) had not been obtained on the day of the start; record that approval first.");
        var permitted = history.Now.Approvals.TryGetValue(ApprovalKind.ConstructionPermit, out var day) ? day : OccurredOn;
        return permitted > OccurredOn && !then.Commitments.ContainsKey(ApprovalKind.ConstructionPermit)
            ? Refusal.PermitRequired(
                $"施工许可取得于 {permitted:yyyy-MM-dd}，晚于开工日，且没有有效的承诺；请核对日期，或先登记承诺（commitmentAccepted）。",
                $"The construction permit was obtained on {permitted:yyyy-MM-dd}, after the start, and nothing had been undertaken; check the days, or record the commitment first.")
            : null;
    }
}
