using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Projects;

/// <summary>A code that a fact gives its project.</summary>
/// <param name="Code">The code.</param>
/// <param name="IsLocal">Whether it is the city's own, and one project's alone; else the national one.</param>
internal readonly record struct GivenCode(string Code, bool IsLocal)
{
    /// <summary>Those that a fact gives.</summary>
    public static IEnumerable<GivenCode> In(Fact fact) => fact switch
    {
        ProjectRegistered r => Both(r.LocalCode, r.NationalCode),
        DetailsRevised d => Both(New(d, "localCode"), New(d, "nationalCode")),
        _ => [],
    };

    private static IEnumerable<GivenCode> Both(string? local, string? national)
    {
        if (local is not null) yield return new(local, IsLocal: true);
        if (national is not null) yield return new(national, IsLocal: false);
    }

    private static string? New(DetailsRevised revision, string attribute) => revision.Changes.Find(c => c.Attribute == attribute)?.New?.Text;
}
