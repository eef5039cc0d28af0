using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>增资: those who signed agreed on more. Only the increment counts, and it is no second signing.</summary>
[FactType("investmentIncreased", "增资", "investment increased")]
public sealed record InvestmentIncreased : Fact, IRevisesDetails
{
    public const string Kind = "investmentIncreased";

    /// <summary>By how much, 万元; more than nothing.</summary>
    public required Wan IncrementWan { get; init; }

    public override Milestone CountsAs() => new(Kind, AmountWan: IncrementWan);

    public override Refusal? RefusedBy(History history, Recording recording) => Agreements.NotSigned(history, OccurredOn);

    // Where the total is not known, it does not become known by its increment.
    public override Project Apply(Project project) => project with
    {
        Details = project.Details is { TotalInvestmentWan: { } total } details ? details with { TotalInvestmentWan = total + IncrementWan } : project.Details,
    };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        if (IncrementWan == Wan.Zero) errors.Add("incrementWan", "增资额应大于 0。", "An increment is more than nothing.");
    }
}

/// <summary>The rule on what changes an agreement, shared by the facts that do.</summary>
internal static class Agreements
{
    public static Refusal? NotSigned(History history, DateOnly day)
    {
        var project = history.Now;
        if (project.DayOf(ContractSigned.Kind) is { } signed)
            return signed > day ? Refusal.BeforePrevious(new("签约", "signing"), day, signed) : null;
        return project.Details is { PriorStepsUnrecorded: false } ? Refusal.NotSigned : null;
    }
}
