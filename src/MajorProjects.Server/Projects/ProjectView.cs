using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Projects;

/// <summary>A project as callers see it: the fields it was registered with, as revised since, and how far it has come.</summary>
public sealed record ProjectView : ProjectDetails
{
    /// <param name="details">Its attributes.</param>
    /// <param name="milestones">The first day of each step it has taken.</param>
    [SetsRequiredMembers]
    public ProjectView(ProjectDetails details, ImmutableSortedDictionary<string, DateOnly> milestones) : base(details) => Milestones = milestones;

    public Guid Id { get; init; }

    /// <summary>How many facts were recorded of it; the <c>ETag</c>.</summary>
    public int Version { get; init; }

    public Stage Stage { get; init; }

    public DateOnly RegisteredOn { get; init; }

    /// <summary>The first day of each step it has taken, by key: signed, started, commissioned …</summary>
    public ImmutableSortedDictionary<string, DateOnly> Milestones { get; }
}

/// <summary>The latest month that was reported.</summary>
public sealed record ProgressView(YearMonth Month, Wan? CompletedWan, decimal? Percent, string? Text)
{
    public static ProgressView? Of(ProgressReported? report) => report is null ? null : new(report.Month, report.CompletedWan, report.Percent, report.Text);
}
