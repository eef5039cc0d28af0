using System.Globalization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>A fact about another one on record of the same project. It is final: nothing takes it back.</summary>
public interface IAboutFact
{
    /// <summary>The version, in the project's history, of the other fact.</summary>
    int Version { get; }
}

/// <summary>A fact by which another one, with all that could not have happened without it, no longer stands. All of them stay in the history.</summary>
public interface ITakesBack : IAboutFact
{
    /// <summary>The versions of the facts that depend on the other one and go with it: all of them, or none where there are none.</summary>
    ValueList<int>? Dependents { get; }
}

/// <summary>The rule on taking facts back, shared by both ways to do so.</summary>
public static class TakingBack
{
    /// <summary>Every version that is taken back.</summary>
    public static IEnumerable<int> Versions(this ITakesBack fact) => fact.Dependents is null ? [fact.Version] : fact.Dependents.Prepend(fact.Version);

    /// <summary>Why the dependents that it names are not those that there are, or null.</summary>
    internal static Refusal? RefusesDependents(this ITakesBack fact, IReadOnlySet<int> dependents)
    {
        if (dependents.SetEquals(fact.Dependents ?? [])) return null;
        var versions = string.Join(", ", dependents.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var title = FactType.Of((Fact)fact).Title;
        return dependents.Count == 0
            ? Refusal.Rule("notDependent",
                "没有记录以该记录为前提，请不要填写 dependents。",
                "Nothing depends on that fact; leave dependents out.")
            : Refusal.Rule("dependedOn",
                $"版本 {versions} 的记录以该记录为前提，请先作废这些记录，或在 dependents 中列出全部这些版本一并{title.Zh}。",
                $"Versions {versions} depend on that fact; void them first, or name all of them in dependents, so that they are {title.En} with it.");
    }

    internal static void CheckDependents(this ITakesBack fact, FieldErrors errors)
    {
        if (fact.Dependents?.Distinct().Count() != fact.Dependents?.Count) errors.Add("dependents", "版本号不能重复。", "A version is named once.");
    }
}
