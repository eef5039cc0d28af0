using MajorProjects.Domain.Duplicates;

namespace MajorProjects.Domain.Facts;

/// <summary>疑似重复: the project looks like another one that is in the library already. An officer confirms or dismisses it.</summary>
[FactType("duplicateSuspected", "疑似重复", "duplicate suspected")]
public sealed record DuplicateSuspected : Fact
{
    /// <summary>The id of the project that it looks like.</summary>
    public required Guid Of { get; init; }

    public required DuplicateGrounds Grounds { get; init; }

    /// <summary>How alike they are, 0 to 1, where that was measured.</summary>
    public decimal? Similarity { get; init; }

    // Two projects are the same works or not, whatever the day.
    public override DateOnly HoldsFrom() => DateOnly.MinValue;

    public override bool ConcernsWithdrawn() => true;

    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Guid? Concerns() => Of;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (history.Now.Suspicions.ContainsKey(Of) || Suspicion.FromOtherSide(Of, recording, out _))
            return new(RefusalKind.Conflict, "alreadySuspected", new(
                "这两个项目的疑似重复已经登记过，请查阅其处理结果。", "That these two are one was suspected before; see what came of it."));
        if (Suspicion.IsOfOneWhole(history, Of, recording)) return Refusal.IsOfOneWhole;
        return recording.Others is { } others && (Of == recording.Project || !others.ContainsKey(Of))
            ? Refusal.Rule("unknownOther", "没有与之比对的另一个项目，请核对 of。", "There is no other project of that id; check `of`.")
            : null;
    }

    public override Project Apply(Project project) => project with { Suspicions = project.Suspicions.SetItem(Of, null) };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Range("similarity", Similarity, 0, 1);
    }
}
