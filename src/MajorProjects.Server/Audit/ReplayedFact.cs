using System.Collections.Immutable;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Audit;

/// <summary>A line of a replay: a fact in its place of the city's log, and what it changed.</summary>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="Project">The project.</param>
/// <param name="Name">What that is called since; null where its registration is not known.</param>
/// <param name="Version">Its place in the project's history, from 1.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="Title">The kind in Chinese.</param>
/// <param name="Data">Its fields, as recorded.</param>
/// <param name="OccurredOn">The day it happened, in Asia/Shanghai.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">What he was called then.</param>
/// <param name="Role">The roles that he had then, by their keys and with a space between them.</param>
/// <param name="VoidedBy">The version that voids or returns it, as known where the replay ends; null where it stands.</param>
/// <param name="Before">The project as it was known before; null where there was none, or it was no project of what the caller's token covers.</param>
/// <param name="After">The project as it is known since.</param>
/// <param name="Moved">The cells of the rolling view that it moved.</param>
public sealed record ReplayedFact(
    long Position, Guid Project, string? Name, int Version, string Type, string Title, JsonElement Data, DateOnly OccurredOn, DateTimeOffset RecordedAt,
    string? RecordedBy, string? RecordedByName, string? Role, int? VoidedBy, ReplayedState? Before, ReplayedState? After, IReadOnlyList<CellMove> Moved);

/// <summary>Where a project stands by all that is known of it, whatever the day.</summary>
/// <param name="Stage">Its stage.</param>
/// <param name="Region">Under which region it is filed.</param>
/// <param name="Industry">Its industry.</param>
/// <param name="Class">Its class.</param>
/// <param name="Sector">Its sector.</param>
/// <param name="TotalInvestmentWan">Planned total investment, 万元.</param>
/// <param name="Counted">Whether views count it: not a part of another project, nor merged into one.</param>
/// <param name="Milestones">The first day of each step that it has taken, by key.</param>
/// <param name="Planned">When each further step is planned, by key.</param>
public sealed record ReplayedState(
    Stage Stage, string Region, string Industry, string Class, string Sector, decimal? TotalInvestmentWan, bool Counted,
    ImmutableSortedDictionary<string, DateOnly> Milestones, IReadOnlyDictionary<string, PlannedDate> Planned)
{
    internal static ReplayedState Of(Project project, ProjectDetails details)
    {
        var filing = Filing.Of(details);
        return new(
            project.Stage, filing.Region, filing.Industry, filing.Class, filing.Sector, filing.TotalInvestmentWan, details.Counted, project.Milestones,
            PlannedMilestones.All.Where(step => details.PlannedFor(step) is not null).ToDictionary(step => step.ToKey(), step => details.PlannedFor(step)!.Value, StringComparer.Ordinal));
    }
}
