using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Simulation;

/// <summary>
/// What happens to one project, followed from its registration on: it is signed, starts when the ground has thawed, reports, slips,
/// stands still, goes on and goes into use; or leaves the library on the way. What would happen after the last day is left to others.
/// </summary>
internal sealed class ProjectLife
{
    // In the northern winter hardly anything is begun; spring and autumn are the seasons.
    private static readonly int[] StartsByMonth = [1, 1, 5, 8, 10, 7, 5, 5, 8, 9, 4, 1];

    // 三个一批 rounds are held once a quarter, on a day of these months.
    private static readonly int[] RoundMonths = [3, 5, 9, 11];

    private static readonly string[] Towns =
        ["东岭镇", "西河乡", "南庄镇", "北坡乡", "龙泉镇", "柳林乡", "石门镇", "清水镇", "云台乡", "白桦镇", "松山街道", "梨园街道", "丹水镇", "沁源里", "青峰乡", "古堡村"];

    private static readonly string[] Firms = ["恒通", "瑞泰", "华盛", "金茂", "永安", "宏远", "正泽", "天汇", "嘉禾", "鼎新", "泽润", "晋源"];

    private static readonly ProjectClass[] Classes = Enum.GetValues<ProjectClass>();

    private static readonly ReasonCode[] Reasons = Enum.GetValues<ReasonCode>();

    private readonly City city;
    private readonly int number;
    private readonly Chance chance;
    private readonly Trade trade;
    private readonly List<Fact> facts = [];

    private ProjectRegistered project = null!;
    private DateOnly plannedStart;
    private DateOnly day;

    private ProjectLife(City city, int number, Chance chance)
    {
        (this.city, this.number, this.chance) = (city, number, chance);
        trade = chance.OneOf([.. Trade.All.Where(t => city.Industries.ContainsKey(t.Industry))], t => t.Weight);
    }

    /// <summary>In the order in which the facts follow from each other; the registration first.</summary>
    public static IReadOnlyList<Fact> Of(City city, int number, Chance chance)
    {
        var life = new ProjectLife(city, number, chance);
        life.Live();
        return life.facts.FindAll(f => f.OccurredOn <= Simulator.LastDay);
    }

    private decimal InvestmentWan => project.TotalInvestmentWan!.Value.Amount;

    private void Live()
    {
        Register();
        if (!project.PriorStepsUnrecorded) IsPrepared();
        if (project.PriorStepsUnrecorded) Build();
        else if (project.Class is ProjectClass.Pipeline && chance.Falls(0.7)) Leaves(0.15);
        else if (!Leaves(0.05) && Signs() && !Leaves(0.04) && Starts()) Build();
    }

    private void Register()
    {
        // The library was filled when the five-year plan began; most of what came later came with the yearly lists.
        day = chance.Falls(0.2)
            ? Simulator.FirstDay.AddDays(chance.Between(0, 61))
            : new DateOnly(chance.Between(2021, 2025), chance.Falls(0.25) ? chance.Between(1, 2) : chance.Between(1, 11), chance.Between(1, 28));
        var isCityWide = chance.Falls(0.12);
        var region = isCityWide ? city.Code : RegionCode.Parse(chance.OneOf([.. city.Regions.Keys.Order(StringComparer.Ordinal)]));
        var sector = chance.Falls(0.9) ? trade.Sector : Sector.PublicRevenue;
        var plannedSigning = day.AddDays(chance.Between(20, 200));
        plannedStart = InSeason(plannedSigning.AddDays(chance.Between(20, 200)));
        var plannedEnd = plannedStart.AddMonths(Math.Max(4, trade.Months * chance.Between(60, 150) / 100));
        var work = chance.OneOf(trade.Works);
        var town = chance.OneOf(Towns);
        project = new()
        {
            OccurredOn = day,
            Name = $"模拟·{(isCityWide ? "全市" : town)}{work}项目",
            Region = region,
            Library = isCityWide || chance.Falls(0.4) ? Library.Municipal : Library.County,
            Class = chance.OneOf(Classes, c => c switch { ProjectClass.Annual => 55, ProjectClass.Key => 20, ProjectClass.Pipeline => 15, _ => 10 }),
            Industry = trade.Industry,
            Sector = sector,
            Owner = $"模拟·{chance.OneOf(Firms)}{city.Industries[trade.Industry]}有限公司",
            TotalInvestmentWan = new Wan(Math.Max(500, decimal.Round((decimal)(trade.MedianWan * chance.Spread())))),
            NationalCode = chance.Falls(0.6) ? string.Create(CultureInfo.InvariantCulture, $"{day.Year}-{region}-{chance.Between(1, 95):00}-{chance.Between(1, 5):00}-{number:000000}") : null,
            LocalCode = string.Create(CultureInfo.InvariantCulture, $"MN-{number:000000}"),
            Site = chance.Falls(0.5) ? new($"模拟·{town}") : null,
            Scale = chance.Falls(0.7) ? string.Format(CultureInfo.InvariantCulture, trade.Scale, chance.Between(2, 120)) : null,
            PlannedSigning = sector is Sector.Competitive ? InMonthOf(plannedSigning) : null,
            PlannedStart = InMonthOf(plannedStart),
            PlannedCommissioning = InMonthOf(plannedEnd),
            AgreedOutputWan = sector is Sector.Competitive && chance.Falls(0.6) ? new Wan(decimal.Round((decimal)(trade.MedianWan * chance.Spread()))) : null,
            PlanColumn = chance.Falls(0.3) ? chance.Between(1, 36) : null,
            PriorStepsUnrecorded = chance.Falls(0.04),
        };
        facts.Add(project);
        if (chance.Falls(0.06))
            facts.Add(new DetailsRevised
            {
                OccurredOn = day.AddDays(chance.Between(10, 600)),
                Changes = [new("owner", AttributeValue.Of(project.Owner!), AttributeValue.Of($"模拟·{chance.OneOf(Firms)}项目管理有限公司"))],
                Reason = "项目法人变更（模拟）",
            });
    }

    /// <summary>储备、论证、立项: what comes before anybody signs.</summary>
    private void IsPrepared()
    {
        if (!chance.Falls(project.Class is ProjectClass.Pipeline ? 0.9 : 0.35)) return;
        day = day.AddDays(chance.Between(2, 15));
        facts.Add(new ProjectReserved { OccurredOn = day });
        if (!chance.Falls(0.5)) return;
        day = day.AddDays(chance.Between(5, 40));
        facts.Add(new ProjectAppraised { OccurredOn = day, Conclusion = "可行（模拟）" });
        Approve(project.Sector is Sector.Competitive ? ApprovalKind.Filing : ApprovalKind.ProjectApproval, day.AddDays(chance.Between(1, 30)));
    }

    private void Approve(ApprovalKind kind, DateOnly on) => facts.Add(new ApprovalObtained
    {
        OccurredOn = on,
        Kind = kind,
        Number = string.Create(CultureInfo.InvariantCulture, $"模拟{kind.Title().Zh}〔{on.Year}〕{number:000000}号"),
        Authority = $"{city.Name}行政审批服务管理局",
    });

    private bool Signs()
    {
        var signs = project.Sector switch { Sector.Competitive => true, Sector.PublicRevenue => chance.Falls(0.6), _ => chance.Falls(0.25) };
        if (!signs) return true;
        var counterparty = $"模拟·{chance.OneOf(Firms)}集团";
        var amount = new Wan(decimal.Round(InvestmentWan * chance.Between(80, 100) / 100));
        var frameworkOnly = false;
        if (chance.Falls(0.2))
        {
            day = day.AddDays(chance.Between(10, 90));
            facts.Add(new ContractSigned { OccurredOn = day, Agreement = Agreement.Framework, Counterparty = counterparty, AmountWan = amount });
            if (chance.Falls(0.25)) return false;
            frameworkOnly = chance.Falls(0.5);
        }
        var (signed, round) = InRound(Actual(project.PlannedSigning?.Due ?? day.AddDays(chance.Between(20, 150)), chance.Between(5, 40)), 0.4);
        if (project.PlannedSigning is { } planned) Slips(PlannedMilestone.Signing, planned, signed);
        day = signed;
        facts.Add(frameworkOnly
            ? new SigningUpgraded { OccurredOn = day, Round = round, Counterparty = counterparty, AmountWan = amount }
            : new ContractSigned { OccurredOn = day, Round = round, Counterparty = counterparty, AmountWan = amount });
        if (chance.Falls(0.05)) facts.Add(new InvestmentIncreased { OccurredOn = day.AddDays(chance.Between(60, 500)), IncrementWan = new(decimal.Round(InvestmentWan * chance.Between(5, 60) / 100) + 1) });
        if (chance.Falls(0.02)) facts.Add(new InvestorReplaced { OccurredOn = day.AddDays(chance.Between(60, 400)), From = counterparty, To = $"模拟·{chance.OneOf(Firms)}控股集团" });
        return day <= Simulator.LastDay;
    }

    private bool Starts()
    {
        var (started, round) = InRound(InSeason(Actual(plannedStart, chance.Between(10, 90))), 0.35);
        Slips(PlannedMilestone.Start, project.PlannedStart!.Value, started);
        day = started;
        IsPermitted(started);
        facts.Add(new ConstructionStarted { OccurredOn = day, Round = round, Structure = chance.Falls(0.4) ? "主体工程基础" : null });
        if (chance.Falls(0.75)) facts.Add(new EnteredStatistics { OccurredOn = day.AddDays(chance.Between(10, 100)) });
        return day <= Simulator.LastDay;
    }

    /// <summary>Some have their permits on record; of these, some begin on their word and get the permit later.</summary>
    private void IsPermitted(DateOnly started)
    {
        if (!chance.Falls(0.3)) return;
        Approve(ApprovalKind.LandUse, started.AddDays(-chance.Between(20, 90)));
        if (chance.Falls(0.75))
        {
            Approve(ApprovalKind.ConstructionPermit, started.AddDays(-chance.Between(1, 20)));
            return;
        }
        facts.Add(new CommitmentAccepted
        {
            OccurredOn = started.AddDays(-chance.Between(1, 20)), Kind = ApprovalKind.ConstructionPermit, DueOn = started.AddDays(chance.Between(30, 120)),
        });
        Approve(ApprovalKind.ConstructionPermit, started.AddDays(chance.Between(10, 150)));
    }

    /// <summary>From the start, or from where the project came into the library with the works under way.</summary>
    private void Build()
    {
        var begun = day;
        var days = Math.Max(90, (int)((long)trade.Months * 30 * chance.Between(60, 170) / 100));
        if (project.PriorStepsUnrecorded) days = days * chance.Between(20, 80) / 100;
        var still = StandsStill(begun, days);
        if (still is { Until: null })
        {
            Report(begun, days, still);
            if (chance.Falls(0.3)) Withdraw(still.From.AddDays(chance.Between(60, 300)));
            return;
        }
        var ready = begun.AddDays(days + (still?.DaysBy(DateOnly.MaxValue) ?? 0));
        var (inUse, round) = InRound(ready, 0.35);
        PlanYears(begun, inUse);
        Report(begun, days, still);
        Slips(PlannedMilestone.Commissioning, project.PlannedCommissioning!.Value, inUse);
        if (days > 450 && chance.Falls(0.35))
            facts.Add(new ProjectCommissioned { OccurredOn = inUse.AddDays(-days * chance.Between(10, 30) / 100), Mode = trade.Mode, Extent = Extent.Part });
        if (trade.Mode is CommissioningMode.Production && chance.Falls(0.4)) facts.Add(new TrialProductionStarted { OccurredOn = inUse.AddDays(-chance.Between(15, 60)) });
        facts.Add(new ProjectCommissioned { OccurredOn = inUse, Round = round, Mode = trade.Mode });
        if (chance.Falls(0.6)) facts.Add(new ProjectCompleted { OccurredOn = inUse.AddDays(chance.Between(-20, 150)) });
        if (project.AgreedOutputWan is { } agreed) Produces(inUse, agreed.Amount);
    }

    /// <summary>The yearly plans of investment, made in January or when the works begin.</summary>
    private void PlanYears(DateOnly begun, DateOnly inUse)
    {
        if (!chance.Falls(0.4)) return;
        for (var year = begun.Year; year <= inUse.Year; year++)
        {
            var made = year == begun.Year ? begun : new DateOnly(year, 1, chance.Between(4, 25));
            var share = (decimal)(Math.Min(inUse.DayNumber, new DateOnly(year, 12, 31).DayNumber) - Math.Max(begun.DayNumber, new DateOnly(year, 1, 1).DayNumber) + 1)
                / (inUse.DayNumber - begun.DayNumber + 1);
            facts.Add(new YearPlanSet { OccurredOn = made, Year = year, InvestmentWan = new(decimal.Round(InvestmentWan * share * chance.Between(80, 115) / 100)) });
        }
    }

    /// <summary>Output rises for a year or more; some reach what was agreed.</summary>
    private void Produces(DateOnly inUse, decimal agreedWan)
    {
        if (chance.Falls(0.4))
            for (var month = 1; month <= 12; month += chance.Between(1, 3))
            {
                var end = new DateOnly(inUse.Year, inUse.Month, 28).AddMonths(month);
                facts.Add(new ProgressReported
                {
                    OccurredOn = end, Month = YearMonth.Of(end), Percent = 100, OutputWan = new(decimal.Round(agreedWan / 12 * Math.Min(100, 30 + 6 * month) * chance.Between(80, 110) / 10_000)),
                });
            }
        if (chance.Falls(0.3)) facts.Add(new FullCapacityReached { OccurredOn = inUse.AddDays(chance.Between(150, 700)), OutputWan = new(agreedWan) });
    }

    private Standstill? StandsStill(DateOnly begun, int days)
    {
        if (!chance.Falls(0.12)) return null;
        var from = begun.AddDays(days * chance.Between(15, 80) / 100);
        var (reason, text) = Reason();
        facts.Add(new ProjectSuspended { OccurredOn = from, Reason = reason, Text = text, ReviewOn = from.AddDays(chance.Between(30, 120)) });
        if (chance.Falls(0.2)) return new(from, null);
        var until = from.AddDays(chance.Between(25, 240));
        facts.Add(new ProjectResumed { OccurredOn = until });
        return new(from, until);
    }

    /// <summary>Monthly reports at the month's end; some officers file each month, most only some, and then with what was left out.</summary>
    private void Report(DateOnly begun, int days, Standstill? still)
    {
        var diligence = chance.Between(1, 100) switch { <= 20 => 0.9, <= 60 => 0.45, <= 90 => 0.25, _ => 0 };
        var first = new DateOnly(begun.Year, begun.Month, chance.Between(25, 28));
        if (first < begun.AddDays(5)) first = first.AddMonths(1);
        var (reported, gap) = (0m, 0);
        for (var (end, done) = (first, 0m); done < 1 && end <= Simulator.LastDay; end = end.AddMonths(1))
        {
            if (still?.Covers(end) == true) continue;
            done = Math.Min(1, (end.DayNumber - begun.DayNumber - (still?.DaysBy(end) ?? 0)) / (decimal)days);
            gap++;
            if (!chance.Falls(diligence) && !(done == 1 && diligence > 0.3)) continue;
            // Works begin slowly, are fastest in the middle and end slowly.
            var stands = done * done * (3 - 2 * done);
            facts.Add(new ProgressReported
            {
                OccurredOn = end,
                Month = YearMonth.Of(end),
                Percent = decimal.Round(stands * 100, 1),
                CompletedWan = new Wan(decimal.Round(InvestmentWan * (stands - reported) * chance.Between(92, 108) / 100)),
                Text = gap > 1 ? $"含此前 {gap - 1} 个月未单独填报的完成投资（模拟）" : null,
            });
            (reported, gap) = (stands, 0);
        }
    }

    /// <summary>Tells of the slips from what was planned to what came: mostly before the day, sometimes never.</summary>
    private void Slips(PlannedMilestone milestone, PlannedDate planned, DateOnly actual)
    {
        for (var times = 0; times < 4 && planned.Due < actual && chance.Falls(0.6); times++)
        {
            var told = planned.Due.AddDays(-chance.Between(-10, 30));
            if (told < day) told = day;
            if (told >= actual) return;
            var to = InMonthOf(planned.Due.AddMonths(chance.Between(1, Math.Max(2, (actual.DayNumber - planned.Due.DayNumber) / 30 + 1))));
            var (reason, text) = Reason();
            if (chance.Falls(0.4))
            {
                // Asked for, and decided on within weeks; where it is refused, the date stays.
                facts.Add(new ExtensionRequested { OccurredOn = told, Milestone = milestone, To = to, Reason = reason, Text = text });
                var decided = told.AddDays(chance.Between(1, 20));
                if (chance.Falls(0.15)) facts.Add(new ExtensionRefused { OccurredOn = decided, Milestone = milestone, Text = "理由不充分（模拟）" });
                else
                {
                    facts.Add(new ExtensionGranted { OccurredOn = decided, Milestone = milestone });
                    planned = to;
                }
                continue;
            }
            facts.Add(new ProjectDelayed { OccurredOn = told, Milestone = milestone, From = chance.Falls(0.7) ? planned : null, To = to, Reason = reason, Text = text });
            planned = to;
        }
    }

    /// <returns>Whether it left for good.</returns>
    private bool Leaves(double probability)
    {
        if (!chance.Falls(probability)) return false;
        Withdraw(day.AddDays(chance.Between(20, 240)));
        if (!chance.Falls(0.25)) return true;
        day = day.AddDays(chance.Between(40, 300));
        facts.Add(new ProjectRestored { OccurredOn = day });
        return false;
    }

    private void Withdraw(DateOnly on)
    {
        day = on;
        var (reason, text) = Reason();
        facts.Add(new ProjectWithdrawn { OccurredOn = day, Reason = reason, Text = text });
    }

    private (ReasonCode, string?) Reason()
    {
        var reason = chance.OneOf(Reasons, r => r switch { ReasonCode.Land => 25, ReasonCode.Approval => 20, ReasonCode.Funding => 20, ReasonCode.Other => 4, _ => 6 });
        return (reason, reason is ReasonCode.Other ? "其他原因（模拟）" : null);
    }

    /// <summary>When it really comes: early, in the month planned or late, and not before what must come first.</summary>
    private DateOnly Actual(DateOnly planned, int leastDays)
    {
        var slip = chance.Between(1, 100) switch { <= 15 => -chance.Between(20, 60), <= 55 => -chance.Between(0, 27), _ => chance.Between(10, 400) };
        var actual = planned.AddDays(slip);
        return actual < day.AddDays(leastDays) ? day.AddDays(leastDays) : actual;
    }

    private DateOnly InSeason(DateOnly day)
    {
        while (!chance.Falls(StartsByMonth[day.Month - 1] / 10.0)) day = new DateOnly(day.Year, day.Month, chance.Between(1, 28)).AddMonths(1);
        return day;
    }

    /// <summary>Some wait for the city's next round.</summary>
    private (DateOnly Day, string? Round) InRound(DateOnly day, double probability)
    {
        if (!chance.Falls(probability)) return (day, null);
        var next = Array.FindIndex(RoundMonths, month => new DateOnly(day.Year, month, 26) >= day);
        var (year, round) = next < 0 ? (day.Year + 1, 0) : (day.Year, next);
        return (new DateOnly(year, RoundMonths[round], 26), string.Create(CultureInfo.InvariantCulture, $"{year}-{round + 1}"));
    }

    private static PlannedDate InMonthOf(DateOnly day) => PlannedDate.In(YearMonth.Of(day));

    private sealed record Standstill(DateOnly From, DateOnly? Until)
    {
        public bool Covers(DateOnly day) => From < day && !(Until <= day);

        public int DaysBy(DateOnly day) => Math.Max(0, (Until < day ? Until.Value : day).DayNumber - From.DayNumber);
    }
}
