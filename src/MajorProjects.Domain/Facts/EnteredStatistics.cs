namespace MajorProjects.Domain.Facts;

/// <summary>入统: the project was accepted into the register of the statistics office, on documents of its own.</summary>
[FactType("enteredStatistics", "入统", "entered statistics")]
public sealed record EnteredStatistics : Fact
{
    public const string Kind = "enteredStatistics";

    /// <summary>Its code in that register.</summary>
    public string? Code { get; init; }

    public override Milestone CountsAs() => new(Kind);

    public override Refusal? RefusedBy(History history, Recording recording) =>
        history.Now.DayOf(Kind) is { } entered
            ? Refusal.Already("alreadyInStatistics", new("入统", "entered in the statistics"), entered)
            : Works.NotBegun(history, OccurredOn);

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("code", Code, 60);
    }
}
