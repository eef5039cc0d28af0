using System.Globalization;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Wording;

/// <summary>What tests speak of: a simulated city of three counties, its digest of November 2026, and one of a city in which nothing happened.</summary>
internal static class A
{
    public static IssueStamp Stamp { get; } = new(Guid.Parse("019a0000-0000-7000-8000-000000000001"), At("2026-12-01T00:00:12Z"), At("2026-12-01T00:00:00Z"), Late: false);

    public static DigestSubject Subject { get; } = Of(DigestKind.Monthly, Period.Parse("2026-11"));

    /// <summary>A month in which something of everything happened.</summary>
    public static DigestContent Content { get; } = new(
        DigestContent.Shape, Subject,
        new(Day("2026-11-30"), At("2026-12-01T00:00:00Z"), 48_213, new(Guid.Parse("019a0000-0000-7000-8000-000000000009"), Period.Parse("2026-10"), Day("2026-10-31"), 44_100),
            new Dictionary<string, int> { ["metrics"] = 3, ["lights"] = 2, ["forecast"] = 1 }),
        [
            new("signed", new(3, 217_200m), new(2, 150_000m), new(4, 300_000m), new(41, 2_812_345.5m), Listed.Of(
            [
                new BatchLine(Ref(1, "年产2000套智能断路器生产线", "990102"), "equipment", 32_000m, Day("2026-11-05")),
                new BatchLine(Ref(2, "云上高级雪道（二期）", "990103"), "tourism", 185_200m, Day("2026-11-12")),
                new BatchLine(Ref(3, "=HYPERLINK(\"http://x\")<b>数据*中心*|</b>", "990100"), "digital", null, Day("2026-11-26")),
            ])),
            new("started", new(1, 80_000m), new(1, 80_000m), new(0, 0m), new(36, 1_950_000m), Listed.Of([new BatchLine(Ref(4, "煤矸石固废综合利用", "990102"), "ecology", 80_000m, Day("2026-11-18"))])),
            new("commissioned", new(0, 0m), new(2, 65_000m), new(0, 0m), new(19, 870_000m), Listed.Of<BatchLine>([])),
        ],
        [.. Period.Range(Period.Parse("2025Q1"), Period.Parse("2026Q4")).Select((q, at) => new TrendQuarter(q, new(9 + at, 500_000m + 10_000m * at), new(7 + at % 3, 410_000m), new(4 + at % 2, 200_000m)))],
        [
            new(PlannedMilestone.Start, 2026, 97, 74, 72, Ratio.Of(72, 97), Ratio.Of(69, 74),
                Listed.Of([.. Enumerable.Range(1, 5).Select(n => new ScheduleLine(Ref(10 + n, $"滞后项目{n}", "990102"), Day("2026-09-30"), null))]), Listed.Of<ScheduleLine>([]),
                Listed.Of([.. Enumerable.Range(1, 3).Select(n => new ScheduleLine(Ref(20 + n, $"提前项目{n}", "990103"), Day("2026-12-31"), Day("2026-10-08")))])),
            new(PlannedMilestone.Commissioning, 2026, 22, 22, 22, Ratio.Of(22, 22), Ratio.Of(22, 22), Listed.Of<ScheduleLine>([]), Listed.Of<ScheduleLine>([]), Listed.Of<ScheduleLine>([])),
        ],
        new(152, 148, Ratio.Of(148, 152), Ratio.Of(220, 249), Listed.Of([new SuspendedLine(Ref(30, "七彩太行度假区", "990103"), Day("2026-08-02"), "funding")])),
        new(2026, 632_700m, 775_700m, Ratio.Of(775_700m, 632_700m), Ratio.Of(775_700m, 579_975m), Ratio.Of(11, 12),
            [.. Enumerable.Range(1, 11).Select(m => new InvestmentMonth(new(2026, m), 70_000m * m, 52_725m * m))]),
        [
            new("990103", 1, 200_000m, 300_000m, Ratio.Of(300_000m, 200_000m), new(1, 185_200m), new(0, 0m), new(0, 0m)),
            new("990102", 2, 200_000m, 220_000m, Ratio.Of(220_000m, 200_000m), new(1, 32_000m), new(1, 80_000m), new(0, 0m)),
            new("990100", 2, 232_700m, 255_970m, Ratio.Of(255_970m, 232_700m), new(1, 0m), new(0, 0m), new(0, 0m)),
            new("990104", null, 0m, 0m, Ratio.Of(0m, 0m), new(0, 0m), new(0, 0m), new(0, 0m)),
        ],
        new(Listed.Of(
            [
                new DelayLine(Ref(40, "城北热源厂", "990102"), PlannedMilestone.Start, Day("2026-11-03"), Day("2026-09-30"), Day("2027-03-31"), 182, "land"),
                new DelayLine(Ref(41, "通用机场", "990100"), PlannedMilestone.Commissioning, Day("2026-11-20"), null, Day("2027-06-30"), null, "approval"),
                new DelayLine(Ref(40, "城北热源厂", "990102"), PlannedMilestone.Commissioning, Day("2026-11-20"), Day("2027-09-30"), Day("2027-12-31"), 92, "land"),
            ]),
            [new("land", 2, 1), new("approval", 1, 1)],
            Listed.Of([new DelayLine(Ref(41, "通用机场", "990100"), PlannedMilestone.Commissioning, Day("2026-11-20"), null, Day("2027-06-30"), null, "approval")])),
        Listed.Of([new OverdueStep(Ref(11, "滞后项目1", "990102"), PlannedMilestone.Start, Day("2026-09-30"), 2), new OverdueStep(Ref(42, "老旧管网改造", "990104"), PlannedMilestone.Commissioning, Day("2026-06-30"), 5)]),
        Listed.Of([new DueStep(Ref(50, "城区学校扩建", "990102"), PlannedMilestone.Start, Day("2026-12-31"))]),
        new(Listed.Of([new DuplicateLine(Ref(60, "煤层气管网一期", "990102"), Ref(61, "煤层气管网（一期）", "990102"), "name", At("2026-11-09T02:00:00Z"), "open")]), 3, 1),
        new(Listed.Of([new CorrectedFact(Ref(62, "康硕电气基地", "990102"), "voided", "签约", Day("2026-10-20"), At("2026-11-04T01:30:00Z"), "王工")]),
            [new ChangedFigure("signed", Period.Parse("2026-10"), new(3, 180_000m), new(2, 150_000m), Listed.Of([Ref(62, "康硕电气基地", "990102")]))],
            [new ChangedRate("startRateOfYearPlan", "年度计划开工率", Ratio.Of(71, 97), Ratio.Of(70, 97))]),
        [
            new(PlannedMilestone.Start, 28, 2, Listed.Of(
            [
                new ForecastLine(Ref(70, "细胞再生技术平台", "990102"), new(2026, 12), new(2026, 8), new(2027, 6)),
                new ForecastLine(Ref(71, "高性能微球新材料", "990103"), new(2026, 12), new(2026, 11), null),
            ])),
        ],
        Round: null, new("ledger.example/990100", 48_213, "q1+3Zl6M7h0cH0f8d9k2Yz3mW1pQ4rT6uV8xB0nC2eE=", At("2026-11-30T23:59:40Z")));

    /// <summary>A week in which nothing happened, in a city of which nothing is known.</summary>
    public static DigestContent Nothing { get; } = new(
        DigestContent.Shape, Of(DigestKind.Weekly, Period.Parse("2026W48")) with { Simulated = false, CityName = "空城市" },
        new(Day("2026-11-29"), At("2026-11-30T00:00:00Z"), 0, null, new Dictionary<string, int> { ["metrics"] = 3 }),
        [.. new[] { "signed", "started", "commissioned" }.Select(kind => new BatchSection(kind, None, None, None, None, Listed.Of<BatchLine>([])))],
        [],
        [.. new[] { PlannedMilestone.Start, PlannedMilestone.Commissioning }.Select(step =>
            new YearSchedule(step, 2026, 0, 0, 0, Ratio.Of(0, 0), Ratio.Of(0, 0), Listed.Of<ScheduleLine>([]), Listed.Of<ScheduleLine>([]), Listed.Of<ScheduleLine>([])))],
        new(0, 0, Ratio.Of(0, 0), Ratio.Of(0, 0), Listed.Of<SuspendedLine>([])),
        new(2026, 0, 0, Ratio.Of(0, 0), Ratio.Of(0, 0), Ratio.Of(11, 12), []),
        [], new(Listed.Of<DelayLine>([]), [], Listed.Of<DelayLine>([])), Listed.Of<OverdueStep>([]), Listed.Of<DueStep>([]), new(Listed.Of<DuplicateLine>([]), 0, 0),
        new(Listed.Of<CorrectedFact>([]), [], []), [], null, null);

    /// <summary>A round of which not all was published, and not all agrees.</summary>
    public static DigestContent Round { get; } = Content with
    {
        Subject = Of(DigestKind.Round, Period.Trailing(91, Day("2026-11-26"))) with { Next = Period.Trailing(30, Day("2026-12-26")) },
        Batches = [.. Content.Batches.Select(batch => batch with { Before = null, YearBefore = null })],
        Round = new("2026-4", "2026年第四次“三个一批”活动", Day("2026-11-26"), "《太行日报》2026年11月27日",
        [
            new("signed", 4, 237_200m, new(3, 217_200m), Listed.Of(
            [
                new RoundDifferenceLine("金澳大王田园综合体", Published: true, "系统中只有 2026-11-02 的框架协议，框架协议不计入签约。"),
            ])),
            new("started", 1, null, new(1, 80_000m), Listed.Of<RoundDifferenceLine>([])),
            new("commissioned", null, null, new(0, 0m), Listed.Of<RoundDifferenceLine>([])),
        ]),
    };

    /// <summary>The same month with <paramref name="projects"/> of everything, each called <paramref name="name"/> and its number.</summary>
    public static DigestContent Large(int projects, string name)
    {
        return Content with
        {
            Batches = [.. Content.Batches.Select(batch => batch with { Current = new(projects, 12_345.67m * projects), Projects = Many(n => new BatchLine(P(n), "equipment", 12_345.67m, Day("2026-11-05"))) })],
            Schedules = [.. Content.Schedules.Select(s => s with
            {
                Planned = 2 * projects, PlannedToDate = projects, Actual = projects,
                Late = Many(n => new ScheduleLine(P(n), Day("2026-09-30"), null)), Early = Many(n => new ScheduleLine(P(n), Day("2026-12-31"), Day("2026-10-08"))),
            })],
            Works = Content.Works with { Suspended = Many(n => new SuspendedLine(P(n), Day("2026-08-02"), "funding")) },
            Delays = Content.Delays with
            {
                New = Many(n => new DelayLine(P(n), PlannedMilestone.Start, Day("2026-11-03"), Day("2026-09-30"), Day("2027-03-31"), 182, "land")),
                Running = Many(n => new DelayLine(P(n), PlannedMilestone.Start, Day("2026-11-03"), Day("2026-09-30"), Day("2027-03-31"), 182, "land")),
            },
            Overdue = Many(n => new OverdueStep(P(n), PlannedMilestone.Start, Day("2026-09-30"), 2)),
            Upcoming = Many(n => new DueStep(P(n), PlannedMilestone.Start, Day("2026-12-31"))),
            Duplicates = Content.Duplicates with { Found = Many(n => new DuplicateLine(P(n), P(n + 1), "name", At("2026-11-09T02:00:00Z"), "open")) },
            Forecasts = [.. Content.Forecasts.Select(f => f with { Projects = Many(n => new ForecastLine(P(n), new(2026, 12), new(2026, 8), new(2027, 6))) })],
        };

        ProjectRef P(int n) => Ref(n, $"{name}{n}", "990102");

        Listed<T> Many<T>(Func<int, T> of) => new(projects, [.. Enumerable.Range(1, Math.Min(projects, DigestContent.MostListed)).Select(of)]);
    }

    public static DigestSubject Of(DigestKind kind, Period period) => new(
        kind, "990100", "模拟市990100", DigestScope.City, period, kind is DigestKind.Round ? null : period.Previous(), kind is DigestKind.Round ? null : period.YearBefore(), period.Next(),
        new Dictionary<string, string> { ["990100"] = "模拟市990100", ["990102"] = "甲县", ["990103"] = "乙县", ["990104"] = "丙区" },
        new Dictionary<string, string> { ["equipment"] = "装备制造", ["tourism"] = "旅游", ["digital"] = "数字经济", ["ecology"] = "生态环保" },
        Simulated: true);

    public static Cell None => new(0, 0m);

    public static ProjectRef Ref(int number, string name, string region) => new(new Guid(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1), name, region);

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
