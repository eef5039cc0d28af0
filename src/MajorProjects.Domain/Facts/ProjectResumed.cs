using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Facts;

/// <summary>复工: suspended works went on.</summary>
[FactType("projectResumed", "复工", "resumed")]
public sealed record ProjectResumed : Fact
{
    public const string Kind = "resumed";

    [JsonIgnore]
    public override Milestone CountsAs => new(Kind);

    public override Refusal? RefusedBy(History history, Recording recording) => history.On(OccurredOn).IsSuspended
        ? null
        : Refusal.Rule("notSuspended", "项目当日并未停工，无需登记复工，请核对日期。", "The project is not suspended on that day; check the day.");

    public override Project Apply(Project project) => project with { IsSuspended = false };
}
