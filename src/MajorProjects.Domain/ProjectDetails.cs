using System.Text.Json.Serialization;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>In which of the two libraries (市、县两级项目库) a project is kept.</summary>
public enum Library { Municipal, County }

/// <summary>How the commission handles a project: 谋划储备, 年度建设, 转型标杆, 重点工程.</summary>
public enum ProjectClass { Pipeline, Annual, Benchmark, Key }

/// <summary>Who pays and who earns: 公益, 有收益公益, 竞争性产业 (plan, chapter 14 section 3).</summary>
public enum Sector { Public, PublicRevenue, Competitive }

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

    /// <summary>The yearly output agreed for full capacity (协议产值), 万元.</summary>
    public Wan? AgreedOutputWan { get; init; }

    /// <summary>The project of which this is a part (子项目), by its id. It counts with that project and not by itself.</summary>
    public Guid? Parent { get; init; }

    /// <summary>The project that this one was found to repeat, by its id: it is left out of every count.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>Whether views count it.</summary>
    [JsonIgnore]
    public bool Counted => Parent is null && MergedInto is null;

    /// <summary>
    /// The project entered the library midway (续建、补录): steps before its first recorded one were taken but are not on record,
    /// so their absence forbids nothing.
    /// </summary>
    public bool PriorStepsUnrecorded { get; init; }

    /// <summary>The signing as planned before the first delay, where that is no longer what is planned.</summary>
    public PlannedDate? BaselineSigning { get; init; }

    /// <summary>The start as planned before the first delay, where that is no longer what is planned.</summary>
    public PlannedDate? BaselineStart { get; init; }

    /// <summary>The commissioning as planned before the first delay, where that is no longer what is planned.</summary>
    public PlannedDate? BaselineCommissioning { get; init; }

    /// <summary>The completion as planned before the first delay, where that is no longer what is planned.</summary>
    public PlannedDate? BaselineCompletion { get; init; }

    /// <summary>The date that is planned for a step, or null.</summary>
    public PlannedDate? PlannedFor(PlannedMilestone milestone) => milestone switch
    {
        PlannedMilestone.Signing => PlannedSigning,
        PlannedMilestone.Start => PlannedStart,
        PlannedMilestone.Commissioning => PlannedCommissioning,
        _ => PlannedCompletion,
    };

    /// <summary>The date that was planned for a step before any delay, or null.</summary>
    public PlannedDate? BaselineFor(PlannedMilestone milestone) => MovedFrom(milestone) ?? PlannedFor(milestone);

    /// <summary>The same with another date planned for a step; what was planned before any delay stays its baseline.</summary>
    public ProjectDetails Plan(PlannedMilestone milestone, PlannedDate? date) => milestone switch
    {
        PlannedMilestone.Signing => this with { PlannedSigning = date },
        PlannedMilestone.Start => this with { PlannedStart = date },
        PlannedMilestone.Commissioning => this with { PlannedCommissioning = date },
        _ => this with { PlannedCompletion = date },
    };

    /// <summary>The same with a step put off from <paramref name="from"/>, where nothing else is on record as planned, to <paramref name="to"/>.</summary>
    public ProjectDetails Delay(PlannedMilestone milestone, PlannedDate? from, PlannedDate to)
    {
        var planned = Plan(milestone, to);
        var baseline = BaselineFor(milestone) ?? from;
        return milestone switch
        {
            PlannedMilestone.Signing => planned with { BaselineSigning = baseline },
            PlannedMilestone.Start => planned with { BaselineStart = baseline },
            PlannedMilestone.Commissioning => planned with { BaselineCommissioning = baseline },
            _ => planned with { BaselineCompletion = baseline },
        };
    }

    /// <summary>Names the attributes whose values no rule could make sense of.</summary>
    internal void CheckShape(FieldErrors errors)
    {
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

    /// <summary>Why a project that had those of <paramref name="before"/> cannot have these attributes, or null.</summary>
    internal Refusal? RefusedBy(Recording recording, ProjectDetails? before = null)
    {
        if (!recording.City.Has(Region)) return Refusal.UnknownRegion(Region, recording.City);
        if (!recording.City.Industries.ContainsKey(Industry)) return Refusal.UnknownIndustry(Industry, recording.City);
        if (NationalCode is not null && !(NationalProjectCode.TryParse(NationalCode, out var code) && code.IsGivenFor(recording.City.Code)))
            return Refusal.BadNationalCode;
        // Only a parent that is named anew was looked up.
        if (Parent is not { } parent || parent == before?.Parent || recording.Others is null) return null;
        if (parent == recording.Project || !recording.Others.TryGetValue(parent, out var whole) || whole.Details is not { } details) return Refusal.UnknownParent;
        return details.Counted ? null : Refusal.ParentIsPart;
    }

    private PlannedDate? MovedFrom(PlannedMilestone milestone) => milestone switch
    {
        PlannedMilestone.Signing => BaselineSigning,
        PlannedMilestone.Start => BaselineStart,
        PlannedMilestone.Commissioning => BaselineCommissioning,
        _ => BaselineCompletion,
    };

    // A project is addressed by its id or by one of its codes, so a local code must not look like either of the others.
    private static void CheckLocalCode(FieldErrors errors, string code)
    {
        errors.RequiredText("localCode", code, 60);
        if (Guid.TryParse(code, out _) || NationalProjectCode.TryParse(code, out _) || code.Any(c => char.IsWhiteSpace(c) || c is '/' or '\\' or '?' or '#' or '%'))
            errors.Add("localCode", "不能含空格或 / \\ ? # %，也不能与项目标识或国家代码同形。", "No spaces nor / \\ ? # %, and not the shape of an id or a national code.");
    }
}
