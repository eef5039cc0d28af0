using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>One attribute of a project that can be revised: what it is called, how it is read and how it is written.</summary>
public sealed class ProjectDetail
{
    private static readonly FrozenDictionary<string, ProjectDetail> ByName = List().ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private readonly Func<ProjectDetails, AttributeValue?, ProjectDetails?> write;

    private ProjectDetail(
        string name, Text title, Func<ProjectDetails, AttributeValue?> read, Func<ProjectDetails, AttributeValue?, ProjectDetails?> write) =>
        (Name, Title, Read, this.write) = (name, title, read, write);

    /// <summary>Every attribute there is.</summary>
    public static IEnumerable<ProjectDetail> All => ByName.Values;

    public string Name { get; }

    public Text Title { get; }

    /// <summary>The step whose planned date it is, where it is one.</summary>
    public PlannedMilestone? Plans { get; private init; }

    /// <summary>What it is now, or null.</summary>
    public Func<ProjectDetails, AttributeValue?> Read { get; }

    public static ProjectDetail? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The details with another value; null where it is no value of this attribute.</summary>
    public ProjectDetails? Write(ProjectDetails details, AttributeValue? value) => write(details, value);

    /// <summary>Whether a planned date is put off, or dropped.</summary>
    internal bool PutsOff(AttributeValue? old, AttributeValue? value) => Plans is not null && old is { } before
        && (value is not { } after || PlannedDate.Parse(after.Text).IsLaterThan(PlannedDate.Parse(before.Text)));

    /// <summary>Names, under <paramref name="field"/>, what is wrong with a value.</summary>
    internal void CheckShape(FieldErrors errors, string field, AttributeValue? value)
    {
        if (Write(Blank, value) is not { } written)
        {
            errors.Add(field, $"不是“{Title.Zh}”可以取的值。", $"It is no value of “{Title.En}”.");
            return;
        }
        var within = new FieldErrors();
        written.CheckShape(within);
        foreach (var (_, error) in within.All) errors.Add(field, error.Zh, error.En);
    }

    // Fits every rule of shape, so that what does not fit is the value that was written into it.
    private static ProjectDetails Blank { get; } = new()
    {
        Name = "-",
        Region = RegionCode.Parse("140500"),
        Library = Library.Municipal,
        Class = ProjectClass.Annual,
        Industry = "other",
        Sector = Sector.Public,
        Site = new("-"),
    };

    private static IEnumerable<ProjectDetail> List() =>
    [
        Text("name", new("项目名称", "name"), d => d.Name, (d, v) => v is null ? null : d with { Name = v }),
        Written<RegionCode>("region", new("所属区域", "region"), d => d.Region, (d, v) => v is null ? null : d with { Region = v.Value }),
        Choice<Library>("library", new("项目库", "library"), d => d.Library, (d, v) => d with { Library = v }),
        Choice<ProjectClass>("class", new("项目类别", "class"), d => d.Class, (d, v) => d with { Class = v }),
        Text("industry", new("行业", "industry"), d => d.Industry, (d, v) => v is null ? null : d with { Industry = v }),
        Choice<Sector>("sector", new("投资性质", "sector"), d => d.Sector, (d, v) => d with { Sector = v }),
        Text("owner", new("项目法人", "owner"), d => d.Owner, (d, v) => d with { Owner = v }),
        Money("totalInvestmentWan", new("总投资", "total investment"), d => d.TotalInvestmentWan, (d, v) => d with { TotalInvestmentWan = v }),
        Money("agreedOutputWan", new("协议产值", "agreed output"), d => d.AgreedOutputWan, (d, v) => d with { AgreedOutputWan = v }),
        Text("nationalCode", new("国家项目代码", "national code"), d => d.NationalCode, (d, v) => d with { NationalCode = v }),
        Text("localCode", new("项目编号", "local code"), d => d.LocalCode, (d, v) => d with { LocalCode = v }),
        Text("site.address", new("建设地点", "site"), d => d.Site?.Address,
            (d, v) => d with { Site = v is null ? null : d.Site is { } site ? site with { Address = v } : new(v) }),
        Number("site.longitude", new("经度", "longitude"), d => d.Site?.Longitude, (d, v) => d.Site is { } s ? d with { Site = s with { Longitude = v } } : v is null ? d : null),
        Number("site.latitude", new("纬度", "latitude"), d => d.Site?.Latitude, (d, v) => d.Site is { } s ? d with { Site = s with { Latitude = v } } : v is null ? d : null),
        Text("scale", new("建设规模", "scale"), d => d.Scale, (d, v) => d with { Scale = v }),
        Plan("plannedSigning", new("计划签约时间", "planned signing"), PlannedMilestone.Signing),
        Plan("plannedStart", new("计划开工时间", "planned start"), PlannedMilestone.Start),
        Plan("plannedCommissioning", new("计划投产时间", "planned commissioning"), PlannedMilestone.Commissioning),
        Plan("plannedCompletion", new("计划竣工时间", "planned completion"), PlannedMilestone.Completion),
        Number("planColumn", new("规划专栏", "plan column"), d => d.PlanColumn, (d, v) => v is { } n && n != decimal.Truncate(n) ? null : d with { PlanColumn = (int?)v }, 100),
        Text("planSection", new("规划章节", "plan section"), d => d.PlanSection, (d, v) => d with { PlanSection = v }),
        new("parent", new("上级项目", "parent"), d => d.Parent is { } id ? AttributeValue.Of(id.ToString()) : null,
            (d, v) => v is null ? d with { Parent = null } : Guid.TryParse(v.Value.Text, out var id) ? d with { Parent = id } : null),
        new("priorStepsUnrecorded", new("前序环节未登记", "prior steps unrecorded"), d => AttributeValue.Of(d.PriorStepsUnrecorded),
            (d, v) => v is { Kind: JsonValueKind.True or JsonValueKind.False } flag ? d with { PriorStepsUnrecorded = flag == AttributeValue.Of(true) } : null),
    ];

    private static ProjectDetail Text(string name, Text title, Func<ProjectDetails, string?> read, Func<ProjectDetails, string?, ProjectDetails?> write) => new(
        name, title,
        d => read(d) is { } text ? AttributeValue.Of(text) : null,
        (d, v) => v is null ? write(d, null) : v.Value.Kind is JsonValueKind.String ? write(d, v.Value.Text) : null);

    private static ProjectDetail Number(
        string name, Text title, Func<ProjectDetails, decimal?> read, Func<ProjectDetails, decimal?, ProjectDetails?> write, int most = 1_000) => new(
        name, title,
        d => read(d) is { } number ? AttributeValue.Of(number) : null,
        (d, v) => v is null ? write(d, null) : v.Value.Number is { } n && Math.Abs(n) <= most ? write(d, n) : null);

    private static ProjectDetail Money(string name, Text title, Func<ProjectDetails, Wan?> read, Func<ProjectDetails, Wan?, ProjectDetails?> write) => new(
        name, title,
        d => read(d) is { } wan ? AttributeValue.Of(wan.Amount) : null,
        (d, v) => v is null ? write(d, null) : v.Value.Number is { } n && Wan.IsValid(n) ? write(d, new(n)) : null);

    private static ProjectDetail Choice<T>(string name, Text title, Func<ProjectDetails, T> read, Func<ProjectDetails, T, ProjectDetails> write)
        where T : struct, Enum => new(
        name, title,
        d => AttributeValue.Of(read(d).ToKey()),
        (d, v) => v is { } key && Enum.GetValues<T>().Where(t => AttributeValue.Of(t.ToKey()) == key).ToList() is [var chosen] ? write(d, chosen) : null);

    private static ProjectDetail Written<T>(string name, Text title, Func<ProjectDetails, T?> read, Func<ProjectDetails, T?, ProjectDetails?> write)
        where T : struct, IWrittenValue<T> => new(
        name, title,
        d => read(d) is { } value ? AttributeValue.Of(string.Create(CultureInfo.InvariantCulture, $"{value}")) : null,
        (d, v) => v is null ? write(d, null)
            : v.Value.Kind is JsonValueKind.String && T.TryParse(v.Value.Text, CultureInfo.InvariantCulture, out var value) ? write(d, value) : null);

    private static ProjectDetail Plan(string name, Text title, PlannedMilestone milestone)
    {
        var written = Written<PlannedDate>(name, title, d => d.PlannedFor(milestone), (d, v) => d.Plan(milestone, v));
        return new(name, title, written.Read, written.write) { Plans = milestone };
    }
}
