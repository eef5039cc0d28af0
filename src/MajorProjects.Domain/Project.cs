using System.Collections.Immutable;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain;

/// <summary>What follows from a set of facts of one project: the state that rules look at and callers read.</summary>
public sealed record Project
{
    public static Project None { get; } = new();

    /// <summary>Its attributes; null before it is registered.</summary>
    public ProjectDetails? Details { get; init; }

    /// <summary>The furthest step of its life that it has reached.</summary>
    public Stage Reached { get; init; } = Stage.Planned;

    public bool IsSuspended { get; init; }

    public bool IsWithdrawn { get; init; }

    public Stage Stage => IsWithdrawn ? Stage.Withdrawn : IsSuspended ? Stage.Suspended : Reached;

    /// <summary>The first day of each kind of milestone, by its key.</summary>
    public ImmutableSortedDictionary<string, DateOnly> Milestones { get; init; } =
        ImmutableSortedDictionary.Create<string, DateOnly>(StringComparer.Ordinal);

    /// <summary>The report of the latest month.</summary>
    public ProgressReported? LatestProgress { get; init; }

    /// <summary>Whoever invests by the latest agreement.</summary>
    public string? Investor { get; init; }

    /// <summary>The first day of each kind of approval that was obtained.</summary>
    public ImmutableSortedDictionary<ApprovalKind, DateOnly> Approvals { get; init; } = ImmutableSortedDictionary<ApprovalKind, DateOnly>.Empty;

    /// <summary>By when each approval is due that the owner has undertaken to obtain (承诺制).</summary>
    public ImmutableSortedDictionary<ApprovalKind, DateOnly> Commitments { get; init; } = ImmutableSortedDictionary<ApprovalKind, DateOnly>.Empty;

    /// <summary>The extension that is asked for and not yet decided, for each step that has one.</summary>
    public ImmutableSortedDictionary<PlannedMilestone, ExtensionRequested> PendingExtensions { get; init; } =
        ImmutableSortedDictionary<PlannedMilestone, ExtensionRequested>.Empty;

    /// <summary>For each project that this one may repeat, whether that was confirmed, dismissed, or is still open (null).</summary>
    public ImmutableSortedDictionary<Guid, bool?> Suspicions { get; init; } = ImmutableSortedDictionary<Guid, bool?>.Empty;

    /// <summary>The first day of a kind of milestone, or null.</summary>
    public DateOnly? DayOf(string milestone) => Milestones.TryGetValue(milestone, out var day) ? day : null;

    /// <summary>The project once <paramref name="fact"/> has happened too.</summary>
    public Project After(Fact fact)
    {
        var next = fact.Apply(this);
        if (fact.CountsAs() is not { } milestone) return next;
        return next with
        {
            Milestones = next.Milestones.ContainsKey(milestone.Kind) ? next.Milestones : next.Milestones.Add(milestone.Kind, fact.OccurredOn),
            Reached = milestone.Reaches > next.Reached ? milestone.Reaches.Value : next.Reached,
        };
    }
}
