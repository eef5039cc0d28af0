using System.Globalization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>年度投资计划: how much is to be invested in one year. A later plan for the same year stands in place of the earlier one.</summary>
[FactType("yearPlanSet", "年度投资计划", "year plan set")]
public sealed record YearPlanSet : Fact
{
    public const string Kind = "yearPlan";

    /// <summary>The calendar year.</summary>
    public required int Year { get; init; }

    /// <summary>Investment planned for that year, 万元.</summary>
    public required Wan InvestmentWan { get; init; }

    public override Milestone CountsAs() => new(Kind, AmountWan: InvestmentWan, Subject: Year.ToString(CultureInfo.InvariantCulture));

    public override bool CanContradict() => false;

    public override Refusal? RefusedBy(History history, Recording recording) => null;

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Range("year", Year, 1990, 2100);
    }
}
