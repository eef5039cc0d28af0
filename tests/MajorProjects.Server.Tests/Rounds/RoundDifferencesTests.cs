using System.Text.Json.Nodes;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Rounds;

/// <summary><c>GET /rounds/{number}</c>: each project that makes the difference, and why.</summary>
public class RoundDifferencesTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const string Day = "2024-03-01";

    [Fact]
    public async Task where_list_and_facts_agree_nothing_differs()
    {
        var (a, b) = (await NamedAsync("甲"), await NamedAsync("乙"));
        await own.RecordAllAsync(a, Signed("agree"));
        await own.RecordAllAsync(b, Signed("agree"));
        var list = RoundCalls.List(("随便叫什么", a), ("乙", null));
        list["investmentWan"] = 20_000;
        await own.PublishedAsync(RoundCalls.Round("agree", ("signed", list), ("total", new JsonObject { ["count"] = 2, ["investmentWan"] = 20_001 })));

        var round = await own.RoundAsync("agree");

        round.Signed.Differences.ShouldBeEmpty();
        (round.Signed.Computed, round.Signed.Difference, round.Signed.Explained).ShouldBe((new(2, 20_000), new(0, 0), new(0, 0)));
        round.Signed.PublishedProjects.Select(p => (p.Name, p.MatchedBy, p.Reason)).ShouldBe([("随便叫什么", MatchedBy.Code, null), ("乙", MatchedBy.Name, null)]);
        var project = round.Signed.Projects[0];
        (project.Id, project.Name, project.TotalInvestmentWan).ShouldBe((await IdAsync(a), "甲", 10_000));
        (project.Fact.Version, project.Fact.OccurredOn, project.Fact.RecordedBy).ShouldBe((2, new(2024, 3, 1), "tester"));
        round.Total.Difference.ShouldBe(new(0, 1));
    }

    [Fact]
    public async Task a_project_is_found_by_its_id_its_codes_or_its_name()
    {
        const string national = "2021-140500-48-01-012345";
        var (a, b) = (await NamedAsync("按标识"), await NamedAsync("按国家代码", ("nationalCode", national.Replace("140500", own.Code, StringComparison.Ordinal))));
        var c = await NamedAsync("按名称");
        foreach (var project in new[] { a, b, c }) await own.RecordAllAsync(project, Signed("found"));
        await own.PublishedAsync(RoundCalls.Round("found", ("signed", RoundCalls.List(
            ("?", $"{await IdAsync(a)}"), ("?", national.Replace("140500", own.Code, StringComparison.Ordinal)), ("按名称", "NO-SUCH-CODE")))));

        var round = await own.RoundAsync("found");

        round.Signed.Differences.ShouldBeEmpty();
        round.Signed.PublishedProjects.Select(p => p.MatchedBy).ShouldBe([MatchedBy.Id, MatchedBy.Code, MatchedBy.Name]);
    }

    [Fact]
    public async Task a_project_that_was_renamed_is_found_by_either_name()
    {
        var project = await NamedAsync("旧名称");
        await own.RecordAllAsync(project, Signed("renamed"), Revised("name", "旧名称", "新名称"));
        await own.PublishedAsync(RoundCalls.Round("renamed", ("signed", RoundCalls.List(("旧名称", null)))));

        (await own.RoundAsync("renamed")).Signed.PublishedProjects.ShouldHaveSingleItem().Match.ShouldBe(await IdAsync(project));
    }

    [Fact]
    public async Task computed_and_not_in_the_list()
    {
        var project = await NamedAsync("名单漏了");
        await own.RecordAllAsync(project, Signed("extra"));
        await own.PublishedAsync(RoundCalls.Round("extra", ("signed", RoundCalls.List())));

        var difference = await OneAsync("extra", DifferenceReason.NotPublished);

        (difference.Published, difference.Name, difference.Project, difference.TotalInvestmentWan).ShouldBe((false, "名单漏了", await IdAsync(project), 10_000));
        (difference.Fact!.Version, difference.Fact.Kind, difference.Fact.Round).ShouldBe((2, "signed", "extra"));
        (await own.RoundAsync("extra")).Signed.Explained.ShouldBe(new(-1, -10_000));
    }

    [Fact]
    public async Task published_and_no_such_fact_by_that_day()
    {
        var project = await NamedAsync("尚未签约");
        await own.PublishedAsync(RoundCalls.Round("early", ("heldOn", "2024-02-01"), ("signed", RoundCalls.List(("尚未签约", project)))));
        await own.RecordAllAsync(project, Signed("early"));

        var difference = await OneAsync("early", DifferenceReason.NoFact, "&asOf=2024-02-29");

        (difference.Published, difference.Project, difference.Fact).ShouldBe((true, await IdAsync(project), null));
        (await own.RoundAsync("early")).Signed.Differences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("another")]
    [InlineData(null)]
    public async Task published_and_the_fact_names_another_round_or_none(string? named)
    {
        var project = await NamedAsync("别的活动");
        await own.RecordAllAsync(project, Signed(named));
        await own.PublishedAsync(RoundCalls.Round($"other-{named}", ("signed", RoundCalls.List(("x", project)))));

        var difference = await OneAsync($"other-{named}", DifferenceReason.OtherRound);

        (difference.Fact!.Round, difference.Fact.OccurredOn).ShouldBe((named, new(2024, 3, 1)));
        if (named is not null) difference.Detail.Zh.ShouldContain(named);
    }

    [Fact]
    public async Task published_and_there_is_only_a_framework_agreement()
    {
        var project = await NamedAsync("框架协议");
        await own.RecordAllAsync(project, new { type = "contractSigned", occurredOn = Day, round = "framework", agreement = "framework" });
        await own.PublishedAsync(RoundCalls.Round("framework", ("signed", RoundCalls.List(("框架协议", project)))));

        (await OneAsync("framework", DifferenceReason.FrameworkOnly)).Fact!.Kind.ShouldBe("framework");
        await own.RecordAllAsync(project, new { type = "signingUpgraded", occurredOn = "2024-03-05", round = "framework" });
        (await own.RoundAsync("framework")).Signed.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task published_and_only_a_part_is_in_use()
    {
        var project = await NamedAsync("部分投用", ("sector", "public"));
        await own.RecordAllAsync(project, Facts.Started("2024-01-10"), new { type = "projectCommissioned", occurredOn = Day, extent = "part", round = "in-part" });
        await own.PublishedAsync(RoundCalls.Round("in-part", ("commissioned", RoundCalls.List(("部分投用", project)))));

        var round = await own.RoundAsync("in-part");

        round.Commissioned.Differences.ShouldHaveSingleItem().Reason.ShouldBe(DifferenceReason.PartInUseOnly);
    }

    [Fact]
    public async Task published_and_the_fact_was_voided_until_it_is_recorded_again()
    {
        var project = await NamedAsync("作废的签约");
        await own.RecordAllAsync(project, Signed("voided"), Facts.Voided(2));
        await own.PublishedAsync(RoundCalls.Round("voided", ("signed", RoundCalls.List(("作废的签约", project)))));

        (await OneAsync("voided", DifferenceReason.Voided)).Fact!.Version.ShouldBe(2);
        await own.RecordAllAsync(project, Signed("voided"));
        (await own.RoundAsync("voided")).Signed.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task published_and_found_to_repeat_another_project()
    {
        var (stays, repeats) = (await NamedAsync("同一工程"), await NamedAsync("同一工程"));
        var of = await IdAsync(stays);
        await own.RecordAllAsync(stays, Signed("merged"));
        // Suspected as it was registered, by its name.
        await own.RecordAllAsync(repeats, Signed("merged"), new { type = "duplicateConfirmed", occurredOn = "2024-04-02", of });
        await own.PublishedAsync(RoundCalls.Round("merged", ("signed", RoundCalls.List(("同一工程", repeats), ("同一工程", null)))));

        var difference = await OneAsync("merged", DifferenceReason.Merged);

        difference.Project.ShouldBe(await IdAsync(repeats));
        difference.Others.ShouldBe([of]);
        (await own.RoundAsync("merged")).Signed.PublishedProjects[1].Match.ShouldBe(of, "the name means the one that stays");
    }

    [Fact]
    public async Task published_and_a_part_of_another_project()
    {
        var parent = await IdAsync(await NamedAsync("总项目"));
        var part = await NamedAsync("子项目", ("parent", $"{parent}"));
        await own.RecordAllAsync(part, Signed("part"));
        await own.PublishedAsync(RoundCalls.Round("part", ("signed", RoundCalls.List(("子项目", null)))));

        (await OneAsync("part", DifferenceReason.Part)).Others.ShouldBe([parent]);
    }

    [Fact]
    public async Task published_and_unknown_here()
    {
        await own.PublishedAsync(RoundCalls.Round("unknown", ("signed", RoundCalls.List(("没有这个项目", "NO-SUCH-CODE")))));

        var difference = await OneAsync("unknown", DifferenceReason.UnknownProject);

        (difference.Name, difference.Project, difference.TotalInvestmentWan).ShouldBe(("没有这个项目", null, null));
    }

    [Fact]
    public async Task published_by_a_name_that_several_projects_have()
    {
        var (one, two) = (await NamedAsync("同名"), await NamedAsync("同名"));
        await own.RecordAllAsync(one, Signed("ambiguous"));
        await own.PublishedAsync(RoundCalls.Round("ambiguous", ("signed", RoundCalls.List(("同名", null)))));

        var round = await own.RoundAsync("ambiguous");

        round.Signed.Differences.Select(d => d.Reason).ShouldBe([DifferenceReason.Ambiguous, DifferenceReason.NotPublished], "nobody can tell that it is the computed one");
        round.Signed.Differences[0].Others.ShouldBe([await IdAsync(one), await IdAsync(two)], ignoreOrder: true);
        round.Signed.Difference.Count.ShouldBe(0);
    }

    [Fact]
    public async Task published_twice()
    {
        var project = await NamedAsync("重复列出");
        await own.RecordAllAsync(project, Signed("twice"));
        await own.PublishedAsync(RoundCalls.Round("twice", ("signed", RoundCalls.List(("重复列出", null), ("换个名称", project)))));

        (await OneAsync("twice", DifferenceReason.ListedTwice)).Project.ShouldBe(await IdAsync(project));
    }

    [Fact]
    public async Task published_and_not_asked_about()
    {
        var (here, there) = (await NamedAsync("市本级"), await NamedAsync("县里的", ("region", own.County)));
        await own.RecordAllAsync(here, Signed("filtered"));
        await own.RecordAllAsync(there, Signed("filtered"));
        await own.PublishedAsync(RoundCalls.Round("filtered", ("signed", RoundCalls.List(("市本级", here), ("县里的", there)))));

        var difference = await OneAsync("filtered", DifferenceReason.Filtered, $"&region={own.Code}");

        difference.Project.ShouldBe(await IdAsync(there));
        (await own.RoundAsync("filtered")).Signed.Differences.ShouldBeEmpty();
        (await own.RoundAsync("filtered", "&industry=coal")).Signed.Differences.Select(d => d.Reason).ShouldBe([DifferenceReason.Filtered, DifferenceReason.Filtered]);
        (await own.GetAsync("/rounds/filtered?region=140502")).ShouldBeRefused(422, "unknownRegion");
        (await own.GetAsync("/rounds/filtered?sector=x")).ShouldBeRefused(400, "malformed");
        (await own.GetAsync("/rounds/filtered?kind=signed")).ShouldBeRefused(400, "malformed");
    }

    [Fact]
    public async Task without_a_list_the_figures_alone_are_compared()
    {
        var project = await NamedAsync("无名单");
        await own.RecordAllAsync(project, Signed("bare"));
        await own.PublishedAsync(RoundCalls.Round("bare", ("signed", new JsonObject { ["count"] = 13, ["investmentWan"] = 217_200 })));

        var round = await own.RoundAsync("bare");

        (round.Signed.Listed, round.Signed.ListedCount, round.Signed.Explained).ShouldBe((false, null, null));
        round.Signed.Difference.ShouldBe(new(12, 207_200));
        round.Started.Difference.ShouldBe(new(null, null));
        round.Signed.Projects.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_count_that_contradicts_its_list_is_shown_with_it()
    {
        var list = RoundCalls.List(("只列了一个", null));
        list["count"] = 5;
        await own.PublishedAsync(RoundCalls.Round("contradiction", ("signed", list)));

        var signed = (await own.RoundAsync("contradiction")).Signed;

        (signed.Published.Count, signed.ListedCount, signed.Difference.Count, signed.Explained!.Count).ShouldBe((5, 1, 5, 1));
        signed.Notes.ShouldHaveSingleItem().Code.ShouldBe("countDiffersFromList");
    }

    [Fact]
    public async Task a_code_calls_no_project_from_before_it_was_given()
    {
        var project = await NamedAsync("后来才有代码");
        await own.RecordAllAsync(project, Signed("recoded"));
        await own.PublishedAsync(RoundCalls.Round("recoded", ("signed", RoundCalls.List(("名单上的名称", "LATE-1")))));
        var before = (await own.RoundAsync("recoded")).Position;
        await own.RecordAllAsync(project, Revised("localCode", project, "LATE-1"));

        (await own.RoundAsync("recoded")).Signed.Differences.ShouldBeEmpty();
        (await own.RoundAsync("recoded", $"&position={before}")).Signed.Differences.Select(d => d.Reason)
            .ShouldBe([DifferenceReason.UnknownProject, DifferenceReason.NotPublished]);
    }

    [Fact]
    public async Task reasons_and_matches_are_written_by_their_stable_names()
    {
        var project = await NamedAsync("写法");
        await own.RecordAllAsync(project, Signed(null));
        await own.PublishedAsync(RoundCalls.Round("written", ("signed", RoundCalls.List(("写法", null)))));
        await own.RoundAsync("written");

        var signed = (await own.GetAsync("/rounds/written")).Json["signed"]!;

        ((string?)signed["differences"]![0]!["reason"]).ShouldBe("otherRound");
        ((string?)signed["publishedProjects"]![0]!["matchedBy"]).ShouldBe("name");
        signed["differences"]![0]!["detail"]!.AsObject().Select(d => d.Key).ShouldBe(["zh", "en"]);
        signed["published"]!.AsObject().Select(p => p.Key).ShouldBe(["count", "investmentWan"]);
    }

    private static object Signed(string? round) => new { type = "contractSigned", occurredOn = Day, round };

    private static object Revised(string attribute, string old, string @new) => new
    {
        type = "detailsRevised", occurredOn = "2024-05-01", reason = "更名", changes = new[] { new { attribute, old, @new } },
    };

    private Task<string> NamedAsync(string name, params ReadOnlySpan<(string Field, JsonNode? Value)> more) => own.RegisterAsync([("name", name), .. more]);

    private async Task<Guid> IdAsync(string project) => Guid.Parse((string)(await own.GetAsync($"/projects/{project}")).Json["project"]!["id"]!);

    /// <summary>The one difference that a round's signings have.</summary>
    private async Task<RoundDifference> OneAsync(string number, DifferenceReason reason, string query = "")
    {
        var difference = (await own.RoundAsync(number, query)).Signed.Differences.ShouldHaveSingleItem();
        difference.Reason.ShouldBe(reason);
        return difference;
    }
}
