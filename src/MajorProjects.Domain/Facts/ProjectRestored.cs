using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Facts;

/// <summary>恢复入库: a withdrawn project came back.</summary>
[FactType("projectRestored", "恢复入库", "restored")]
public sealed record ProjectRestored : Fact
{
    public const string Kind = "restored";

    [JsonIgnore]
    public override Milestone CountsAs => new(Kind);

    [JsonIgnore]
    public override bool ConcernsWithdrawn => true;

    public override Refusal? RefusedBy(History history, Recording recording) => history.On(OccurredOn).IsWithdrawn
        ? null
        : Refusal.Rule("notWithdrawn", "项目当日仍在项目库中，无需恢复，请核对日期。", "The project is in the library on that day; check the day.");

    public override Project Apply(Project project) => project with { IsWithdrawn = false };
}
