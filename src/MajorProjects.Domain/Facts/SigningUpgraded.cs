using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>
/// 协议升级: a framework agreement became a formal one. It counts as the project's signing, on its own day: until then the framework
/// agreement stood outside the count.
/// </summary>
[FactType("signingUpgraded", "框架协议升级", "signing upgraded")]
public sealed record SigningUpgraded : Fact
{
    /// <summary>The investor or contractor that signed.</summary>
    public string? Counterparty { get; init; }

    /// <summary>The amount agreed, 万元.</summary>
    public Wan? AmountWan { get; init; }

    public override Milestone CountsAs() => new(ContractSigned.Kind, Stage.Signed, AmountWan);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var project = history.Now;
        if (project.DayOf(ContractSigned.Kind) is { } signed) return Refusal.Already("alreadySigned", new("签约", "signed"), signed);
        if (project.DayOf(ContractSigned.FrameworkKind) is not { } framework)
            return Refusal.Rule("noFramework",
                "项目没有框架协议可以升级，请直接登记签约。",
                "There is no framework agreement to upgrade; record the signing itself.");
        if (framework > OccurredOn) return Refusal.BeforePrevious(new("框架协议", "framework agreement"), OccurredOn, framework);
        return Works.TooLate(history, new("签约", "signing"), OccurredOn, [.. Works.Begun]);
    }

    public override Project Apply(Project project) => Counterparty is null ? project : project with { Investor = Counterparty };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("counterparty", Counterparty, 200);
    }
}
