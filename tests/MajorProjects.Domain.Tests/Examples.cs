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
                PriorStepsUnrecorded = true,
            },
            Signing("2024-03-01") with { Counterparty = "华北投资公司", AmountWan = new(80_000), Agreement = Agreement.Framework },
            Start("2024-04-01") with { Structure = "首站基础" },
            Progress("2024-06-05", "2024-05") with { CompletedWan = new(3_000), Percent = 12.5m, Text = "基础完成" },
            Commissioning("2025-05-01") with { Mode = CommissioningMode.Service, Extent = Extent.Part },
            Delay("2024-05-01", PlannedMilestone.Commissioning, "2025-08", from: "2025-06") with { Text = "征地未完成" },
            Suspension("2024-07-01") with { Text = "资金未到位" },
            Resumption("2024-09-01"),
            Withdrawal("2025-01-01") with { Text = "市场变化" },
            Restoration("2025-02-01"),
            Attachment("2025-02-02"),
            Voiding(2) with { Authority = "市发展改革委" },
        }.Select(fact => fact with { Note = "备注", Evidence = "晋市发改〔2024〕17号", Round = "2024-4" }),
    ];
}
