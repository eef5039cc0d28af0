using System.Text.Json;

namespace MajorProjects.Domain.Tests;

/// <summary>How a test records a fact, is refused one, and compares what follows from them.</summary>
internal static class Recorded
{
    /// <summary>The history with a fact that nothing speaks against.</summary>
    public static History Record(this History history, Fact fact)
    {
        history.Refuses(fact, A.Recording).ShouldBeNull();
        return history.Add(fact);
    }

    /// <summary>The history with a fact just within a rule, which refuses another just beyond it.</summary>
    public static History Record(this History history, Fact fact, Fact butNot, string code)
    {
        history.ShouldRefuse(butNot, code);
        return history.Record(fact);
    }

    /// <summary>The refusal of a fact, which has this code and says why in both languages.</summary>
    public static Refusal ShouldRefuse(this History history, Fact fact, string code)
    {
        var refusal = history.Refuses(fact, A.Recording).ShouldNotBeNull($"{fact} was not refused");
        refusal.Code.ShouldBe(code);
        refusal.Detail.ShouldBeBilingual();
        (refusal.Errors is null).ShouldBe(refusal.Kind is not RefusalKind.Malformed);
        foreach (var error in refusal.Errors?.Values ?? []) error.ShouldBeBilingual();
        return refusal;
    }

    /// <summary>A fact is refused as malformed, and this field and no other is named.</summary>
    public static void ShouldRefuseField(this History history, Fact fact, string field) =>
        history.ShouldRefuse(fact, "malformed").Errors!.Keys.ShouldBe([field]);

    /// <summary>All that is known of a project, as text; two projects with the same text are in the same state.</summary>
    public static string State(this Project project) => JsonSerializer.Serialize(project);

    /// <summary>Two histories tell the same in the same order.</summary>
    public static void ShouldBeTold(this History history, History other) => history.Facts.ShouldBe(other.Facts);
}
