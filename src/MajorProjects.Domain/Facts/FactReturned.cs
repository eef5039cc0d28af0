using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 退回: somebody other than the recorder found a fact not to be right, or not to be proven. It stays in the history and no longer stands; whoever
/// recorded it records the right one. What could not have happened without it goes with it, where the request names all of that.
/// </summary>
[FactType("factReturned", "退回", "returned")]
public sealed record FactReturned : Fact, ITakesBack
{
    /// <summary>The version, in the project's history, of the fact that is returned.</summary>
    public required int Version { get; init; }

    /// <summary>The versions of the facts that depend on it and no longer stand either: all of them, or none where there are none.</summary>
    public ValueList<int>? Dependents { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    public override bool ConcernsWithdrawn() => true;

    // Whatever becomes impossible by it is named in it.
    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Review.Refuses(Version, history, recording) is { } refusal) return refusal;
        return history.Facts.Find(f => f.Version == Version) is { Fact: ProjectRegistered }
            ? Refusal.Rule("cannotReturn",
                "入库登记不能退回，请由登记人更正有误的内容（detailsRevised）后审核通过，或将项目调出项目库。",
                "A registration is not returned: have what is wrong revised (detailsRevised) and confirm it, or have the project withdrawn.")
            : this.RefusesDependents(history.DependentsOf(Version, recording));
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
        this.CheckDependents(errors);
    }
}
