namespace MajorProjects.Domain.Facts;

/// <summary>竣工: the works are done and passed on-site acceptance.</summary>
[FactType("projectCompleted", "竣工", "completed")]
public sealed record ProjectCompleted : Fact
{
    public const string Kind = "completed";

    public override Milestone CountsAs() => new(Kind, Stage.Completed);

    public override Refusal? RefusedBy(History history, Recording recording) =>
        history.Now.DayOf(Kind) is { } completed
            ? Refusal.Already("alreadyCompleted", new("竣工", "completed"), completed)
            : Works.NotUnderWay(history, OccurredOn);
}
