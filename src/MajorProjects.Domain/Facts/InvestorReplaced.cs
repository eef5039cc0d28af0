namespace MajorProjects.Domain.Facts;

/// <summary>更换投资方: another investor took over the agreement. It is no second signing.</summary>
[FactType("investorReplaced", "更换投资方", "investor replaced")]
public sealed record InvestorReplaced : Fact
{
    public const string Kind = "investorReplaced";

    /// <summary>Who invested so far; may be left out.</summary>
    public string? From { get; init; }

    /// <summary>Who invests from now on.</summary>
    public required string To { get; init; }

    public override Milestone CountsAs() => new(Kind);

    public override Refusal? RefusedBy(History history, Recording recording) => Agreements.NotSigned(history, OccurredOn);

    public override Project Apply(Project project) => project with { Investor = To };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("from", From, 200);
        errors.RequiredText("to", To, 200);
    }
}
