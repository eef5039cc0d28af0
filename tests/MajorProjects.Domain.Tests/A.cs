using System.Globalization;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests;

/// <summary>What tests speak of: a project of Jincheng, what may happen to it, and the day on which it is told.</summary>
internal static class A
{
    public static City City { get; } = new(RegionCode.Parse("140500"), "晋城市",
        Regions: new Dictionary<string, string> { ["140502"] = "城区", ["140521"] = "沁水县" },
        Industries: new Dictionary<string, string> { ["coalbedMethane"] = "煤层气", ["transport"] = "交通" });

    public static Recording Recording { get; } = new(Day("2025-12-31"), City) { Project = This };

    /// <summary>The project of which the facts are told.</summary>
    public static Guid This => Guid.Parse("01920000-0000-7000-8000-000000000001");

    /// <summary>Another one of the same city.</summary>
    public static Guid Other => Guid.Parse("01920000-0000-7000-8000-000000000002");

    /// <summary>And one more.</summary>
    public static Guid Third => Guid.Parse("01920000-0000-7000-8000-000000000003");

    public static Recording By(string person) => Recording with { By = person };

    /// <summary>Recorded where other projects are on record.</summary>
    public static Recording Beside(params (Guid Id, Project Project)[] others) => Recording with { Others = others.ToDictionary(o => o.Id, o => o.Project) };

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

    public static ProjectReserved Reserve(string on) => new() { OccurredOn = Day(on) };

    public static ProjectAppraised Appraisal(string on) => new() { OccurredOn = Day(on) };

    public static ApprovalObtained Approval(string on, ApprovalKind kind, string number = "晋市审〔2024〕1号") =>
        new() { OccurredOn = Day(on), Kind = kind, Number = number, Authority = "市行政审批局" };

    public static ApprovalObtained Permit(string on) => Approval(on, ApprovalKind.ConstructionPermit);

    public static CommitmentAccepted Commitment(string on, string dueOn, ApprovalKind kind = ApprovalKind.ConstructionPermit) =>
        new() { OccurredOn = Day(on), Kind = kind, DueOn = Day(dueOn) };

    public static ContractSigned Framework(string on) => Signing(on) with { Agreement = Agreement.Framework };

    public static SigningUpgraded Upgrade(string on) => new() { OccurredOn = Day(on) };

    public static InvestmentIncreased Increase(string on, decimal by) => new() { OccurredOn = Day(on), IncrementWan = new(by) };

    public static InvestorReplaced NewInvestor(string on, string to) => new() { OccurredOn = Day(on), To = to };

    public static EnteredStatistics StatisticsEntry(string on) => new() { OccurredOn = Day(on) };

    public static TrialProductionStarted Trial(string on) => new() { OccurredOn = Day(on) };

    public static ProjectCompleted Completion(string on) => new() { OccurredOn = Day(on) };

    public static FullCapacityReached FullCapacity(string on) => new() { OccurredOn = Day(on) };

    public static YearPlanSet YearPlan(string on, int year, decimal wan) => new() { OccurredOn = Day(on), Year = year, InvestmentWan = new(wan) };

    public static ExtensionRequested Request(string on, PlannedMilestone of, string to) =>
        new() { OccurredOn = Day(on), Milestone = of, To = Plan(to), Reason = ReasonCode.Land };

    public static ExtensionGranted Grant(string on, PlannedMilestone of) => new() { OccurredOn = Day(on), Milestone = of };

    public static ExtensionRefused Denial(string on, PlannedMilestone of) => new() { OccurredOn = Day(on), Milestone = of, Text = "理由不充分" };

    /// <summary>A revision of one attribute; what is given for its old and new value is written as in JSON.</summary>
    public static DetailsRevised Revising(string on, string attribute, object? old, object? now) => Revising(on, (attribute, old, now));

    public static DetailsRevised Revising(string on, params (string Attribute, object? Old, object? New)[] changes) => new()
    {
        OccurredOn = Day(on),
        Changes = [.. changes.Select(c => new Revision(c.Attribute, Value(c.Old), Value(c.New)))],
        Reason = "据批复更正",
    };

    public static DuplicateSuspected Suspecting(string on, Guid of) => new() { OccurredOn = Day(on), Of = of, Grounds = DuplicateGrounds.Name };

    public static DuplicateConfirmed Confirming(string on, Guid of) => new() { OccurredOn = Day(on), Of = of };

    public static DuplicateDismissed Dismissing(string on, Guid of) => new() { OccurredOn = Day(on), Of = of, Reason = "两期工程" };

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

    public static FactVoided Voiding(int version, params int[] dependents) => Voiding(version) with { Dependents = [.. dependents] };

    public static FactConfirmed Accepting(int version, string on = "2025-12-31") => new() { OccurredOn = Day(on), Version = version };

    public static FactReturned Returning(int version, params int[] dependents) =>
        new() { OccurredOn = Day("2025-12-31"), Version = version, Dependents = dependents.Length == 0 ? null : [.. dependents], Reason = "缺少佐证材料" };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static PlannedDate Plan(string text) => PlannedDate.Parse(text);

    public static AttributeValue? Value(object? value) => value switch
    {
        null => null,
        bool flag => AttributeValue.Of(flag),
        string text => AttributeValue.Of(text),
        _ => AttributeValue.Of(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };
}
