using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

/// <summary>One of each kind of fact, every field given.</summary>
internal static class Examples
{
    public static IReadOnlyList<Fact> OfEachKind { get; } =
    [
        .. new Fact[]
        {
            Scheduled with
            {
                Owner = "沁水煤层气公司",
                TotalInvestmentWan = new(120_000.5m),
                NationalCode = "2021-140521-45-01-012345",
                LocalCode = "QS-017",
                Site = new("沁水县端氏镇", 112.55m, 35.69m),
                Scale = "管线 120 公里",
                PlanColumn = 7,
                PlanSection = "7.4",
                AgreedOutputWan = new(60_000),
                Parent = Other,
                PriorStepsUnrecorded = true,
            },
            Reserve("2024-01-10"),
            Appraisal("2024-02-10") with { Conclusion = "可行" },
            Approval("2024-03-10", ApprovalKind.EnvironmentalImpact),
            Commitment("2024-03-20", dueOn: "2026-06-30") with { Authority = "市行政审批局" },
            Signing("2024-03-01") with { Counterparty = "华北投资公司", AmountWan = new(80_000), Agreement = Agreement.Framework },
            Start("2024-04-01") with { Structure = "首站基础" },
            Upgrade("2024-03-15") with { Counterparty = "华北投资公司", AmountWan = new(80_000) },
            Increase("2024-05-15", by: 20_000),
            NewInvestor("2024-05-20", to: "华东投资公司") with { From = "华北投资公司" },
            StatisticsEntry("2024-05-25") with { Code = "140521-0017" },
            YearPlan("2024-01-20", 2024, 30_000),
            Progress("2024-06-05", "2024-05") with { CompletedWan = new(3_000), OutputWan = new(100), Percent = 12.5m, Text = "基础完成" },
            Trial("2025-04-01"),
            Completion("2025-06-01"),
            FullCapacity("2025-11-01") with { OutputWan = new(60_500) },
            Request("2024-04-20", PlannedMilestone.Start, "2025-03") with { Text = "征地未完成" },
            Grant("2024-04-25", PlannedMilestone.Start) with { To = Plan("2025-01") },
            Denial("2024-04-25", PlannedMilestone.Start),
            Revising("2024-06-10", ("name", "沁水煤层气管网", "沁水煤层气管网一期"), ("totalInvestmentWan", 120_000.5m, null), ("priorStepsUnrecorded", true, false)),
            Suspecting("2024-06-15", Other) with { Similarity = 0.83m },
            Confirming("2024-06-20", Other),
            Dismissing("2024-06-20", Other),
            Commissioning("2025-05-01") with { Mode = CommissioningMode.Service, Extent = Extent.Part },
            Delay("2024-05-01", PlannedMilestone.Commissioning, "2025-08", from: "2025-06") with { Text = "征地未完成", Extension = true },
            Suspension("2024-07-01") with { Text = "资金未到位" },
            Resumption("2024-09-01"),
            Withdrawal("2025-01-01") with { Text = "市场变化" },
            Restoration("2025-02-01"),
            Attachment("2025-02-02"),
            Voiding(2, 3, 5) with { Authority = "市发展改革委" },
            Accepting(2),
            Returning(2, 3, 5),
        }.Select(fact => fact with { Note = "备注", Evidence = "晋市发改〔2024〕17号", Round = "2024-4" }),
    ];
}
