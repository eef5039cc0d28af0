using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>入库: the project was entered in the municipal or county library. Always the first fact of a project, and the only one of its kind.</summary>
[FactType("projectRegistered", "入库", "registered")]
public sealed record ProjectRegistered : Fact, IRevisesDetails
{
    /// <summary>At most 200 characters.</summary>
    public required string Name { get; init; }

    public required RegionCode Region { get; init; }

    public required Library Library { get; init; }

    public required ProjectClass Class { get; init; }

    public required string Industry { get; init; }

    public required Sector Sector { get; init; }

    public string? Owner { get; init; }

    /// <summary>Planned total investment, 万元.</summary>
    public Wan? TotalInvestmentWan { get; init; }

    public string? NationalCode { get; init; }

    public string? LocalCode { get; init; }

    public Site? Site { get; init; }

    public string? Scale { get; init; }

    public PlannedDate? PlannedSigning { get; init; }

    public PlannedDate? PlannedStart { get; init; }

    public PlannedDate? PlannedCommissioning { get; init; }

    public PlannedDate? PlannedCompletion { get; init; }

    public int? PlanColumn { get; init; }

    public string? PlanSection { get; init; }

    /// <summary>See <see cref="ProjectDetails.AgreedOutputWan"/>.</summary>
    public Wan? AgreedOutputWan { get; init; }

    /// <summary>See <see cref="ProjectDetails.Parent"/>.</summary>
    public Guid? Parent { get; init; }

    /// <summary>See <see cref="ProjectDetails.PriorStepsUnrecorded"/>.</summary>
    public bool PriorStepsUnrecorded { get; init; }

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (history.Facts is [var first, ..])
            return Refusal.Already("alreadyRegistered", new("入库", "registered"), first.Fact.OccurredOn);
        return Details().RefusedBy(recording);
    }

    // What it says tells of the works and not of the day they were filed.
    public override DateOnly HoldsFrom() => DateOnly.MinValue;

    public override Guid? Concerns() => Parent;

    public IEnumerable<string> Revises() => ProjectDetail.All.Select(attribute => attribute.Name);

    public override Project Apply(Project project) => project with { Details = Details() };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        Details().CheckShape(errors);
    }

    private ProjectDetails Details() => new()
    {
        Name = Name,
        Region = Region,
        Library = Library,
        Class = Class,
        Industry = Industry,
        Sector = Sector,
        Owner = Owner,
        TotalInvestmentWan = TotalInvestmentWan,
        NationalCode = NationalCode,
        LocalCode = LocalCode,
        Site = Site,
        Scale = Scale,
        PlannedSigning = PlannedSigning,
        PlannedStart = PlannedStart,
        PlannedCommissioning = PlannedCommissioning,
        PlannedCompletion = PlannedCompletion,
        PlanColumn = PlanColumn,
        PlanSection = PlanSection,
        AgreedOutputWan = AgreedOutputWan,
        Parent = Parent,
        PriorStepsUnrecorded = PriorStepsUnrecorded,
    };
}
