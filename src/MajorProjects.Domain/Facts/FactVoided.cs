using System.Globalization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 作废: an earlier fact was recorded by mistake and no longer stands. Both stay in the history; the right fact, where there is one,
/// is recorded again. What could not have happened without it is voided with it, where the request names all of that.
/// </summary>
[FactType("factVoided", "作废", "voided")]
public sealed record FactVoided : Fact
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

    /// <summary>Every version that is voided.</summary>
    public IEnumerable<int> Versions() => Dependents is null ? [Version] : Dependents.Prepend(Version);

    // Whatever becomes impossible by it is named in it.
    public override bool CanContradict() => false;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var voided = history.VoidedBy;
        if (voided.ContainsKey(Version)) return new(RefusalKind.Conflict, "alreadyVoided", new("该记录已经作废。", "That fact is voided already."));
        if (history.Facts.Find(f => f.Version == Version) is not { Fact: not (FactVoided or ProjectRegistered) })
            return Refusal.Rule("cannotVoid",
                "没有这一版本的记录，或该记录不能作废（入库登记、作废记录），请核对版本号。",
                "There is no such version, or it cannot be voided (a registration, a voiding); check the version.");
        if (history.Facts.Find(f => f.Version == Version) is { Fact: ProjectDelayed { Extension: true } })
            return Refusal.Rule("cannotVoid",
                $"该延期随版本 {Version - 1} 的延期批准而来，请作废该批准，并在 dependents 中列出本版本。",
                $"That delay follows from the extension granted in version {Version - 1}; void that, and name this one in dependents.");
        var dependents = history.DependentsOf(Version, recording);
        if (dependents.SetEquals(Dependents ?? [])) return null;
        var versions = string.Join(", ", dependents.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return dependents.Count == 0
            ? Refusal.Rule("notDependent",
                "没有记录以该记录为前提，请不要填写 dependents。",
                "Nothing depends on that fact; leave dependents out.")
            : Refusal.Rule("dependedOn",
                $"版本 {versions} 的记录以该记录为前提，请先作废这些记录，或在 dependents 中列出全部这些版本一并作废。",
                $"Versions {versions} depend on that fact; void them first, or name all of them in dependents to void them with it.");
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
        errors.Text("authority", Authority, 200);
        if (Dependents?.Distinct().Count() != Dependents?.Count) errors.Add("dependents", "版本号不能重复。", "A version is named once.");
    }
}
