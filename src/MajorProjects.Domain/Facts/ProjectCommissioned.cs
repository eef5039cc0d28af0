namespace MajorProjects.Domain.Facts;

/// <summary>How works go into use: 投产, 通车, or 通水、通电、投用.</summary>
public enum CommissioningMode { Production, OpenedToTraffic, Service }

/// <summary>Whether the whole of the works went into use or a part.</summary>
public enum Extent { Full, Part }

/// <summary>
/// 投产: built as designed, accepted, formally in production or handed over; for roads, railways and utilities open to traffic or in
/// service. A part in use is kept as milestone <c>commissionedPart</c>, outside the count, since the works are not yet as designed.
/// </summary>
[FactType("projectCommissioned", "投产", "commissioned")]
public sealed record ProjectCommissioned : Fact
{
    public const string Kind = "commissioned";
    public const string PartKind = "commissionedPart";

    public CommissioningMode Mode { get; init; } = CommissioningMode.Production;

    public Extent Extent { get; init; } = Extent.Full;

    public override Milestone CountsAs() => Extent is Extent.Full ? new(Kind, Stage.Commissioned) : new(PartKind, Stage.Started);

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        var project = history.Now;
        if (project.DayOf(Kind) is { } commissioned && (Extent is Extent.Full || commissioned <= OccurredOn))
            return Refusal.Already("alreadyCommissioned", new("投产", "commissioned"), commissioned);
        if (Works.NotUnderWay(history, OccurredOn) is { } idle) return idle;
        if (Extent is Extent.Full && Works.TooLate(history, new("投产", "commissioning"), OccurredOn, FullCapacityReached.Kind) is { } late) return late;
        return project.DayOf(ContractSigned.Kind) is { } signed && signed > OccurredOn
            ? Refusal.BeforePrevious(new("签约", "signing"), OccurredOn, signed)
            : null;
    }
}
