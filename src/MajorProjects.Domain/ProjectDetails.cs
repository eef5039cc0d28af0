using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>In which of the two libraries (市、县两级项目库) a project is kept.</summary>
public enum Library { Municipal, County }

/// <summary>How the commission handles a project: 谋划储备, 年度建设, 转型标杆, 重点工程.</summary>
public enum ProjectClass { Pipeline, Annual, Benchmark, Key }

/// <summary>Who pays and who earns: 公益, 有收益公益, 竞争性产业 (plan, chapter 14 section 3).</summary>
public enum Sector { Public, PublicRevenue, Competitive }

/// <summary>A step of a project's life that has a planned date.</summary>
public enum PlannedMilestone { Signing, Start, Commissioning, Completion }

/// <summary>Where the works stand: an address, and degrees where somebody measured them.</summary>
public sealed record Site(string Address, decimal? Longitude = null, decimal? Latitude = null);

/// <summary>A project's attributes. What is not known is null; nothing is guessed.</summary>
public record ProjectDetails
{
    public required string Name { get; init; }

    /// <summary>A county of the city, or the city's own code for municipal and cross-county works.</summary>
    public required RegionCode Region { get; init; }

    public required Library Library { get; init; }

    public required ProjectClass Class { get; init; }

    /// <summary>A code of the city's list of industries, such as <c>coalbedMethane</c>.</summary>
    public required string Industry { get; init; }

    public required Sector Sector { get; init; }

    /// <summary>The legal person that builds it (项目法人).</summary>
    public string? Owner { get; init; }

    /// <summary>Planned total investment, 万元.</summary>
    public Wan? TotalInvestmentWan { get; init; }

    /// <summary>Code of the national approval platform, 4-6-2-2-6 digits.</summary>
    public string? NationalCode { get; init; }

    /// <summary>The commission's own code, unique in the city.</summary>
    public string? LocalCode { get; init; }

    public Site? Site { get; init; }

    /// <summary>Scale as the papers put it, such as 2×100万千瓦.</summary>
    public string? Scale { get; init; }

    public PlannedDate? PlannedSigning { get; init; }

    public PlannedDate? PlannedStart { get; init; }

    public PlannedDate? PlannedCommissioning { get; init; }

    public PlannedDate? PlannedCompletion { get; init; }

    /// <summary>The column (专栏) of the five-year plan that names it, 1 to 36.</summary>
    public int? PlanColumn { get; init; }

    /// <summary>The chapter and section of the plan that name it, such as <c>7.4</c>.</summary>
    public string? PlanSection { get; init; }

    /// <summary>
    /// The project entered the library midway (续建、补录): steps before its first recorded one were taken but are not on record,
    /// so their absence forbids nothing.
    /// </summary>
    public bool PriorStepsUnrecorded { get; init; }

    /// <summary>The date that is planned for a step, or null.</summary>
    public PlannedDate? PlannedFor(PlannedMilestone milestone) => milestone switch
    {
        PlannedMilestone.Signing => PlannedSigning,
        PlannedMilestone.Start => PlannedStart,
        PlannedMilestone.Commissioning => PlannedCommissioning,
        _ => PlannedCompletion,
    };

    /// <summary>The same with another date planned for a step.</summary>
    public ProjectDetails Plan(PlannedMilestone milestone, PlannedDate date) => milestone switch
    {
        PlannedMilestone.Signing => this with { PlannedSigning = date },
        PlannedMilestone.Start => this with { PlannedStart = date },
        PlannedMilestone.Commissioning => this with { PlannedCommissioning = date },
        _ => this with { PlannedCompletion = date },
    };
}
