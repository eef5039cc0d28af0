using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 作废: an earlier fact was recorded by mistake and no longer stands. Both stay in the history; the right fact, where there is one,
/// is recorded again. What could not have happened without it is voided with it, where the request names all of that.
/// </summary>
[FactType("factVoided", "作废", "voided")]
public sealed record FactVoided : Fact, ITakesBack
{
    /// <summary>The version, in the project's history, of the fact that is voided.</summary>
    public required int Version { get; init; }

    /// <summary>The versions of the facts that depend on it and are voided with it: all of them, or none where there are none.</summary>
    public ValueList<int>? Dependents { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>On whose authority.</summary>
    public string? Authority { get; init; }

    public override bool ConcernsWithdrawn() => true;

    // Whatever becomes impossible by it is named in it.
    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var voided = history.VoidedBy;
        if (voided.ContainsKey(Version)) return new(RefusalKind.Conflict, "alreadyVoided", new("该记录已经作废或退回。", "That fact was voided or returned already."));
        var voiding = history.Facts.Find(f => f.Version == Version)?.Fact;
        if (voiding is null or IAboutFact or ProjectRegistered)
            return Refusal.Rule("cannotVoid",
                "没有这一版本的记录，或该记录不能作废（入库登记、作废、审核通过、退回），请核对版本号。",
                "There is no such version, or it cannot be voided (a registration, a voiding, a review); check the version.");
        if (voiding is ProjectDelayed { Extension: true })
            return Refusal.Rule("cannotVoid",
                $"该延期随版本 {Version - 1} 的延期批准而来，请作废该批准，并在 dependents 中列出本版本。",
                $"That delay follows from the extension granted in version {Version - 1}; void that, and name this one in dependents.");
        var dependents = history.DependentsOf(Version, recording);
        return (recording.OnlyOwn ? RefusesOthers(history, [Version, .. dependents], recording.By) : null) ?? this.RefusesDependents(dependents);
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
        errors.Text("authority", Authority, 200);
        this.CheckDependents(errors);
    }

    /// <summary>Whoever may correct only his own records may do so until they are confirmed; what the system found while he recorded is none of his.</summary>
    private static Refusal? RefusesOthers(History history, IReadOnlyList<int> versions, string? by)
    {
        if (history.Facts.Any(f => versions.Contains(f.Version) && (by is null || f.By != by || !f.Fact.NeedsReview())))
            return new(RefusalKind.Forbidden, "notOwnRecord", new(
                "该记录或以其为前提的记录由他人登记，只能作废本人登记的记录；请联系登记人或市级调度人员。",
                "That fact, or one that depends on it, was recorded by somebody else, and you may void your own alone; ask whoever recorded it, or an officer."));
        var reviews = history.Reviews;
        return versions.Any(v => reviews.GetValueOrDefault(v)?.State is ReviewState.Confirmed)
            ? new(RefusalKind.Forbidden, "alreadyConfirmed", new(
                "该记录或以其为前提的记录已经审核通过，登记人不能再作废；如有误，请联系市级调度人员。",
                "That fact, or one that depends on it, was confirmed, and its recorder can no longer void it; where it is wrong, ask an officer."))
            : null;
    }
}
