using System.Text.Json.Serialization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>One attribute that was revised: what it was and what it is.</summary>
/// <param name="Attribute">Its name, as in a registration; <c>site.address</c> for a part of the site.</param>
/// <param name="Old">What was on record; null where nothing was.</param>
/// <param name="New">What holds from that day on; null where nothing is known.</param>
public sealed record Revision(
    string Attribute,
    // Written where it is null too: that nothing was on record is what the fact says.
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AttributeValue? Old,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AttributeValue? New);

/// <summary>
/// 信息变更: attributes of the project changed, or were found to be others. Each holds from its own day, so what was
/// filed wrongly is corrected from the day for which it is wrong. A planned date is not put off by it, which would be a delay, unless it is dated
/// no later than the registration and so corrects that.
/// </summary>
[FactType("detailsRevised", "信息变更", "details revised")]
public sealed record DetailsRevised : Fact, IRevisesDetails
{
    /// <summary>What was revised, each attribute once.</summary>
    public required ValueList<Revision> Changes { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The parent that the revision names, so that it is looked up.</summary>
    public override Guid? Concerns() =>
        Changes.Find(c => c?.Attribute == "parent") is { New: { } id } && Guid.TryParse(id.Text, out var parent) ? parent : null;

    public IEnumerable<string> Revises() => Changes.Select(change => change.Attribute);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var details = history.On(OccurredOn).Details!;
        var registered = history.Facts[0].Fact.OccurredOn;
        foreach (var change in Changes)
        {
            var attribute = ProjectDetail.Named(change.Attribute)!;
            if (attribute.Read(details) is var current && current != change.Old)
                return Refusal.Rule("fromMismatch",
                    $"“{attribute.Title.Zh}”在册的是“{current?.Text ?? "（空）"}”，与填报的原值不一致，请核对。",
                    $"“{attribute.Title.En}” is “{current?.Text ?? "(nothing)"}” on record, not what was given as its old value; check it.");
            if (OccurredOn > registered && attribute.PutsOff(change.Old, change.New))
                return Refusal.Rule("isDelay",
                    $"“{attribute.Title.Zh}”推后或取消属于延期，请登记延期（projectDelayed）或申请延期（extensionRequested）；更正入库时的误录，变更日期请填入库当日或更早（从哪一天起应如此就填哪一天）。",
                    $"“{attribute.Title.En}” put off or dropped is a delay: record projectDelayed or request an extension; to correct what was filed wrongly, date the revision on the day of registration or before, whichever day it should hold from.");
            if (recording.OnlyOwn && attribute.PutsOff(change.Old, change.New) && PutsOffOthers(history, recording.By) is { } notOwn) return notOwn;
        }
        if (Revise(details) is not { } revised)
            return Refusal.Malformed("changes", new(
                "在册没有建设地点，请一并填写 site.address。", "No site is on record for these degrees; give site.address with them."));
        return revised.RefusedBy(recording, before: details);
    }

    public override Project Apply(Project project) => project.Details is { } details && Revise(details) is { } revised
        ? project with { Details = revised }
        : project;

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("reason", Reason, LongestText);
        if (Changes.Count == 0) errors.Add("changes", "请至少变更一项。", "At least one attribute is revised.");
        if (Changes.Exists(c => c is null))
        {
            // A list may hold nulls whatever its type says, once it is read from JSON.
            errors.Add("changes", "变更项不能为 null。", "A change cannot be null.");
            return;
        }
        foreach (var (attribute, old, now) in Changes)
        {
            if (ProjectDetail.Named(attribute) is not { } known)
                errors.Add("changes", $"没有名为“{attribute}”的属性。", $"There is no attribute named “{attribute}”.");
            else if (old == now) errors.Add($"changes.{attribute}", "新值与原值相同。", "The new value is the old one.");
            else known.CheckShape(errors, $"changes.{attribute}", now);
        }
        if (Changes.DistinctBy(c => c.Attribute, StringComparer.Ordinal).Count() != Changes.Count)
            errors.Add("changes", "同一属性只能变更一次。", "An attribute is revised once.");
    }

    // A plan put off as if it had been filed so would slip past every figure on delays: it is a correction while the registration is one's own report.
    private static Refusal? PutsOffOthers(History history, string? by)
    {
        var (isOwn, isConfirmed) = (by is not null && history.Facts[0].By == by, history.Reviews.GetValueOrDefault(1)?.State is ReviewState.Confirmed);
        return isOwn && !isConfirmed ? null : new(RefusalKind.Forbidden, isOwn ? "alreadyConfirmed" : "notOwnRecord", new(
            "入库时的计划时间只能由登记人在审核通过前改后，此后请申请延期（extensionRequested），确属误录的请联系市级调度人员更正。",
            "A date planned at registration is put off by its recorder alone, until it is confirmed; request an extension (extensionRequested), or ask an officer where it was filed wrongly."));
    }

    // By name, so that the order in which they are listed means nothing: an address comes before its degrees.
    private ProjectDetails? Revise(ProjectDetails details)
    {
        ProjectDetails? revised = details;
        foreach (var change in Changes.OrderBy(c => c.Attribute, StringComparer.Ordinal))
            if (revised is not null) revised = ProjectDetail.Named(change.Attribute)?.Write(revised, change.New);
        return revised;
    }
}
