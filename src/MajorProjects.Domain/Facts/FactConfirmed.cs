namespace MajorProjects.Domain.Facts;

/// <summary>审核通过: somebody other than the recorder found a fact to be right. From then on views that count confirmed facts only count it too.</summary>
[FactType("factConfirmed", "审核通过", "confirmed")]
public sealed record FactConfirmed : Fact, IAboutFact
{
    /// <summary>The version, in the project's history, of the fact that is right.</summary>
    public required int Version { get; init; }

    public override bool ConcernsWithdrawn() => true;

    public override bool CanContradict() => false;

    public override bool NeedsReview() => false;

    public override Refusal? RefusedBy(History history, Recording recording) => Review.Refuses(Version, history, recording);
}
