using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>What was signed: a binding investment or construction agreement, or one of intent.</summary>
public enum Agreement { Formal, Framework }

/// <summary>
/// 签约: the first formal investment or construction agreement, once per project at the first signing (三明 明政办〔2006〕95号).
/// A framework agreement is kept as milestone <c>framework</c>, outside the count.
/// </summary>
[FactType("contractSigned", "签约", "signed")]
public sealed record ContractSigned : Fact
{
    public const string Kind = "signed";
    public const string FrameworkKind = "framework";

    /// <summary>The investor or contractor that signed.</summary>
    public string? Counterparty { get; init; }

    /// <summary>The amount agreed, 万元.</summary>
    public Wan? AmountWan { get; init; }

    public Agreement Agreement { get; init; } = Agreement.Formal;

    public override Milestone CountsAs() => Agreement is Agreement.Formal
        ? new(Kind, Stage.Signed, AmountWan)
        : new(FrameworkKind, AmountWan: AmountWan);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Agreement is Agreement.Framework) return null;
        var project = history.Now;
        if (project.DayOf(Kind) is { } signed) return Refusal.Already("alreadySigned", new("签约", "signed"), signed);
        return Works.TooLate(history, new("签约", "signing"), OccurredOn, [.. Works.Begun]);
    }

    public override Project Apply(Project project) => Counterparty is null ? project : project with { Investor = Counterparty };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("counterparty", Counterparty, 200);
    }
}
