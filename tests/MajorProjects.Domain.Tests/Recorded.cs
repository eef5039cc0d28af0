using System.Globalization;
using System.Text.Json;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests;

/// <summary>How a test records a fact, is refused one, and compares what follows from them.</summary>
internal static class Recorded
{
    /// <summary>The history with a fact that nothing speaks against.</summary>
    public static History Record(this History history, Fact fact, Recording? recording = null) => history.RecordTogether([fact], recording);

    /// <summary>The history with facts that are told in one go, which nothing speaks against.</summary>
    public static History RecordTogether(this History history, IReadOnlyList<Fact> facts, Recording? recording = null)
    {
        var decision = history.Record(facts, recording ?? A.Recording);
        decision.Refusal.ShouldBeNull();
        return decision.After;
    }

    /// <summary>The history with a fact just within a rule, which refuses another just beyond it.</summary>
    public static History Record(this History history, Fact fact, Fact butNot, string code)
    {
        history.ShouldRefuse(butNot, code);
        return history.Record(fact);
    }

    /// <summary>The refusal of a fact, which has this code and says why in both languages.</summary>
    public static Refusal ShouldRefuse(this History history, Fact fact, string code, Recording? recording = null) =>
        history.ShouldRefuse([fact], code, recording);

    /// <summary>The refusal of facts that are told in one go.</summary>
    public static Refusal ShouldRefuse(this History history, IReadOnlyList<Fact> facts, string code, Recording? recording = null)
    {
        var decision = history.Record(facts, recording ?? A.Recording);
        var refusal = decision.Refusal.ShouldNotBeNull($"{string.Join(", ", facts)} was not refused");
        decision.After.ShouldBe(history);
        refusal.Code.ShouldBe(code);
        refusal.Detail.ShouldBeBilingual();
        (refusal.Errors is null).ShouldBe(refusal.Kind is not RefusalKind.Malformed);
        foreach (var error in refusal.Errors?.Values ?? []) error.ShouldBeBilingual();
        return refusal;
    }

    /// <summary>A fact is refused as malformed, and this field and no other is named.</summary>
    public static void ShouldRefuseField(this History history, Fact fact, string field) =>
        history.ShouldRefuse(fact, "malformed").Errors!.Keys.ShouldBe([field]);

    /// <summary>The facts that depend on another, as the refusal to void it lists them.</summary>
    public static ValueList<int> DependentsOf(this History history, int version) =>
        history.Refuses(A.Voiding(version), A.Recording) is { Code: "dependedOn" } refusal
            ? [.. refusal.Detail.Zh["版本 ".Length..refusal.Detail.Zh.IndexOf(" 的记录", StringComparison.Ordinal)].Split(", ").Select(v => int.Parse(v, CultureInfo.InvariantCulture))]
            : [];

    /// <summary>The history without one fact and all that depends on it.</summary>
    public static History Void(this History history, int version) =>
        history.Record(A.Voiding(version) with { Dependents = history.DependentsOf(version) });

    /// <summary>All that is known of a project, as text; two projects with the same text are in the same state.</summary>
    public static string State(this Project project) => JsonSerializer.Serialize(project);

    /// <summary>Two histories tell the same in the same order.</summary>
    public static void ShouldBeTold(this History history, History other) => history.Facts.ShouldBe(other.Facts);
}
