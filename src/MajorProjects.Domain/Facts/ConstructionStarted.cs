namespace MajorProjects.Domain.Facts;

/// <summary>
/// 开工: a permanent structure of the design was first formally broken into (正式破土开槽), or formal piling began. Survey, levelling,
/// demolition, temporary roads and a ceremony without works are none.
/// </summary>
[FactType("constructionStarted", "开工", "started")]
public sealed record ConstructionStarted : Fact
{
    public const string Kind = "started";

    /// <summary>The permanent structure first broken into, as the papers name it.</summary>
    public string? Structure { get; init; }

    public override Milestone CountsAs() => new(Kind, Stage.Started);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var project = history.Now;
        if (project.DayOf(Kind) is { } started) return Refusal.Already("alreadyStarted", new("开工", "started"), started);
        var signed = project.DayOf(ContractSigned.Kind);
        if (signed > OccurredOn) return Refusal.BeforePrevious(new("签约", "signing"), OccurredOn, signed.Value);
        if (signed is null && project.Details is { Sector: Sector.Competitive, PriorStepsUnrecorded: false }) return Refusal.NotSigned;
        if (FirstSignOfWork(history) is { } work && work < OccurredOn) return Refusal.BeforePrevious(new("开工", "start"), work, OccurredOn);
        return history.On(OccurredOn).IsSuspended ? Refusal.IsSuspended : null;
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("structure", Structure, 200);
    }

    // Where the start was not on record, what shows that the works were under way may be.
    private static DateOnly? FirstSignOfWork(History history)
    {
        var project = history.Now;
        DateOnly?[] signs =
        [
            project.DayOf(ProjectSuspended.Kind), project.DayOf(ProjectCommissioned.PartKind), project.DayOf(ProjectCommissioned.Kind),
            history.Standing.Select(f => f.Fact).OfType<ProgressReported>().Min(p => (DateOnly?)p.Month.Last),
        ];
        return signs.Min();
    }
}
