namespace MajorProjects.Domain.Facts;

/// <summary>
/// 确认重复: the project is the same works as another one and was merged into it. It always was, so views leave it out of every count
/// on any day, from when that is known.
/// </summary>
[FactType("duplicateConfirmed", "确认重复", "duplicate confirmed")]
public sealed record DuplicateConfirmed : Fact, IRevisesDetails
{
    /// <summary>The id of the project that stays.</summary>
    public required Guid Of { get; init; }

    public override DateOnly HoldsFrom() => DateOnly.MinValue;

    public override bool ConcernsWithdrawn() => true;

    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Guid? Concerns() => Of;

    public IEnumerable<string> Revises() => ["mergedInto"];

    public override Refusal? RefusedBy(History history, Recording recording) => Suspicion.Decided(history, Of, recording)
        // It may look like several, and is one of them.
        ?? (history.Now.Details?.MergedInto is null ? null : Refusal.IsMerged)
        ?? (Suspicion.IsOfOneWhole(history, Of, recording) ? Refusal.IsOfOneWhole : null)
        ?? (recording.Others is { } others && !(others.TryGetValue(Of, out var other) && other.Details is { MergedInto: null })
            ? Refusal.Rule("otherIsMerged", "对方项目已并入别的项目，请改认定对方所并入的项目。", "The other project was itself merged into a third; confirm against that one.")
            : null);

    public override Project Apply(Project project) => project with
    {
        Suspicions = project.Suspicions.SetItem(Of, true),
        Details = project.Details is null ? null : project.Details with { MergedInto = Of },
    };
}

/// <summary>The rule on deciding a suspicion, shared by both ways to do so: a pair is suspected once and decided once, whichever of the two has the record.</summary>
internal static class Suspicion
{
    public static Refusal? Decided(History history, Guid of, Recording recording)
    {
        var own = history.Now.Suspicions.TryGetValue(of, out var decided);
        var theirs = FromOtherSide(of, recording, out var decidedThere);
        if (!own && !theirs)
            return Refusal.Rule("notSuspected", "没有这两个项目疑似重复的记录，请先登记疑似重复。", "That these two are one was never suspected; record that first.");
        return (decided ?? decidedThere) is null
            ? null
            : new(RefusalKind.Conflict, "alreadyDecided", new("该疑似重复已有处理结果，如需更正请先作废。", "That suspicion was decided already; void the decision to change it."));
    }

    /// <summary>Whether one of the two is a part of the other: merged into it, neither would be counted.</summary>
    public static bool IsOfOneWhole(History history, Guid of, Recording recording) =>
        history.Now.Details?.Parent == of
        || (recording is { Project: { } project, Others: { } others } && others.TryGetValue(of, out var other) && other.Details?.Parent == project);

    /// <summary>Whether the other project is suspected to repeat this one, and what came of that; no where nobody looked at it.</summary>
    public static bool FromOtherSide(Guid of, Recording recording, out bool? decided)
    {
        decided = null;
        return recording is { Project: { } project, Others: { } others } && others.TryGetValue(of, out var other) && other.Suspicions.TryGetValue(project, out decided);
    }
}
