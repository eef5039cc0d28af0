using System.Globalization;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests;

/// <summary>What tests speak of: a project of Jincheng, what may happen to it, and the day on which it is told.</summary>
internal static class A
{
    public static City City { get; } = new(RegionCode.Parse("140500"), "晋城市",
        Regions: new Dictionary<string, string> { ["140502"] = "城区", ["140521"] = "沁水县" },
        Industries: new Dictionary<string, string> { ["coalbedMethane"] = "煤层气", ["transport"] = "交通" });

    public static Recording Recording { get; } = new(Day("2025-12-31"), City);

    /// <summary>A project of the public sector, which may start without being signed.</summary>
    public static ProjectRegistered Registration { get; } = new()
    {
        OccurredOn = Day("2024-01-02"),
        Name = "沁水煤层气管网",
        Region = RegionCode.Parse("140521"),
        Library = Library.Municipal,
        Class = ProjectClass.Annual,
        Industry = "coalbedMethane",
        Sector = Sector.Public,
    };

    /// <summary>A project of industry, which must be signed first.</summary>
    public static ProjectRegistered Competitive { get; } = Registration with { Sector = Sector.Competitive };

    /// <summary>A project that came into the library when it was under way.</summary>
    public static ProjectRegistered Midway { get; } = Competitive with { PriorStepsUnrecorded = true };

    /// <summary>A project with a planned month for each of the steps that has one.</summary>
    public static ProjectRegistered Scheduled { get; } = Registration with
    {
        PlannedSigning = Plan("2024-06"),
        PlannedStart = Plan("2024-09"),
        PlannedCommissioning = Plan("2025-06"),
        PlannedCompletion = Plan("2025-09"),
    };

    public static History Project(params Fact[] facts) => History([Registration, .. facts]);

    public static History History(params Fact[] facts) => facts.Aggregate(Domain.History.Empty, (history, fact) => history.Record(fact));

    public static ContractSigned Signing(string on) => new() { OccurredOn = Day(on) };

    public static ConstructionStarted Start(string on) => new() { OccurredOn = Day(on) };

    public static ProgressReported Progress(string on, string month) => new() { OccurredOn = Day(on), Month = YearMonth.Parse(month) };

    public static ProjectCommissioned Commissioning(string on) => new() { OccurredOn = Day(on) };

    public static ProjectCommissioned PartInUse(string on) => Commissioning(on) with { Extent = Extent.Part };

    public static ProjectDelayed Delay(string on, PlannedMilestone of, string to, string? from = null) => new()
    {
        OccurredOn = Day(on),
        Milestone = of,
        From = from is null ? null : Plan(from),
        To = Plan(to),
        Reason = ReasonCode.Land,
    };

    public static ProjectSuspended Suspension(string on) => new() { OccurredOn = Day(on), Reason = ReasonCode.Funding, ReviewOn = Day(on).AddMonths(3) };

    public static ProjectResumed Resumption(string on) => new() { OccurredOn = Day(on) };

    public static ProjectWithdrawn Withdrawal(string on) => new() { OccurredOn = Day(on), Reason = ReasonCode.Market };

    public static ProjectRestored Restoration(string on) => new() { OccurredOn = Day(on) };

    public static EvidenceAttached Attachment(string on, char digit = 'a') => new()
    {
        OccurredOn = Day(on),
        FileName = "施工许可证.pdf",
        MediaType = "application/pdf",
        SizeBytes = 1_024,
        Sha256 = new(digit, 64),
    };

    public static FactVoided Voiding(int version, string on = "2025-12-31") => new() { OccurredOn = Day(on), Version = version, Reason = "日期录入有误" };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static PlannedDate Plan(string text) => PlannedDate.Parse(text);
}
