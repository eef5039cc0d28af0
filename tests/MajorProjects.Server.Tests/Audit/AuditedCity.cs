using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Tests.RollingViews;
using MajorProjects.Server.Tests.Rounds;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>
/// A city with something for every auditor's question, recorded by two officers from February to May 2024. Of its projects 甲, 丙, 戊 and 己 are the
/// first county's, the others the second's.
/// </summary>
public sealed class AuditedCity(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2024, 2, 3, 4, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, Guid> ids = new(StringComparer.Ordinal);
    private HttpClient zhang = null!;

    public ServerUnderTest Server { get; private set; } = null!;

    public City City { get; private set; } = null!;

    /// <summary>An auditor of the whole city.</summary>
    public HttpClient Auditor { get; private set; } = null!;

    public string Code => City.Code.ToString();

    public string County => City.Regions.Keys.Order(StringComparer.Ordinal).First();

    public string OtherCounty => City.Regions.Keys.Order(StringComparer.Ordinal).Last();

    public Guid IdOf(string project) => ids[project];

    public string NameOf(Guid project) => ids.Single(p => p.Value == project).Key;

    /// <summary>An auditor of the first county alone.</summary>
    public HttpClient OfCounty() => Server.Client([Role.Auditor], [Code], [County]);

    public async ValueTask InitializeAsync()
    {
        Server = await ServerUnderTest.StartAsync(postgres, clock);
        City = await Server.NewCityAsync();
        Auditor = Server.Client([Role.Auditor], [Code], []);
        zhang = Server.Client("zhang", [Code]);
        using var li = Server.Client("li", [Code]);

        await RegisterAsync(zhang, "甲", ("region", County), ("owner", "晋城 甲能源有限公司"), ("plannedStart", "2024-03"), ("site", new JsonObject { ["address"] = "城东路1号" }));
        await RecordAsync(zhang, "甲", new { type = "contractSigned", occurredOn = "2024-01-15", round = "2024-1", counterparty = "恒大投资（集团）" });
        await RegisterAsync(zhang, "丙", ("region", County), ("sector", "public"));
        await RecordAsync(zhang, "丙", Facts.Started("2024-02-01"));
        // Two that look alike: the system says so of the second, and nobody says anything.
        await RegisterAsync(zhang, "=丁集中供热", ("region", OtherCounty), ("plannedStart", "2025-03"));
        await RegisterAsync(zhang, "=丁集中供热工程", ("region", OtherCounty), ("registeredOn", "2024-02-01"));
        await RegisterAsync(zhang, "戊", ("region", County), ("localCode", null));
        await RecordAsync(zhang, "戊", Facts.Signed("2024-01-10"));

        clock.AdjustTime(Noon(2, 10));
        await RegisterAsync(li, "乙", ("region", OtherCounty), ("owner", "晋城甲能源有限公司"), ("site", new JsonObject { ["address"] = "城东路１号" }));
        await RecordAsync(li, "乙", new { type = "contractSigned", occurredOn = "2024-01-20", round = "2024-1" });
        await RecordAsync(li, "丙", new { type = "progressReported", occurredOn = "2024-02-10", month = "2024-02", completedWan = 100, percent = 5 });
        await PublishAsync(li, RoundCalls.Round("2024-1", ("heldOn", "2024-01-20"), ("signed", RoundCalls.List(("甲", null), ("乙", null), ("没有的项目", null)))));

        clock.AdjustTime(Noon(3, 20));
        await RecordAsync(li, "甲", new { type = "factVoided", occurredOn = "2024-03-20", version = 2, reason = "日期误登" });
        await RecordAsync(li, "甲", new { type = "contractSigned", occurredOn = "2024-02-20", counterparty = "恒大投资(集团)" });
        await RecordAsync(zhang, "戊", Facts.Withdrawn("2024-03-01"));

        clock.AdjustTime(Noon(4, 2));
        await RegisterAsync(li, "己", ("region", County), ("registeredOn", "2024-04-01"), ("sector", "public"), ("owner", "恒大投资 (集团)"));
        await RecordAsync(li, "乙", Revised("2024-01-20", "totalInvestmentWan", 10_000, 12_000));
        await RecordAsync(li, "己", Revised("2024-04-02", "scale", null, "2×100万千瓦"));
        await RecordAsync(li, "丙", new { type = "progressReported", occurredOn = "2024-04-02", month = "2024-02", completedWan = 80, percent = 5, note = "核减" });
        await RecordAsync(zhang, "己", Facts.Started("2024-04-02"));
        await RecordAsync(li, "己", new { type = "factReturned", occurredOn = "2024-04-02", version = 3, reason = "没有依据" });
        var corrected = RoundCalls.Round("2024-1", ("heldOn", "2024-01-20"), ("signed", new JsonObject { ["count"] = 5 }), ("corrects", true));
        await PublishAsync(li, corrected);
        clock.AdjustTime(Noon(5, 20));
        await Auditor.CaughtUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        zhang.Dispose();
        Auditor.Dispose();
        await Server.DisposeAsync();
    }

    private static DateTimeOffset Noon(int month, int day) => new(2024, month, day, 4, 0, 0, TimeSpan.Zero);

    private async Task RegisterAsync(HttpClient by, string name, params (string Field, JsonNode? Value)[] fields)
    {
        var answer = await by.PostAsync("/projects", OwnCity.ProjectIn(Code, name, [("localCode", null), ("name", name), .. fields]));
        answer.Status.ShouldBe(201, answer.Text);
        ids[name] = (Guid)answer.Json["project"]!;
    }

    private async Task RecordAsync(HttpClient by, string project, object fact)
    {
        var answer = await by.PostAsync($"/projects/{ids[project]}/facts", fact);
        answer.Status.ShouldBe(201, answer.Text);
    }

    private static async Task PublishAsync(HttpClient by, JsonObject round)
    {
        var answer = await by.PostTextAsync("/rounds", round.ToJsonString());
        answer.Status.ShouldBe(201, answer.Text);
    }

    private static JsonObject Revised(string on, string attribute, object? old, object? now) => new JsonObject
    {
        ["type"] = "detailsRevised", ["occurredOn"] = on, ["reason"] = "核实",
        ["changes"] = new JsonArray(new JsonObject { ["attribute"] = attribute, ["old"] = Value(old), ["new"] = Value(now) }),
    };

    private static JsonNode? Value(object? value) => value switch { int number => number, string text => text, _ => null };
}

/// <summary>The classes of tests that share the one city.</summary>
[CollectionDefinition(nameof(AuditedCity))]
public sealed class OfAuditedCity : ICollectionFixture<AuditedCity>;
