using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests;

/// <summary>
/// Random histories: facts are proposed at random, one at a time or a few in one go, by one of three people, and those that nothing
/// speaks against are recorded.
/// </summary>
internal static class Histories
{
    private static readonly Gen<DateOnly> Days = Gen.Int[0, 500].Select(new DateOnly(2024, 1, 1).AddDays);

    private static readonly Gen<PlannedDate> Plans = Gen.OneOf(
        Gen.Int[0, 1_000].Select(n => PlannedDate.On(new DateOnly(2024, 1, 1).AddDays(n))),
        Gen.Int[0, 35].Select(n => PlannedDate.In(YearMonth.Of(new DateOnly(2024, 1, 1).AddMonths(n)))));

    private static readonly Gen<ReasonCode> Reasons = Gen.Enum<ReasonCode>().Where(reason => reason is not ReasonCode.Other);

    private static readonly Gen<PlannedMilestone> Milestones = Gen.Enum<PlannedMilestone>();

    private static readonly Gen<Wan> Money = Gen.Int[1, 50].Select(n => new Wan(n * 1_000));

    private static readonly Gen<Guid> Others = Gen.OneOf(A.Other, A.Third);

    private static readonly Gen<ProjectRegistered> Registrations = Gen.Select(Days, Gen.Enum<Sector>(), Gen.Bool, Plans, Plans, Money.Nullable(),
        (day, sector, midway, start, completion, investment) => A.Registration with
        {
            OccurredOn = day,
            Sector = sector,
            PriorStepsUnrecorded = midway,
            PlannedStart = start,
            PlannedCompletion = completion,
            TotalInvestmentWan = investment,
        });

    /// <summary>A fact, once it is known what is on record: a revision names what it revises, a decision what was asked for.</summary>
    private delegate Fact Proposal(History history);

    private static readonly Gen<Proposal> Proposals = Days.SelectMany(day => Gen.Frequency(
        (3, Preparation(day)), (5, Agreements(day)), (8, Works(day)), (4, Progress(day)), (3, Use(day)), (4, Stops(day)), (3, Library(day)),
        (9, Delays(day)), (3, Revisions(day)), (3, Duplicates(day)), (3, Voidings(day)), (8, Reviews(day)), (2, Papers(day))));

    private static readonly Gen<string> People = Gen.OneOf("张三", "李四", "王五");

    /// <summary>Of any project.</summary>
    public static readonly Gen<History> Any = Recorded(Gen.Frequency((5, Proposals.Array[1]), (1, Proposals.Array[2, 3])));

    /// <summary>Of which every fact was recorded by itself.</summary>
    public static readonly Gen<History> OneByOne = Recorded(Proposals.Array[1]);

    /// <summary>Of projects to which no two things happened on one day, but for the delay that a granted extension is.</summary>
    public static readonly Gen<History> OfDistinctDays = Recorded(Gen.Frequency((5, Proposals.Array[1]), (1, Proposals.Array[2, 3])), (history, facts) =>
    {
        var days = history.Facts.Select(f => f.Fact.OccurredOn).Distinct().Concat(facts.Select(f => f.OccurredOn)).ToList();
        return days.Distinct().Count() == days.Count;
    });

    /// <summary>The history with the facts, unless something speaks against one of them.</summary>
    public static History Accept(History history, IReadOnlyList<Fact> facts, string? by) => history.Record(facts, A.Recording with { By = by }).After;

    /// <summary>As they are printed where a law fails.</summary>
    public static string Print(History history) =>
        string.Join('\n', history.Facts.Select(f => $"{f.Version} {f.Fact.OccurredOn:yyyy-MM-dd} {f.By} {f.Fact}"));

    private static Gen<History> Recorded(Gen<Proposal[]> proposals, Func<History, List<Fact>, bool>? wanted = null) =>
        Gen.Select(Registrations, Gen.Select(proposals, People).Array[0, 50], (registration, recordings) =>
            recordings.Aggregate(History.Empty.Record(registration), (history, recording) =>
            {
                var facts = recording.Item1.Select(proposal => proposal(history)).ToList();
                return wanted?.Invoke(history, facts) is false ? history : Accept(history, facts, recording.Item2);
            }));

    private static Gen<Proposal> Preparation(DateOnly day) => Gen.OneOf(
        The(new ProjectReserved { OccurredOn = day }),
        The(new ProjectAppraised { OccurredOn = day }),
        One(Money.Select(wan => new YearPlanSet { OccurredOn = day, Year = day.Year, InvestmentWan = wan })),
        One(Gen.Select(Gen.Enum<ApprovalKind>(), Gen.Int[1, 3], (kind, number) => new ApprovalObtained
        {
            OccurredOn = day, Kind = kind, Number = $"{number}号", Authority = "市行政审批局",
        })),
        One(Gen.Select(Gen.Enum<ApprovalKind>(), Gen.Int[0, 200], (kind, days) => new CommitmentAccepted
        {
            OccurredOn = day, Kind = kind, DueOn = day.AddDays(days),
        })));

    private static Gen<Proposal> Agreements(DateOnly day) => Gen.Frequency(
        (3, One(Gen.Enum<Agreement>().Select(kind => new ContractSigned { OccurredOn = day, Agreement = kind, Counterparty = "甲公司" }))),
        (2, The(new SigningUpgraded { OccurredOn = day, Counterparty = "乙公司" })),
        (1, One(Money.Select(wan => new InvestmentIncreased { OccurredOn = day, IncrementWan = wan }))),
        (1, The(new InvestorReplaced { OccurredOn = day, To = "丙公司" })));

    private static Gen<Proposal> Works(DateOnly day) => Gen.Frequency(
        (5, The(new ConstructionStarted { OccurredOn = day })),
        (1, The(new EnteredStatistics { OccurredOn = day })),
        (1, The(new TrialProductionStarted { OccurredOn = day })),
        (1, The(new ProjectCompleted { OccurredOn = day })));

    private static Gen<Proposal> Use(DateOnly day) => Gen.Frequency(
        (2, One(Gen.Enum<Extent>().Select(extent => new ProjectCommissioned { OccurredOn = day, Extent = extent }))),
        (1, The(new FullCapacityReached { OccurredOn = day })));

    private static Gen<Proposal> Progress(DateOnly day) => One(Gen.Select(Gen.Int[-2, 1], Gen.Int[0, 100], (months, percent) => new ProgressReported
    {
        OccurredOn = day, Month = YearMonth.Of(day.AddMonths(months)), Percent = percent,
    }));

    private static Gen<Proposal> Stops(DateOnly day) => Gen.Frequency(
        (1, One(Reasons.Select(reason => new ProjectSuspended { OccurredOn = day, Reason = reason, ReviewOn = day.AddDays(90) }))),
        (2, The(new ProjectResumed { OccurredOn = day })));

    private static Gen<Proposal> Library(DateOnly day) => Gen.Frequency(
        (1, One(Reasons.Select(reason => new ProjectWithdrawn { OccurredOn = day, Reason = reason }))),
        (3, The(new ProjectRestored { OccurredOn = day })));

    private static Gen<Proposal> Delays(DateOnly day) => Gen.Frequency(
        (2, One(Gen.Select(Milestones, Plans, Plans.Nullable(0.8), Reasons, (milestone, to, from, reason) => new ProjectDelayed
        {
            OccurredOn = day, Milestone = milestone, From = from, To = to, Reason = reason,
        }))),
        (3, One(Gen.Select(Milestones, Plans, Reasons, (milestone, to, reason) => new ExtensionRequested
        {
            OccurredOn = day, Milestone = milestone, To = to, Reason = reason,
        }))),
        (2, Plans.Nullable(0.8).Select(to => (Proposal)(history => new ExtensionGranted { OccurredOn = day, Milestone = Waiting(history, day), To = to }))),
        (1, Gen.Const((Proposal)(history => new ExtensionRefused { OccurredOn = day, Milestone = Waiting(history, day), Text = "理由不充分" }))));

    // What waits for a decision, so that some are decided at all.
    private static PlannedMilestone Waiting(History history, DateOnly day) => history.On(day).PendingExtensions.Keys.FirstOrDefault();

    private static Gen<Proposal> Revisions(DateOnly day) => Gen.OneOf(
        Revision(day, "name", Gen.Int[1, 9].Select(n => A.Value($"沁水煤层气管网{n}期"))),
        Revision(day, "sector", Gen.Enum<Sector>().Select(sector => A.Value(sector.ToKey()))),
        Revision(day, "totalInvestmentWan", Money.Nullable().Select(wan => A.Value(wan?.Amount))),
        Revision(day, "plannedCompletion", Plans.Nullable().Select(date => A.Value(date?.ToString()))),
        Revision(day, "plannedSigning", Plans.Nullable().Select(date => A.Value(date?.ToString()))),
        Revision(day, "priorStepsUnrecorded", Gen.Bool.Select(flag => A.Value(flag))));

    private static Gen<Proposal> Revision(DateOnly day, string attribute, Gen<AttributeValue?> values) => values.Select(value => (Proposal)(history =>
    {
        var old = ProjectDetail.Named(attribute)!.Read(history.On(day).Details!);
        return new DetailsRevised { OccurredOn = day, Changes = [new(attribute, old, value)], Reason = "据批复更正" };
    }));

    private static Gen<Proposal> Duplicates(DateOnly day) => Gen.OneOf(
        One(Others.Select(other => new DuplicateSuspected { OccurredOn = day, Of = other, Grounds = DuplicateGrounds.Name })),
        Gen.Const((Proposal)(history => new DuplicateConfirmed { OccurredOn = day, Of = Suspected(history) })),
        Gen.Const((Proposal)(history => new DuplicateDismissed { OccurredOn = day, Of = Suspected(history), Reason = "两期工程" })));

    private static Gen<Proposal> Papers(DateOnly day) => Gen.Char['a', 'c'].SelectMany(digit => Gen.OneOf(
        The(A.Attachment("2024-01-01", digit) with { OccurredOn = day }),
        The(new ConstructionStarted { OccurredOn = day, Evidence = $"sha256:{new string(digit, 64)}" })));

    private static Guid Suspected(History history) => history.Now.Suspicions.FirstOrDefault(suspicion => suspicion.Value is null).Key;

    private static Gen<Proposal> Voidings(DateOnly day) => Gen.Select(Gen.Int[2, 12], Gen.Bool, (version, named) => (Proposal)(history => new FactVoided
    {
        OccurredOn = day,
        Version = version,
        Dependents = named ? history.DependentsOf(version) : null,
        Reason = "日期录入有误",
    }));

    private static Gen<Proposal> Reviews(DateOnly day) => Gen.Frequency(
        (4, Gen.Int[1, 12].Select(version => (Proposal)(_ => new FactConfirmed { OccurredOn = day, Version = version }))),
        (2, Gen.Select(Gen.Int[2, 12], Gen.Bool, (version, named) => (Proposal)(history => new FactReturned
        {
            OccurredOn = day,
            Version = version,
            Dependents = named ? history.DependentsOf(version) : null,
            Reason = "缺少佐证材料",
        }))));

    private static Gen<Proposal> One<T>(Gen<T> facts) where T : Fact => facts.Select(fact => (Proposal)(_ => fact));

    private static Gen<Proposal> The(Fact fact) => Gen.Const((Proposal)(_ => fact));
}
