using System.Globalization;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 作废: an earlier fact was recorded by mistake and no longer stands. Both stay in the history; the right fact, where there is one,
/// is recorded again.
/// </summary>
[FactType("factVoided", "作废", "voided")]
public sealed record FactVoided : Fact
{
    /// <summary>The version, in the project's history, of the fact that is voided.</summary>
    public required int Version { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>On whose authority.</summary>
    public string? Authority { get; init; }

    [JsonIgnore]
    public override bool ConcernsWithdrawn => true;

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (history.VoidedBy.ContainsKey(Version))
            return new(RefusalKind.Conflict, "alreadyVoided", new("该记录已经作废。", "That fact is voided already."));
        if (history.Facts.Find(f => f.Version == Version) is not { Fact: not (FactVoided or ProjectRegistered) })
            return Refusal.Rule("cannotVoid",
                "没有这一版本的记录，或该记录不能作废（入库登记、作废记录），请核对版本号。",
                "There is no such version, or it cannot be voided (a registration, a voiding); check the version.");
        var dependent = Dependents(history, recording).ToList();
        if (dependent.Count == 0) return null;
        var versions = string.Join(", ", dependent.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return Refusal.Rule("dependedOn",
            $"版本 {versions} 的记录以该记录为前提，请先作废这些记录。",
            $"Versions {versions} depend on that fact; void them first.");
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
        errors.Text("authority", Authority, 200);
    }

    // What could not have been recorded without the voided fact depends on it.
    private IEnumerable<int> Dependents(History history, Recording recording)
    {
        var kept = History.Empty;
        foreach (var recorded in history.Standing)
        {
            if (recorded.Version == Version || recorded.Fact is FactVoided) continue;
            if (recorded.Version > Version && kept.Refuses(recorded.Fact, recording) is not null) yield return recorded.Version;
            kept = kept with { Facts = kept.Facts.Add(recorded) };
        }
    }
}
