namespace MajorProjects.Domain.Facts;

/// <summary>试生产: the works run on trial. It is no commissioning, and no count of those includes it unless it says so.</summary>
[FactType("trialProductionStarted", "试生产", "trial production")]
public sealed record TrialProductionStarted : Fact
{
    public const string Kind = "trialProduction";

    public override Milestone CountsAs() => new(Kind, Stage.TrialProduction);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var title = new Text("试生产", "on trial");
        if (history.Now.DayOf(Kind) is { } trial) return Refusal.Already("alreadyInTrial", title, trial);
        return Works.NotUnderWay(history, OccurredOn) ?? Works.TooLate(history, title, OccurredOn, ProjectCommissioned.Kind, FullCapacityReached.Kind);
    }
}
