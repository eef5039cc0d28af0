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

    public IEnumerable<string> Revises() => ["totalInvestmentWan"];

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Agreements.NotSigned(history, OccurredOn) is { } notSigned) return notSigned;
        return history.On(OccurredOn).Details is { TotalInvestmentWan: not null } details && Increased(details) is null
            ? Refusal.Malformed("incrementWan", new("增资后的总投资超出上限（100 亿万元），请核对金额。", "The total would pass the limit of ten thousand million 万元; check the amount."))
            : null;
    }

    public override Project Apply(Project project) =>
        project.Details is { } details && Increased(details) is { } increased ? project with { Details = increased } : project;

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        if (IncrementWan == Wan.Zero) errors.Add("incrementWan", "增资额应大于 0。", "An increment is more than nothing.");
    }

    // Where the total is not known, it does not become known by its increment.
    private ProjectDetails? Increased(ProjectDetails details) =>
        details.TotalInvestmentWan is { } total && Wan.IsValid(total.Amount + IncrementWan.Amount)
            ? details with { TotalInvestmentWan = total + IncrementWan }
            : null;
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
