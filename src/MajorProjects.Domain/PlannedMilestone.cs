using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain;

/// <summary>A step of a project's life that has a planned date.</summary>
public enum PlannedMilestone { Signing, Start, Commissioning, Completion }

/// <summary>What follows from a step's being planned and taken.</summary>
public static class PlannedMilestones
{
    public static IReadOnlyList<PlannedMilestone> All { get; } = Enum.GetValues<PlannedMilestone>();

    /// <summary>The kind of milestone that takes it.</summary>
    public static string TakenBy(this PlannedMilestone milestone) => milestone switch
    {
        PlannedMilestone.Signing => ContractSigned.Kind,
        PlannedMilestone.Start => ConstructionStarted.Kind,
        PlannedMilestone.Commissioning => ProjectCommissioned.Kind,
        _ => ProjectCompleted.Kind,
    };

    /// <summary>The kinds of milestone by which it is taken, or which show that it was.</summary>
    public static IReadOnlyList<string> ShownBy(this PlannedMilestone milestone) => milestone switch
    {
        PlannedMilestone.Signing => [ContractSigned.Kind, .. Works.Begun],
        PlannedMilestone.Start => Works.Begun,
        _ => [milestone.TakenBy()],
    };

    /// <summary>Why nothing can be put off on a day any more: the step had been taken by then.</summary>
    internal static Refusal? AlreadyReached(this PlannedMilestone milestone, History history, DateOnly day)
    {
        var (code, what) = milestone switch
        {
            PlannedMilestone.Signing => ("alreadySigned", new Text("签约", "signed")),
            PlannedMilestone.Start => ("alreadyStarted", new("开工", "started")),
            PlannedMilestone.Commissioning => ("alreadyCommissioned", new("投产", "commissioned")),
            _ => ("alreadyCompleted", new("竣工", "completed")),
        };
        return history.On(day).DayOf(milestone.TakenBy()) is { } taken ? Refusal.Already(code, what, taken) : null;
    }
}
