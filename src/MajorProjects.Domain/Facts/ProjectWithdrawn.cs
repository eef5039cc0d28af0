using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Facts;

/// <summary>调出: the project left the library, for a reason. It can be restored.</summary>
[FactType("projectWithdrawn", "调出", "withdrawn")]
public sealed record ProjectWithdrawn : Fact
{
    public const string Kind = "withdrawn";

    public ReasonCode? Reason { get; init; }

    /// <summary>The reason in words; required with <see cref="ReasonCode.Other"/>.</summary>
    public string? Text { get; init; }

    [JsonIgnore]
    public override Milestone CountsAs => new(Kind, Reason: Reason?.ToKey());

    public override Refusal? RefusedBy(History history, Recording recording) => Reasons.Refuses(Reason, Text);

    public override Project Apply(Project project) => project with { IsWithdrawn = true };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Text("text", Text, LongestText);
    }
}
