using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain;

/// <summary>The rules on what happens to works under way, shared by the facts that tell of it.</summary>
internal static class Works
{
    /// <summary>The steps that show that works had begun, whether their start is on record or not.</summary>
    public static IReadOnlyList<string> Begun { get; } =
    [
        ConstructionStarted.Kind, TrialProductionStarted.Kind, ProjectCommissioned.PartKind, ProjectCommissioned.Kind, ProjectCompleted.Kind,
        FullCapacityReached.Kind,
    ];

    /// <summary>Why nothing of the sort can have happened on a day: the works had not begun. A start that is not on record forbids nothing.</summary>
    public static Refusal? NotBegun(History history, DateOnly day)
    {
        var project = history.Now;
        if (project.DayOf(ConstructionStarted.Kind) is { } started)
            return started > day ? Refusal.BeforePrevious(new("开工", "start"), day, started) : null;
        return project.Details is { PriorStepsUnrecorded: false } ? Refusal.NotStarted : null;
    }

    /// <summary>The same, or that they stood still on that day.</summary>
    public static Refusal? NotUnderWay(History history, DateOnly day) =>
        NotBegun(history, day) ?? (history.On(day).IsSuspended ? Refusal.IsSuspended : null);

    /// <summary>Why a step cannot be taken on a day: a step that comes after it was taken before.</summary>
    public static Refusal? TooLate(History history, Text what, DateOnly day, params ReadOnlySpan<string> later)
    {
        var project = history.Now;
        DateOnly? first = null;
        foreach (var kind in later)
            if (project.DayOf(kind) is { } taken && !(taken >= first)) first = taken;
        return first < day ? Refusal.BeforePrevious(what, first.Value, day) : null;
    }
}
