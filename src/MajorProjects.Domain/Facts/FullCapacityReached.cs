using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>达效: output reached the agreed figure.</summary>
[FactType("fullCapacityReached", "达效", "full capacity")]
public sealed record FullCapacityReached : Fact
{
    public const string Kind = "fullCapacity";

    /// <summary>The yearly output reached, 万元.</summary>
    public Wan? OutputWan { get; init; }

    public override Milestone CountsAs() => new(Kind, AmountWan: OutputWan);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var project = history.Now;
        if (project.DayOf(Kind) is { } reached) return Refusal.Already("alreadyAtCapacity", new("达效", "at full capacity"), reached);
        if (project.DayOf(ProjectCommissioned.Kind) is { } commissioned)
            return commissioned > OccurredOn ? Refusal.BeforePrevious(new("投产", "commissioning"), OccurredOn, commissioned) : null;
        return project.Details is { PriorStepsUnrecorded: false } ? Refusal.NotCommissioned : Works.NotBegun(history, OccurredOn);
    }
}
