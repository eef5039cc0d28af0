using MajorProjects.Digests.Content;
using MajorProjects.Digests.Wording;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Wording;

public class CalledTests
{
    [Theory]
    [InlineData(null, null, "晋城市重大项目月报")]
    [InlineData("140581", null, "晋城市高平市重大项目月报")]
    [InlineData("140500", null, "晋城市市级重大项目月报")]
    [InlineData(null, "newEnergy", "晋城市新能源行业重大项目月报")]
    [InlineData("140581", "newEnergy", "晋城市高平市新能源行业重大项目月报")]
    public void a_digest_says_its_scope_in_its_title(string? region, string? industry, string title) => Jincheng(new(region, industry)).Title().ShouldBe(title);

    [Fact]
    public void of_made_up_projects_its_title_says_so() => (Jincheng(DigestScope.City) with { Simulated = true }).Title().ShouldBe("晋城市重大项目月报（模拟数据）");

    [Theory]
    [InlineData("2026W48", "2026年第48周")]
    [InlineData("2026W05", "2026年第5周")]
    [InlineData("2026-11", "2026年11月")]
    [InlineData("2026Q4", "2026年第四季度")]
    [InlineData("2026H2", "2026年下半年")]
    [InlineData("2026", "2026年")]
    [InlineData("2026-2030", "2026—2030年")]
    [InlineData("trailing30@2026-11-26", "2026年10月28日至11月26日")]
    [InlineData("trailing30@2026-01-15", "2025年12月17日至2026年1月15日")]
    public void a_period_has_a_name(string period, string name) => Period.Parse(period).Name().ShouldBe(name);

    [Fact]
    public void a_week_is_told_with_its_days()
    {
        var week = A.Of(DigestKind.Weekly, Period.Parse("2026W53"));
        week.Subtitle(A.Nothing with { Subject = week, Point = A.Nothing.Point with { AsOf = week.Period.Last } }).ShouldBe("2026年第53周（2026年12月28日至2027年1月3日）");
        week.NextDays().ShouldBe("下周（2027年1月4日至1月10日）");
    }

    [Fact]
    public void every_reason_and_every_ground_has_a_name()
    {
        foreach (var reason in Enum.GetValues<ReasonCode>()) Called.Reason(reason.ToKey()).ShouldNotBe(reason.ToKey());
        foreach (var grounds in Enum.GetValues<DuplicateGrounds>()) Called.Grounds(grounds.ToKey()).ShouldNotBe(grounds.ToKey());
        Called.Reason(null).ShouldBe("—");
    }

    [Fact]
    public void what_has_no_name_is_told_by_its_code()
    {
        var subject = Jincheng(DigestScope.City);
        subject.Region("140599").ShouldBe("140599");
        subject.Industry("mining").ShouldBe("mining");
    }

    private static DigestSubject Jincheng(DigestScope scope) => A.Of(DigestKind.Monthly, Period.Parse("2026-11")) with
    {
        City = "140500", CityName = "晋城市", Scope = scope, Simulated = false,
        Regions = new Dictionary<string, string> { ["140500"] = "晋城市", ["140581"] = "高平市" },
        Industries = new Dictionary<string, string> { ["newEnergy"] = "新能源" },
    };
}
