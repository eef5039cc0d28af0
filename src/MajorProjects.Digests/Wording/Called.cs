using System.Globalization;
using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Wording;

/// <summary>What things are called in a bulletin.</summary>
internal static class Called
{
    /// <summary>The digest: 晋城市高平市重大项目月报.</summary>
    public static string Title(this DigestSubject subject) =>
        $"{subject.Whose()}重大项目{subject.Kind.Title().Zh}{(subject.Simulated ? "（模拟数据）" : "")}";

    /// <summary>Whose projects it is about: the city's; those of a county, of the city itself (市级) or of an industry.</summary>
    public static string Whose(this DigestSubject subject) =>
        $"{subject.CityName}{(subject.Scope.Region is { } region ? subject.Region(region) : "")}{(subject.Scope.Industry is { } industry ? subject.Industry(industry) + "行业" : "")}";

    /// <summary>The days that it is about, and until when, where they are not over; of a round, which.</summary>
    public static string Subtitle(this DigestSubject subject, DigestContent content)
    {
        if (content.Round is { } round) return round.Name;
        var period = subject.Period;
        return string.Concat(period.Name(), period.Kind is PeriodKind.Week ? $"（{period.Days()}）" : "", content.Point.AsOf < period.Last ? $"（截至{Say.Day(content.Point.AsOf)}）" : "");
    }

    /// <summary>A region; the city's own projects are 市级.</summary>
    public static string Region(this DigestSubject subject, string code) => code == subject.City ? "市级" : subject.Regions.GetValueOrDefault(code, code);

    public static string Industry(this DigestSubject subject, string key) => subject.Industries.GetValueOrDefault(key, key);

    /// <summary>The digest's period, where something happened in it.</summary>
    public static string Current(this DigestSubject subject) => subject.Kind switch
    {
        DigestKind.Weekly => "本周",
        DigestKind.Monthly => "本月",
        DigestKind.Quarterly => "本季度",
        DigestKind.Yearly => "本年",
        _ => "上次活动以来",
    };

    /// <summary>The period before it.</summary>
    public static string Before(this DigestSubject subject) => subject.Kind switch
    {
        DigestKind.Weekly => "上周",
        DigestKind.Monthly => "上月",
        DigestKind.Quarterly => "上季度",
        _ => "上年",
    };

    /// <summary>The period after it.</summary>
    public static string Next(this DigestSubject subject) => subject.Kind switch
    {
        DigestKind.Weekly => "下周",
        DigestKind.Monthly => "下月",
        DigestKind.Quarterly => "下季度",
        DigestKind.Yearly => "下年",
        _ => $"今后{subject.Next.Days}日",
    };

    /// <summary>The same with its days, which a week's number does not tell.</summary>
    public static string NextDays(this DigestSubject subject) =>
        $"{subject.Next()}（{(subject.Next.Kind is PeriodKind.Week ? Days(subject.Next) : subject.Next.Name())}）";

    public static string Name(this Period period) => period.Kind switch
    {
        PeriodKind.Week => $"{period.ToString()[..4]}年第{int.Parse(period.ToString()[5..], CultureInfo.InvariantCulture)}周",
        PeriodKind.Month => $"{period.First.Year}年{period.First.Month}月",
        PeriodKind.Quarter => $"{period.First.Year}年第{Say.Ordinal((period.First.Month + 2) / 3)}季度",
        PeriodKind.Half => $"{period.First.Year}年{(period.First.Month == 1 ? "上" : "下")}半年",
        PeriodKind.Year => $"{period.First.Year}年",
        PeriodKind.Plan => $"{period.First.Year}—{period.Last.Year}年",
        _ => Days(period),
    };

    public static string Days(this Period period) =>
        $"{Say.Day(period.First)}至{(period.First.Year == period.Last.Year ? $"{period.Last.Month}月{period.Last.Day}日" : Say.Day(period.Last))}";

    /// <summary>A kind of batch.</summary>
    public static string Batch(string kind) => kind switch
    {
        ContractSigned.Kind => "签约",
        ConstructionStarted.Kind => "开工",
        _ => "投产",
    };

    public static string Name(this PlannedMilestone step) => step switch
    {
        PlannedMilestone.Signing => "签约",
        PlannedMilestone.Start => "开工",
        PlannedMilestone.Commissioning => "投产",
        _ => "竣工",
    };

    /// <summary>A reason by its code.</summary>
    public static string Reason(string? code) => code switch
    {
        null => CellText.None,
        _ when Reasons.TryGetValue(code, out var reason) => reason,
        _ => code,
    };

    /// <summary>The grounds of a suspicion by their key.</summary>
    public static string Grounds(string key) => ByKey.GetValueOrDefault(key, key);

    /// <summary>What became of a suspicion.</summary>
    public static string Status(string status) => status switch
    {
        "open" => "待认定",
        "confirmed" => "已认定重复",
        "dismissed" => "已排除",
        _ => status,
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [ReasonCode.Land.ToKey()] = "征地拆迁",
        [ReasonCode.Approval.ToKey()] = "审批手续",
        [ReasonCode.Funding.ToKey()] = "资金",
        [ReasonCode.Environment.ToKey()] = "环保/能耗",
        [ReasonCode.Design.ToKey()] = "设计变更",
        [ReasonCode.Market.ToKey()] = "市场",
        [ReasonCode.Utilities.ToKey()] = "配套条件",
        [ReasonCode.Contractor.ToKey()] = "施工单位",
        [ReasonCode.Weather.ToKey()] = "天气/灾害",
        [ReasonCode.Policy.ToKey()] = "政策",
        [ReasonCode.Other.ToKey()] = "其他",
    };

    private static readonly Dictionary<string, string> ByKey = new(StringComparer.Ordinal)
    {
        [DuplicateGrounds.NationalCode.ToKey()] = "国家项目代码相同",
        [DuplicateGrounds.OwnerAndSite.ToKey()] = "单位与地址相同",
        [DuplicateGrounds.Name.ToKey()] = "名称相近",
        [DuplicateGrounds.Reported.ToKey()] = "人工反映",
    };
}
