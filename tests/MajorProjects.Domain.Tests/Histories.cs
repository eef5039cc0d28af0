using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests;

/// <summary>Random histories: facts are proposed at random, and those that nothing speaks against are recorded.</summary>
internal static class Histories
{
    private static readonly Gen<DateOnly> Days = Gen.Int[0, 500].Select(new DateOnly(2024, 1, 1).AddDays);

    private static readonly Gen<PlannedDate> Plans = Gen.OneOf(
        Gen.Int[0, 1_000].Select(n => PlannedDate.On(new DateOnly(2024, 1, 1).AddDays(n))),
        Gen.Int[0, 35].Select(n => PlannedDate.In(YearMonth.Of(new DateOnly(2024, 1, 1).AddMonths(n)))));

    private static readonly Gen<ReasonCode> Reasons = Gen.Enum<ReasonCode>().Where(reason => reason is not ReasonCode.Other);

    private static readonly Gen<ProjectRegistered> Registrations = Gen.Select(Days, Gen.Enum<Sector>(), Gen.Bool, Plans, Plans,
        (day, sector, midway, start, completion) => A.Registration with
        {
            OccurredOn = day,
            Sector = sector,
            PriorStepsUnrecorded = midway,
            PlannedStart = start,
            PlannedCompletion = completion,
        });

    private static readonly Gen<Fact> Proposals = Days.SelectMany(day => Gen.Frequency<Fact>(
        (2, Gen.Enum<Agreement>().Select(kind => (Fact)new ContractSigned { OccurredOn = day, Agreement = kind })),
        (3, Gen.Const((Fact)new ConstructionStarted { OccurredOn = day })),
        (4, Gen.Select(Gen.Int[-2, 1], Gen.Int[0, 100], (months, percent) => (Fact)new ProgressReported
        {
            OccurredOn = day,
            Month = YearMonth.Of(day.AddMonths(months)),
            Percent = percent,
        })),
        (1, Gen.Enum<Extent>().Select(extent => (Fact)new ProjectCommissioned { OccurredOn = day, Extent = extent })),
        (4, Gen.Select(Gen.Enum<PlannedMilestone>(), Plans, Plans.Nullable(0.8), Reasons, (milestone, to, from, reason) => (Fact)new ProjectDelayed
        {
            OccurredOn = day,
            Milestone = milestone,
            From = from,
            To = to,
            Reason = reason,
        })),
        (2, Reasons.Select(reason => (Fact)new ProjectSuspended { OccurredOn = day, Reason = reason, ReviewOn = day.AddDays(90) })),
        (3, Gen.Const((Fact)new ProjectResumed { OccurredOn = day })),
        (1, Reasons.Select(reason => (Fact)new ProjectWithdrawn { OccurredOn = day, Reason = reason })),
        (3, Gen.Const((Fact)new ProjectRestored { OccurredOn = day })),
        (2, Gen.Char['a', 'c'].Select(digit => (Fact)(A.Attachment("2024-01-01", digit) with { OccurredOn = day }))),
        (2, Gen.Char['a', 'c'].Select(digit => (Fact)new ConstructionStarted { OccurredOn = day, Evidence = $"sha256:{new string(digit, 64)}" })),
        (2, Gen.Int[2, 12].Select(version => (Fact)new FactVoided { OccurredOn = day, Version = version, Reason = "日期录入有误" }))));

    /// <summary>Of any project.</summary>
    public static readonly Gen<History> Any = Gen.Select(Registrations, Proposals.Array[0, 40], (registration, proposals) =>
        proposals.Aggregate(History.Empty.Record(registration), Accept));

    /// <summary>Of projects to which no two things happened on one day.</summary>
    public static readonly Gen<History> OfDistinctDays = Gen.Select(Registrations, Proposals.Array[0, 40], (registration, proposals) =>
        proposals.DistinctBy(fact => fact.OccurredOn).Aggregate(History.Empty.Record(registration), Accept));

    /// <summary>The history with the fact, unless something speaks against it.</summary>
    public static History Accept(History history, Fact fact) => history.Refuses(fact, A.Recording) is null ? history.Add(fact) : history;

    public static string Print(History history) =>
        string.Join('\n', history.Facts.Select(f => $"{f.Version} {f.Fact.OccurredOn:yyyy-MM-dd} {f.Fact}"));
}
