using System.Text.Json.Serialization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Rounds;

/// <summary>A project as the list of a round names it.</summary>
public sealed record PublishedProject
{
    /// <summary>The name as published, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The project's id, its national code or its local code, where it is known.</summary>
    public string? Project { get; init; }

    internal void CheckShape(FieldErrors errors, string field)
    {
        errors.RequiredText($"{field}.name", Name, 200);
        if (Project is not null) errors.RequiredText($"{field}.project", Project, 60);
    }
}

/// <summary>
/// One kind of batch as a round published it; what was not published is null. A count that differs from the length of its own list is kept
/// as it was published: it is what was said, and whoever compares has to see it.
/// </summary>
/// <param name="Count">How many projects.</param>
/// <param name="InvestmentWan">Their planned total investment, 万元.</param>
/// <param name="Projects">The list that was published, at most 2000 projects.</param>
public sealed record PublishedBatch(
    int? Count = null, Wan? InvestmentWan = null,
    // Left out where there is none: a batch without a list is written as it was before there were lists.
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ValueList<PublishedProject>? Projects = null)
{
    /// <summary>Longest list of one kind.</summary>
    public const int LongestList = 2000;

    private const int MostProjects = 1_000_000;

    /// <summary>The figures without the list.</summary>
    public PublishedBatch Figures() => this with { Projects = null };

    internal void CheckShape(FieldErrors errors, string field)
    {
        errors.Range($"{field}.count", Count, 0, MostProjects);
        if (Projects is null) return;
        if (Projects.Count > LongestList)
        {
            errors.Add($"{field}.projects", $"最多 {LongestList} 个项目。", $"At most {LongestList} projects.");
            return;
        }
        for (var i = 0; i < Projects.Count; i++)
        {
            // A reader of JSON lets null pass as an item of a list.
            if ((PublishedProject?)Projects[i] is { } project) project.CheckShape(errors, $"{field}.projects[{i}]");
            else errors.Add($"{field}.projects[{i}]", "不能为空。", "It cannot be null.");
        }
    }
}
