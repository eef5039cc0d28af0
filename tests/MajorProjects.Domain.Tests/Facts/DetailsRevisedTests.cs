using System.Text.Json;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class DetailsRevisedTests
{
    private static readonly History Full = History(Examples.OfEachKind.OfType<ProjectRegistered>().Single() with { OccurredOn = Day("2024-01-02"), Round = null });

    /// <summary>For every attribute: what it is, another value that it can take, and values that it cannot.</summary>
    public static TheoryData<string, object?, object?, object?[]> Attributes => new()
    {
        { "name", "沁水煤层气管网", "沁水煤层气管网一期", [null, " ", new string('长', 201), 7, true] },
        { "region", "140521", "140500", [null, "沁水县", "140000", 140500] },
        { "library", "municipal", "county", [null, "Municipal", "provincial", 0] },
        { "class", "annual", "key", [null, "重点工程", 3] },
        { "industry", "coalbedMethane", "transport", [null, "", new string('x', 41), 1] },
        { "sector", "public", "publicRevenue", [null, "private", false] },
        { "owner", "沁水煤层气公司", null, [new string('长', 201), 1] },
        { "totalInvestmentWan", 120_000.5m, 130_000, [-1, 0.0000001m, 10_000_000_000m, "130000", true] },
        { "agreedOutputWan", 60_000, null, [-0.5m, "60000"] },
        { "nationalCode", "2021-140521-45-01-012345", "2021-140500-48-01-012345", [new string('2', 41), 2021] },
        { "localCode", "QS-017", null, ["", "QS 017", "0192f0c1-5a7e-7cc3-9d2b-3f6f6b1c2d3e", 17] },
        { "site.address", "沁水县端氏镇", "沁水县嘉峰镇", ["", new string('长', 201), 1] },
        { "site.longitude", 112.55m, 112.56m, [180.1m, -181, 2_000, "112.56"] },
        { "site.latitude", 35.69m, null, [90.1m, -91, true] },
        { "scale", "管线 120 公里", "管线 130 公里", [new string('长', 201), 130] },
        { "plannedSigning", "2024-06", "2024-05-20", ["2024Q2", "2024-13", 202405] },
        { "plannedStart", "2024-09", "2024-08", ["", "九月"] },
        { "plannedCommissioning", "2025-06", "2025-05", [2025, false] },
        { "plannedCompletion", "2025-09", "2025-08", ["2025"] },
        { "planColumn", 7, 8, [0, 37, 7.5m, 101, "8"] },
        { "planSection", "7.4", null, [new string('7', 21), 7.4m] },
        { "parent", Other.ToString(), Third.ToString(), ["", "QS-017", 7] },
        { "priorStepsUnrecorded", true, false, [null, "true", "false", 0] },
    };

    [Fact]
    public void every_attribute_is_in_these_tests() =>
        Attributes.Select(row => row.Data.Item1).ShouldBe(ProjectDetail.All.Select(a => a.Name), ignoreOrder: true);

    [Theory, MemberData(nameof(Attributes), DisableDiscoveryEnumeration = true)]
    public void gives_an_attribute_another_value_from_its_day_on(string attribute, object? old, object? now, object?[] _)
    {
        var known = ProjectDetail.Named(attribute)!;
        var history = Full.Record(Revising("2024-05-01", attribute, old, now));

        known.Read(history.On(Day("2024-04-30")).Details!).ShouldBe(Value(old));
        known.Read(history.On(Day("2024-05-01")).Details!).ShouldBe(Value(now));
        known.Write(history.Now.Details!, Value(old)).ShouldBe(Full.Now.Details, "and no other");
        known.Title.ShouldBeBilingual();
    }

    [Theory, MemberData(nameof(Attributes), DisableDiscoveryEnumeration = true)]
    public void names_what_it_was(string attribute, object? old, object? now, object?[] _)
    {
        var refusal = Full.ShouldRefuse(Revising("2024-05-01", attribute, now, old), "fromMismatch");

        refusal.Kind.ShouldBe(RefusalKind.Rule);
        refusal.Detail.Zh.ShouldContain(Value(old)!.Value.Text);
        refusal.Detail.Zh.ShouldContain(ProjectDetail.Named(attribute)!.Title.Zh);
    }

    [Theory, MemberData(nameof(Attributes), DisableDiscoveryEnumeration = true)]
    public void what_is_no_value_of_an_attribute_or_the_one_that_it_has_is_refused(string attribute, object? old, object? _, object?[] wrong)
    {
        foreach (var value in wrong.Append(old)) Full.ShouldRefuseField(Revising("2024-05-01", attribute, old, value), $"changes.{attribute}");
    }

    [Fact]
    public void whatever_a_registration_says_can_be_revised()
    {
        var said = typeof(ProjectRegistered).GetProperties().Where(p => p.CanWrite && p.DeclaringType == typeof(ProjectRegistered))
            .SelectMany(p => p.PropertyType == typeof(Site) ? typeof(Site).GetProperties().Select(part => $"site.{part.Name}") : [p.Name]);

        ProjectDetail.All.Select(a => a.Name).ShouldBe(said.Select(Camel), ignoreOrder: true);
    }

    [Fact]
    public void what_follows_from_other_facts_is_revised_by_none()
    {
        var revisable = ProjectDetail.All.Select(a => a.Name.Split('.')[0]).Distinct();
        string[] following = ["mergedInto", "counted", "baselineSigning", "baselineStart", "baselineCommissioning", "baselineCompletion"];

        typeof(ProjectDetails).GetProperties().Select(p => Camel(p.Name)).ShouldBe(revisable.Concat(following), ignoreOrder: true);
        foreach (var attribute in following) Full.ShouldRefuseField(Revising("2024-05-01", attribute, null, "x"), "changes");
    }

    [Fact]
    public void several_attributes_are_revised_in_one_or_none_is()
    {
        var both = Revising("2024-05-01", ("name", "沁水煤层气管网", "一期管网"), ("planColumn", 7, 9));

        Full.Record(both, butNot: Revising("2024-05-01", ("name", "沁水煤层气管网", "一期管网"), ("planColumn", 8, 9)), "fromMismatch");
        Full.Record(both).Now.Details.ShouldBe(Full.Now.Details! with { Name = "一期管网", PlanColumn = 9 });
    }

    [Fact]
    public void on_one_day_they_follow_one_another_as_they_were_recorded()
    {
        var history = Full.Record(Revising("2024-05-01", "name", "沁水煤层气管网", "甲")).Record(Revising("2024-05-01", "name", "甲", "乙"));

        history.Now.Details!.Name.ShouldBe("乙");
        history.DependentsOf(2).ShouldBe([3]);
        history.Record(Voiding(3)).Now.Details!.Name.ShouldBe("甲");
    }

    [Fact]
    public void heard_of_late_it_must_fit_what_was_revised_after_it()
    {
        var history = Full.Record(Revising("2024-05-01", "name", "沁水煤层气管网", "甲"));

        history.ShouldRefuse(Revising("2024-04-01", "name", "沁水煤层气管网", "乙"), "fromMismatch").Detail.Zh.ShouldContain("版本 2");
        history.Record(Revising("2024-04-01", "owner", "沁水煤层气公司", null)).Now.Details!.Name.ShouldBe("甲");
    }

    [Fact]
    public void must_leave_possible_what_is_on_record()
    {
        Project(Start("2024-05-01")).ShouldRefuse(Revising("2024-03-01", "sector", "public", "competitive"), "notSigned").Detail.Zh.ShouldContain("版本 2");
        Project(Signing("2024-03-01"), Start("2024-05-01")).Record(Revising("2024-03-01", "sector", "public", "competitive"));
        History(Midway, Commissioning("2024-05-01")).ShouldRefuse(Revising("2024-03-01", "priorStepsUnrecorded", true, false), "notStarted");
    }

    public static TheoryData<string?, string?> PutOff => new() { { "2024-09", "2024-10" }, { "2024-09", "2024-10-01" }, { "2024-09", null }, { "2024-09-15", "2024-09" } };

    [Theory, MemberData(nameof(PutOff))]
    public void a_planned_date_is_not_put_off_nor_dropped_by_it(string? old, string? now) => History(Registration with { PlannedStart = Plan(old!) })
        .Record(Revising("2024-01-02", "plannedStart", old, now), butNot: Revising("2024-01-03", "plannedStart", old, now), "isDelay");

    public static TheoryData<string?, string?> BroughtForward => new() { { "2024-09", "2024-08" }, { "2024-09", "2024-09-30" }, { "2024-09-15", "2024-09-14" }, { null, "2024-09" } };

    [Theory, MemberData(nameof(BroughtForward))]
    public void it_may_be_brought_forward_or_planned_at_all(string? old, string? now) => History(Registration with { PlannedStart = old is null ? null : Plan(old) })
        .Record(Revising("2024-05-01", "plannedStart", old, now)).Now.Details!.PlannedStart.ShouldBe(Plan(now!));

    [Fact]
    public void a_correction_does_not_take_away_what_a_delay_was_counted_from()
    {
        var named = History(Scheduled, Delay("2024-05-01", PlannedMilestone.Start, "2024-12", from: "2024-09"));
        var unnamed = History(Scheduled, Delay("2024-05-01", PlannedMilestone.Start, "2024-12"));

        named.ShouldRefuse(Revising("2024-01-02", "plannedStart", "2024-09", "2024-10"), "fromMismatch").Detail.Zh.ShouldContain("版本 2");
        unnamed.ShouldRefuse(Revising("2024-01-02", "plannedStart", "2024-09", null), "contradicts").Detail.Zh.ShouldContain("版本 2");
        unnamed.Record(Revising("2024-01-02", "plannedStart", "2024-09", "2024-10")).Now.Details!.BaselineFor(PlannedMilestone.Start).ShouldBe(Plan("2024-10"));
    }

    [Theory]
    [InlineData("region", "140521", "140400", "unknownRegion")]
    [InlineData("industry", "coalbedMethane", "煤层气", "unknownIndustry")]
    [InlineData("nationalCode", "2021-140521-45-01-012345", "2021-140400-45-01-012345", "badNationalCode")]
    [InlineData("nationalCode", "2021-140521-45-01-012345", "2021", "badNationalCode")]
    public void is_held_to_the_rules_of_a_registration(string attribute, string old, string now, string code) =>
        Full.ShouldRefuse(Revising("2024-05-01", attribute, old, now), code).Kind.ShouldBe(RefusalKind.Rule);

    [Fact]
    public void a_parent_that_is_named_anew_is_on_record_and_on_top()
    {
        var toThird = Revising("2024-05-01", "parent", null, Third.ToString());

        toThird.Concerns().ShouldBe(Third);
        Project().Record(toThird, Beside((Third, Project().Now))).Now.Details!.Counted.ShouldBeFalse();
        Project().ShouldRefuse(toThird, "unknownParent", Beside());
        Project().ShouldRefuse(toThird, "parentIsPart", Beside((Third, History(Registration with { Parent = Other }).Now)));
        Project().ShouldRefuse(Revising("2024-05-01", "parent", null, This.ToString()), "unknownParent", Beside((This, Project().Now)));
    }

    [Fact]
    public void a_part_is_revised_without_looking_up_its_parent_again()
    {
        var part = History(Registration with { Parent = Other });

        part.Record(Revising("2024-05-01", "name", "沁水煤层气管网", "支线"), Beside());
        part.Record(Revising("2024-05-01", "parent", Other.ToString(), null), Beside()).Now.Details!.Counted.ShouldBeTrue();
        Revising("2024-05-01", "parent", Other.ToString(), null).Concerns().ShouldBeNull();
        Revising("2024-05-01", "name", "甲", "乙").Concerns().ShouldBeNull();
    }

    [Fact]
    public void degrees_need_an_address_in_whichever_order_they_are_listed()
    {
        Project().ShouldRefuseField(Revising("2024-05-01", ("site.longitude", null, 112.5m), ("name", "沁水煤层气管网", "甲")), "changes");
        Project().Record(Revising("2024-05-01", ("site.longitude", null, 112.5m), ("site.latitude", null, 35), ("site.address", null, "端氏镇")))
            .Now.Details!.Site.ShouldBe(new Site("端氏镇", 112.5m, 35));
        Full.Record(Revising("2024-05-01", ("site.longitude", 112.55m, null), ("site.latitude", 35.69m, null), ("site.address", "沁水县端氏镇", null)))
            .Now.Details!.Site.ShouldBeNull();
    }

    public static TheoryData<string, DetailsRevised> Malformed => new()
    {
        { "changes", Revising("2024-05-01") },
        { "changes", Revising("2024-05-01", "colour", null, "red") },
        { "changes", Revising("2024-05-01", "Name", "沁水煤层气管网", "甲") },
        { "changes", Revising("2024-05-01", ("name", "沁水煤层气管网", "甲"), ("name", "甲", "乙")) },
        { "changes", Revising("2024-05-01", "name", "沁水煤层气管网", "甲") with { Changes = [null!] } },
        { "reason", Revising("2024-05-01", "name", "沁水煤层气管网", "甲") with { Reason = " " } },
        { "reason", Revising("2024-05-01", "name", "沁水煤层气管网", "甲") with { Reason = new('长', Fact.LongestText + 1) } },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, DetailsRevised revision)
    {
        Full.ShouldRefuseField(revision, field);
        revision.Concerns().ShouldBeNull();
    }

    private static string Camel(string name) => string.Join('.', name.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
