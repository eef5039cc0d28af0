using System.Text.Json;
using System.Text.Json.Nodes;
using MajorProjects.Domain;

namespace MajorProjects.Server.Tests.Projects;

public class RecordFactTests(OwnCity own) : IClassFixture<OwnCity>
{
    /// <summary>Each kind of fact with all its fields, after what must have happened before it.</summary>
    public static TheoryData<string, string, string> Kinds => new()
    {
        { "contractSigned", """{"occurredOn":"2024-03-01","counterparty":"中煤集团","amountWan":8000.5,"agreement":"framework"}""", "" },
        { "signingUpgraded", """{"occurredOn":"2024-03-01","counterparty":"中煤集团","amountWan":8000.5}""", "framework" },
        { "investmentIncreased", """{"occurredOn":"2024-05-01","incrementWan":200.5}""", "signed" },
        { "investorReplaced", """{"occurredOn":"2024-05-01","from":"中煤集团","to":"华新集团"}""", "signed" },
        { "projectReserved", """{"occurredOn":"2024-01-10"}""", "" },
        { "projectAppraised", """{"occurredOn":"2024-02-01","conclusion":"可行"}""", "" },
        { "approvalObtained", """{"occurredOn":"2024-03-10","kind":"landUse","number":"晋市审〔2024〕1号","authority":"市行政审批局"}""", "" },
        { "commitmentAccepted", """{"occurredOn":"2024-03-10","kind":"constructionPermit","dueOn":"2024-12-31","authority":"市行政审批局"}""", "" },
        { "yearPlanSet", """{"occurredOn":"2024-01-20","year":2024,"investmentWan":30000.25}""", "" },
        { "enteredStatistics", """{"occurredOn":"2024-05-10","code":"140521-0017"}""", "signed started" },
        { "trialProductionStarted", """{"occurredOn":"2024-09-01"}""", "signed started" },
        { "projectCompleted", """{"occurredOn":"2024-10-20"}""", "signed started" },
        { "fullCapacityReached", """{"occurredOn":"2024-11-01","outputWan":60500}""", "signed started commissioned" },
        { "extensionRequested", """{"occurredOn":"2024-04-01","milestone":"commissioning","to":"2025-06","reason":"other","text":"设备未到"}""", "" },
        { "extensionRefused", """{"occurredOn":"2024-04-20","milestone":"commissioning","text":"理由不充分"}""", "requested" },
        { "detailsRevised", """{"occurredOn":"2024-06-10","changes":[{"attribute":"owner","old":null,"new":"晋城煤层气公司"},{"attribute":"totalInvestmentWan","old":10000,"new":12000.5}],"reason":"据批复更正"}""", "" },
        { "duplicateSuspected", """{"occurredOn":"2024-06-15","of":"{other}","grounds":"reported"}""", "" },
        { "duplicateConfirmed", """{"occurredOn":"2024-06-20","of":"{other}"}""", "suspected" },
        { "duplicateDismissed", """{"occurredOn":"2024-06-20","of":"{other}","reason":"两期工程"}""", "suspected" },
        { "constructionStarted", """{"occurredOn":"2024-04-01","structure":"主厂房基础"}""", "signed" },
        { "progressReported", """{"occurredOn":"2024-06-05","month":"2024-05","completedWan":120.25,"percent":12.5,"text":"基础完成"}""", "signed started" },
        { "projectDelayed", """{"occurredOn":"2024-04-01","milestone":"commissioning","from":"2024-12","to":"2025-06-30","reason":"other","text":"设备未到"}""", "" },
        { "projectSuspended", """{"occurredOn":"2024-06-01","reason":"land","text":"拆迁","reviewOn":"2024-12-01"}""", "signed started" },
        { "projectResumed", """{"occurredOn":"2024-07-01"}""", "signed started suspended" },
        { "projectCommissioned", """{"occurredOn":"2024-10-01","mode":"openedToTraffic","extent":"part"}""", "signed started" },
        { "projectWithdrawn", """{"occurredOn":"2024-08-01","reason":"market","text":"市场变化"}""", "" },
        { "projectRestored", """{"occurredOn":"2024-09-01"}""", "withdrawn" },
        { "factVoided", """{"occurredOn":"2024-11-01","version":2,"reason":"误登","authority":"市发改委"}""", "signed" },
        { "factConfirmed", """{"occurredOn":"2024-11-01","version":2}""", "signed" },
        { "factReturned", """{"occurredOn":"2024-11-01","version":2,"dependents":[3],"reason":"缺少佐证材料"}""", "signed started" },
    };

    [Fact]
    public void every_kind_of_fact_is_tried() =>
        Kinds.Select(kind => kind.Data.Item1).Concat(["projectRegistered", "evidenceAttached", "extensionGranted"]).ShouldBe(FactType.All.Select(t => t.Name), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task a_fact_is_recorded_and_read_back_as_it_was_sent(string type, string fields, string before)
    {
        var project = await own.RegisterAsync(("plannedCommissioning", "2024-12"));
        var other = (string)(await own.GetAsync($"/projects/{await own.RegisterAsync()}")).Json["project"]!["id"]!;
        foreach (var step in before.Split(' ', StringSplitOptions.RemoveEmptyEntries)) await own.RecordAllAsync(project, Step(step, other));
        var sent = JsonNode.Parse(fields.Replace("{other}", other, StringComparison.Ordinal))!.AsObject();
        sent["note"] = "备注";
        sent["evidence"] = "晋市发改〔2024〕8号";
        sent["round"] = "2024-4";
        sent["type"] = type;
        var earliest = TimeProvider.System.GetUtcNow();

        using var inspector = own.Server.Client("inspector", [own.Code]);
        var answer = await inspector.PostAsync($"/projects/{project}/facts", sent);

        answer.Status.ShouldBe(201, answer.Text);
        var version = before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length + 2;
        answer.Json["version"]!.GetValue<int>().ShouldBe(version);
        answer.Response.Headers.ETag!.Tag.ShouldBe($"\"{version}\"");
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/projects/{answer.Json["project"]}");

        var fact = (await own.FactsAsync(project))[version - 1]!;
        fact["version"]!.GetValue<int>().ShouldBe(version);
        ((string?)fact["type"]).ShouldBe(type);
        sent.Remove("type");
        JsonNode.DeepEquals(fact["data"], sent).ShouldBeTrue($"{fact["data"]}");
        ((string?)fact["occurredOn"]).ShouldBe((string?)sent["occurredOn"]);
        ((string?)fact["evidence"]).ShouldBe("晋市发改〔2024〕8号");
        ((string?)fact["recordedBy"], (string?)fact["recordedByName"], (string?)fact["role"]).ShouldBe(("inspector", "测试员", "officer"));
        fact["recordedAt"]!.GetValue<DateTimeOffset>().ShouldBeInRange(earliest.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        ((string)fact["recordedAt"]!).ShouldEndWith("Z");
        fact["voidedBy"].ShouldBeNull();
    }

    [Fact]
    public async Task an_extension_that_is_granted_is_recorded_with_the_delay_that_follows_from_it()
    {
        var project = await own.RegisterAsync(("plannedCommissioning", "2024-12"));
        await own.RecordAllAsync(project, Step("requested", other: ""));
        using var inspector = own.Server.Client("inspector", [own.Code]);

        var answer = await inspector.PostAsync($"/projects/{project}/facts", new { type = "extensionGranted", occurredOn = "2024-04-20", milestone = "commissioning", to = "2025-03" });

        (answer.Status, (int)answer.Json["version"]!, answer.Response.Headers.ETag!.Tag).ShouldBe((201, 4, "\"4\""), answer.Text);
        var facts = await own.FactsAsync(project);
        facts.Select(f => ((string)f!["type"]!, (string)f["recordedBy"]!)).ShouldBe(
            [("projectRegistered", "tester"), ("extensionRequested", "tester"), ("extensionGranted", "inspector"), ("projectDelayed", "inspector")]);
        JsonNode.DeepEquals(facts[3]!["data"], JsonNode.Parse(
            """{"milestone":"commissioning","from":"2024-12","to":"2025-03","reason":"land","extension":true,"occurredOn":"2024-04-20"}""")).ShouldBeTrue($"{facts[3]!["data"]}");
    }

    [Fact]
    public async Task a_voided_fact_names_the_version_that_voids_it()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Voided(2), Facts.Signed("2024-03-02"));

        (await own.FactsAsync(project)).Select(f => (int?)f!["voidedBy"]).ShouldBe([null, 3, null, null]);
        ((string?)(await own.GetAsync($"/projects/{project}")).Json["project"]!["milestones"]!["signed"]).ShouldBe("2024-03-02");
    }

    [Fact]
    public async Task defaults_are_written_out()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started(), Facts.Commissioned());

        var facts = await own.FactsAsync(project);
        ((string?)facts[1]!["data"]!["agreement"]).ShouldBe("formal");
        ((string?)facts[3]!["data"]!["mode"]).ShouldBe("production");
        ((string?)facts[3]!["data"]!["extent"]).ShouldBe("full");
    }

    [Fact]
    public async Task a_version_that_was_seen_is_written_upon()
    {
        var project = await own.RegisterAsync();

        var good = await own.RecordAsync(project, Facts.Signed(), ("If-Match", "\"1\""));
        var stale = await own.RecordAsync(project, Facts.Started(), ("If-Match", "\"1\""));
        var any = await own.RecordAsync(project, Facts.Started(), ("If-Match", "*"));

        good.Status.ShouldBe(201);
        stale.Status.ShouldBe(412);
        stale.Code.ShouldBe("staleVersion");
        any.Status.ShouldBe(201);
        (await own.FactsAsync(project)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"one\"")]
    [InlineData("\"-1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"99999999999\"")]
    public async Task a_version_that_cannot_be_read_is_malformed(string header)
    {
        var project = await own.RegisterAsync();

        var answer = await own.RecordAsync(project, Facts.Signed(), ("If-Match", header));

        answer.Status.ShouldBe(400);
        answer.Code.ShouldBe("malformed");
        (await own.FactsAsync(project)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_project_is_not_registered_by_a_fact_of_an_unknown_id()
    {
        var fact = own.Project();
        fact.Remove("registeredOn");
        fact["type"] = "projectRegistered";
        fact["occurredOn"] = "2024-01-02";

        var answer = await own.RecordAsync($"{Guid.NewGuid()}", fact);

        answer.Status.ShouldBe(404);
        answer.Code.ShouldBe("unknownProject");
    }

    private static object Step(string name, string other) => name switch
    {
        "framework" => new { type = "contractSigned", occurredOn = "2024-02-01", agreement = "framework" },
        "commissioned" => Facts.Commissioned(),
        "requested" => new { type = "extensionRequested", occurredOn = "2024-04-01", milestone = "commissioning", to = "2025-06", reason = "land" },
        "suspected" => new { type = "duplicateSuspected", occurredOn = "2024-06-15", of = other, grounds = "reported" },
        "signed" => Facts.Signed(),
        "started" => Facts.Started(),
        "suspended" => Facts.Suspended(),
        "withdrawn" => Facts.Withdrawn(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
