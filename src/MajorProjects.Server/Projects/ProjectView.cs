using System.Collections.Immutable;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Projects;

/// <summary>A project as callers see it; the fields are those it was registered with, as revised since.</summary>
public sealed record ProjectView
{
    public required Guid Id { get; init; }

    /// <summary>How many facts were recorded of it; the <c>ETag</c>.</summary>
    public required int Version { get; init; }

    public required Stage Stage { get; init; }

    public required string Name { get; init; }

    public required RegionCode Region { get; init; }

    public required Library Library { get; init; }

    public required ProjectClass Class { get; init; }

    public required string Industry { get; init; }

    public required Sector Sector { get; init; }

    public string? Owner { get; init; }

    /// <summary>万元.</summary>
    public Wan? TotalInvestmentWan { get; init; }

    public string? NationalCode { get; init; }

    public string? LocalCode { get; init; }

    public Site? Site { get; init; }

    public string? Scale { get; init; }

    public PlannedDate? PlannedSigning { get; init; }

    public PlannedDate? PlannedStart { get; init; }

    public PlannedDate? PlannedCommissioning { get; init; }

    public PlannedDate? PlannedCompletion { get; init; }

    public int? PlanColumn { get; init; }

    public string? PlanSection { get; init; }

    public bool PriorStepsUnrecorded { get; init; }

    public required DateOnly RegisteredOn { get; init; }

    /// <summary>The first day of each step it has taken, by key: signed, started, commissioned …</summary>
    public required ImmutableSortedDictionary<string, DateOnly> Milestones { get; init; }

    public static ProjectView Of(
        Guid id, int version, Stage stage, ProjectDetails details, DateOnly registeredOn, ImmutableSortedDictionary<string, DateOnly> milestones) => new()
    {
        Id = id,
        Version = version,
        Stage = stage,
        Name = details.Name,
        Region = details.Region,
        Library = details.Library,
        Class = details.Class,
        Industry = details.Industry,
        Sector = details.Sector,
        Owner = details.Owner,
        TotalInvestmentWan = details.TotalInvestmentWan,
        NationalCode = details.NationalCode,
        LocalCode = details.LocalCode,
        Site = details.Site,
        Scale = details.Scale,
        PlannedSigning = details.Planned.Signing,
        PlannedStart = details.Planned.Start,
        PlannedCommissioning = details.Planned.Commissioning,
        PlannedCompletion = details.Planned.Completion,
        PlanColumn = details.PlanColumn,
        PlanSection = details.PlanSection,
        PriorStepsUnrecorded = details.PriorStepsUnrecorded,
        RegisteredOn = registeredOn,
        Milestones = milestones,
    };
}

/// <summary>The latest month that was reported.</summary>
public sealed record ProgressView(YearMonth Month, Wan? CompletedWan, decimal? Percent, string? Text)
{
    public static ProgressView? Of(ProgressReported? report) => report is null ? null : new(report.Month, report.CompletedWan, report.Percent, report.Text);
}
