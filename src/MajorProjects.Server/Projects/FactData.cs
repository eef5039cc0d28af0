using System.Text.Json;
using MajorProjects.Domain;

namespace MajorProjects.Server.Projects;

/// <summary>The fields of a fact as they are shown.</summary>
internal static class FactData
{
    /// <param name="fact">The fact.</param>
    /// <param name="seen">The other projects that whoever asks may see: which project of another county it was compared with, and how alike they are, is not for him.</param>
    public static JsonElement Of(Fact fact, IReadOnlyCollection<Guid> seen)
    {
        var data = JsonSerializer.SerializeToNode(fact, fact.GetType(), Json.Stored)!.AsObject();
        if (fact is not IRevisesDetails and { } about && about.Concerns() is { } other && !seen.Contains(other))
            foreach (var field in new[] { "of", "similarity" }) data.Remove(field);
        return JsonSerializer.SerializeToElement(data, Json.Stored);
    }
}
