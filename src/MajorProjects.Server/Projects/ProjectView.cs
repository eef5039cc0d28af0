using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Projects;

/// <summary>A project as callers see it: the fields it was registered with, as revised since, and how far it has come.</summary>
public sealed record ProjectView : ProjectDetails
{
    /// <param name="details">Its attributes.</param>
    /// <param name="milestones">The first day of each step it has taken.</param>
    [SetsRequiredMembers]
    public ProjectView(ProjectDetails details, ImmutableSortedDictionary<string, DateOnly> milestones) : base(details)
    {
        Milestones = milestones;
        Schedule = [.. PlannedMilestones.All.Select(step => MilestoneView.Of(step, details, milestones)).OfType<MilestoneView>()];
    }

    public Guid Id { get; init; }

    /// <summary>How many facts were recorded of it; the <c>ETag</c>.</summary>
    public int Version { get; init; }

    public Stage Stage { get; init; }

    public DateOnly RegisteredOn { get; init; }

    /// <summary>The first day of each step it has taken, by key: signed, started, commissioned …</summary>
    public ImmutableSortedDictionary<string, DateOnly> Milestones { get; }

    /// <summary>Each step that is planned or taken.</summary>
    public IReadOnlyList<MilestoneView> Schedule { get; }

    /// <summary>Its traffic light, in lists; a project folded from its own log has none.</summary>
    public Light? Light { get; init; }

    /// <summary>The steps past their month with neither a fact nor a request for an extension.</summary>
    public IReadOnlyList<PlannedMilestone> Overdue { get; init; } = [];
}

/// <summary>A step as planned before any delay, as planned now, and as it came.</summary>
/// <param name="Milestone">The step.</param>
/// <param name="Baseline">As planned before the first delay.</param>
/// <param name="Planned">As planned now.</param>
/// <param name="Actual">The day on which it was taken.</param>
/// <param name="SlipDays">How many days the plan moved.</param>
/// <param name="MonthsLate">By how many months it came late, by year and month only; early where negative.</param>
public sealed record MilestoneView(
    PlannedMilestone Milestone, PlannedDate? Baseline, PlannedDate? Planned, DateOnly? Actual, int? SlipDays, int? MonthsLate)
{
    public static MilestoneView? Of(PlannedMilestone step, ProjectDetails details, ImmutableSortedDictionary<string, DateOnly> milestones)
    {
        var (baseline, planned) = (details.BaselineFor(step), details.PlannedFor(step));
        DateOnly? actual = milestones.TryGetValue(step.TakenBy(), out var day) ? day : null;
        if (planned is null && actual is null) return null;
        return new(
            step, baseline, planned, actual,
            planned?.Due.DayNumber - baseline?.Due.DayNumber,
            actual is null ? null : planned?.MonthsLate(actual.Value));
    }
}

/// <summary>The latest month that was reported.</summary>
public sealed record ProgressView(YearMonth Month, Wan? CompletedWan, Wan? OutputWan, decimal? Percent, string? Text)
{
    public static ProgressView? Of(ProgressReported? report) =>
        report is null ? null : new(report.Month, report.CompletedWan, report.OutputWan, report.Percent, report.Text);
}
