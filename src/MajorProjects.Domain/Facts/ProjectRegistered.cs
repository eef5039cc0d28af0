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

    /// <summary>See <see cref="ProjectDetails.PriorStepsUnrecorded"/>.</summary>
    public bool PriorStepsUnrecorded { get; init; }

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (history.Facts is [var first, ..])
            return Refusal.Already("alreadyRegistered", new("入库", "registered"), first.Fact.OccurredOn);
        if (!recording.City.Has(Region)) return Refusal.UnknownRegion(Region, recording.City);
        if (!recording.City.Industries.ContainsKey(Industry)) return Refusal.UnknownIndustry(Industry, recording.City);
        if (NationalCode is not null && !(NationalProjectCode.TryParse(NationalCode, out var code) && code.IsGivenFor(recording.City.Code)))
            return Refusal.BadNationalCode;
        return null;
    }

    public override Project Apply(Project project) => project with
    {
        Details = new()
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
            PriorStepsUnrecorded = PriorStepsUnrecorded,
        },
    };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("name", Name, 200);
        errors.RequiredText("industry", Industry, 40);
        errors.Text("owner", Owner, 200);
        errors.Text("scale", Scale, 200);
        errors.Text("planSection", PlanSection, 20);
        errors.Range("planColumn", PlanColumn, 1, 36);
        errors.Text("nationalCode", NationalCode, 40);
        if (LocalCode is not null) CheckLocalCode(errors, LocalCode);
        if (Site is null) return;
        errors.RequiredText("site.address", Site.Address, 200);
        errors.Range("site.longitude", Site.Longitude, -180, 180);
        errors.Range("site.latitude", Site.Latitude, -90, 90);
    }

    // A project is addressed by its id or by one of its codes, so a local code must not look like either of the others.
    private static void CheckLocalCode(FieldErrors errors, string code)
    {
        errors.RequiredText("localCode", code, 60);
        if (Guid.TryParse(code, out _) || NationalProjectCode.TryParse(code, out _) || code.Any(c => char.IsWhiteSpace(c) || c is '/' or '\\' or '?' or '#' or '%'))
            errors.Add("localCode", "不能含空格或 / \\ ? # %，也不能与项目标识或国家代码同形。", "No spaces nor / \\ ? # %, and not the shape of an id or a national code.");
    }
}
