namespace MajorProjects.Domain.Facts;

/// <summary>论证: experts found that the project can go ahead.</summary>
[FactType("projectAppraised", "论证", "appraised")]
public sealed record ProjectAppraised : Fact
{
    public const string Kind = "appraised";

    /// <summary>What they found.</summary>
    public string? Conclusion { get; init; }

    public override Milestone CountsAs() => new(Kind, Stage.Appraised);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var title = new Text("论证", "appraised");
        if (history.Now.DayOf(Kind) is { } appraised) return Refusal.Already("alreadyAppraised", title, appraised);
        return Works.TooLate(history, title, OccurredOn, [.. Works.Begun]);
    }

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("conclusion", Conclusion, LongestText);
    }
}
