using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MajorProjects.Domain;

/// <summary>
/// The name under which a kind of fact is stored and spoken of for ever, whatever its class is called, and what people call it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FactTypeAttribute(string name, string zh, string en) : Attribute
{
    public string Name { get; } = name;

    public Text Title { get; } = new(zh, en);
}

/// <summary>A kind of fact.</summary>
public sealed record FactType(string Name, Type Class, Text Title)
{
    /// <summary>Every kind of fact there is: each concrete record that derives from <see cref="Fact"/>.</summary>
    public static IReadOnlyList<FactType> All { get; } = [.. typeof(FactType).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Fact)))
        .Select(Of)
        .OrderBy(t => t.Name, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, FactType> ByName = All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, FactType> ByClass = All.ToFrozenDictionary(t => t.Class);

    /// <summary>Whether it changes the project's attributes.</summary>
    public bool RevisesDetails => typeof(IRevisesDetails).IsAssignableFrom(Class);

    /// <summary>Whether facts of this kind need a review, as a rule: see <see cref="Fact.NeedsReview"/>.</summary>
    public bool NeedsReview => ((Fact)RuntimeHelpers.GetUninitializedObject(Class)).NeedsReview();

    public static FactType? Named(string name) => ByName.GetValueOrDefault(name);

    public static FactType Of(Fact fact) => ByClass[fact.GetType()];

    public static FactType Of<T>() where T : Fact => ByClass[typeof(T)];

    private static FactType Of(Type type)
    {
        var named = type.GetCustomAttribute<FactTypeAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} needs a [FactType] that names it.");
        return new(named.Name, type, named.Title);
    }
}
