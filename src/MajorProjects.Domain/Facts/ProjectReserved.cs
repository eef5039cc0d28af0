namespace MajorProjects.Domain.Facts;

/// <summary>储备: the project was taken into the reserve of works that are being prepared.</summary>
[FactType("projectReserved", "储备", "reserved")]
public sealed record ProjectReserved : Fact
{
    public const string Kind = "reserved";

    public override Milestone CountsAs() => new(Kind, Stage.Reserved);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var title = new Text("储备", "reserved");
        if (history.Now.DayOf(Kind) is { } reserved) return Refusal.Already("alreadyReserved", title, reserved);
        return Works.TooLate(history, title, OccurredOn, [ProjectAppraised.Kind, ContractSigned.Kind, .. Works.Begun]);
    }
}
