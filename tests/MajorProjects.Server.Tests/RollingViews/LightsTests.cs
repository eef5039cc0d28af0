using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>When a project has a light, and what puts it out.</summary>
public class LightsTests(OwnCity own) : IClassFixture<OwnCity>
{
    private static readonly ProjectRegistered Quiet = Registration with { PlannedStart = null };

    [Fact]
    public async Task a_start_is_yellow_once_its_month_has_passed_and_red_after_three()
    {
        await own.TellAsync(
            new Works(Quiet with { Name = "计划六月", PlannedStart = Plan("2024-06") }, Start("2024-10-05"), StatisticsEntry("2024-10-05")),
            new Works(Quiet with { Name = "计划六月三日", PlannedStart = PlannedDate.On(Day("2024-06-03")) }));

        await LightsAsync("计划六月", ("2024-06-30", "green"), ("2024-07-01", "yellow"), ("2024-08-31", "yellow"), ("2024-09-01", "red"), ("2024-10-04", "red"), ("2024-10-05", "green"));
        await LightsAsync("计划六月三日", ("2024-06-30", "green"), ("2024-07-01", "yellow"), ("2024-09-01", "red"), ("2026-01-01", "red"));
    }

    [Fact]
    public async Task an_extension_puts_it_out_once_it_is_granted()
    {
        var project = await own.RegisterAsync(("name", "申请延期"), ("plannedStart", "2024-06"), ("sector", "public"));
        await own.RecordAllAsync(project, new { type = "extensionRequested", occurredOn = "2024-09-10", milestone = "start", to = "2024-11", reason = "land" });
        using var inspector = own.Server.Client("inspector", [own.Code]);
        var granted = await inspector.PostAsync($"/projects/{project}/facts", new { type = "extensionGranted", occurredOn = "2024-09-20", milestone = "start" });
        granted.Status.ShouldBe(201, granted.Text);

        await LightsAsync("申请延期", ("2024-09-09", "red"), ("2024-09-19", "red"), ("2024-09-20", "green"), ("2024-11-30", "green"), ("2024-12-01", "yellow"), ("2025-02-01", "red"));
        // Asked for, it is no longer overdue; neither is it once it is granted, until that month has passed too.
        foreach (var (asOf, overdue) in new[] { ("2024-09-09", 1), ("2024-09-10", 0), ("2024-09-20", 0), ("2024-12-01", 1) })
            (await ListedAsync("申请延期", asOf))["overdue"]!.AsArray().Count.ShouldBe(overdue, asOf);
    }

    [Fact]
    public async Task works_are_yellow_from_ten_points_below_their_schedule_and_red_beyond_thirty()
    {
        // Half of the days between start and commissioning have gone by the end of February.
        var half = Quiet with { PlannedStart = PlannedDate.On(Day("2024-01-01")), PlannedCommissioning = PlannedDate.On(Day("2024-04-30")) };
        Fact[] begun = [Start("2024-01-01"), StatisticsEntry("2024-01-20")];
        await own.TellAsync(
            new Works(half with { Name = "差九点九" }, [.. begun, Percent("2024-03-01", "2024-02", 40.1m)]),
            new(half with { Name = "差十" }, [.. begun, Percent("2024-03-01", "2024-02", 40)]),
            new(half with { Name = "差三十" }, [.. begun, Percent("2024-03-01", "2024-02", 20)]),
            new(half with { Name = "差三十点一" }, [.. begun, Percent("2024-03-01", "2024-02", 19.9m)]),
            new(half with { Name = "重报" }, [.. begun, Percent("2024-03-01", "2024-02", 19.9m), Percent("2024-03-02", "2024-02", 40.1m)]),
            new(half with { Name = "更早月份重报" }, [.. begun, Percent("2024-03-01", "2024-02", 40.1m), Percent("2024-03-02", "2024-01", 0)]),
            new(half with { Name = "重报时未填" }, [.. begun, Percent("2024-02-01", "2024-01", 25), Percent("2024-03-01", "2024-02", 0), Progress("2024-03-02", "2024-02")]),
            new(half with { Name = "未报" }, begun),
            new(half with { Name = "无投产计划", PlannedCommissioning = null }, [.. begun, Percent("2024-03-01", "2024-02", 0)]),
            new(half with { Name = "计划颠倒", PlannedCommissioning = PlannedDate.On(Day("2023-12-31")) }, [.. begun, Percent("2024-03-01", "2024-02", 0)]),
            new(half with { Name = "已投产" }, [.. begun, Percent("2024-03-01", "2024-02", 0), Commissioning("2024-03-04")]));

        foreach (var (name, light) in new[]
        {
            ("差九点九", "green"), ("差十", "yellow"), ("差三十", "yellow"), ("差三十点一", "red"), ("重报", "green"), ("更早月份重报", "green"), ("重报时未填", "green"),
            ("未报", "green"), ("无投产计划", "green"), ("计划颠倒", "green"), ("已投产", "green"),
        }) await LightsAsync(name, ("2024-03-05", light));
        await LightsAsync("重报", ("2024-03-01", "red"));
    }

    [Fact]
    public async Task an_entry_in_the_statistics_is_missed_after_a_month_and_blamed_after_two()
    {
        await own.TellAsync(
            new Works(Quiet with { Name = "未入统" }, Start("2024-05-31")),
            new(Quiet with { Name = "已入统" }, Start("2024-05-31"), StatisticsEntry("2024-08-15")));

        await LightsAsync("未入统", ("2024-05-31", "green"), ("2024-06-30", "green"), ("2024-07-01", "yellow"), ("2024-07-31", "yellow"), ("2024-08-01", "red"));
        await LightsAsync("已入统", ("2024-07-01", "yellow"), ("2024-08-14", "red"), ("2024-08-15", "green"));
    }

    [Fact]
    public async Task what_has_left_the_library_or_was_completed_has_none()
    {
        await own.TellAsync(
            new Works(Quiet with { Name = "已调出", PlannedStart = Plan("2024-01") }, Withdrawal("2024-06-01"), Restoration("2024-07-01")),
            new(Midway with { Name = "竣工的续建", PlannedStart = Plan("2024-01") }, Completion("2024-06-01")));

        await LightsAsync("已调出", ("2024-05-31", "red"), ("2024-06-01", "green"), ("2024-07-01", "red"));
        await LightsAsync("竣工的续建", ("2024-05-31", "red"), ("2024-06-01", "green"));
    }

    private async Task LightsAsync(string name, params (string AsOf, string Light)[] lights)
    {
        foreach (var (asOf, light) in lights)
        {
            ((string)(await ListedAsync(name, asOf))["light"]!).ShouldBe(light, $"{name} {asOf}");
            // Whoever asks for the light finds it.
            (await own.GetAsync($"/projects?light={light}&q={name}&limit=500&asOf={asOf}")).Json["projects"]!.AsArray().ShouldContain(p => (string)p!["name"]! == name);
        }
    }

    private async Task<JsonNode> ListedAsync(string name, string asOf) =>
        (await own.GetAsync($"/projects?q={name}&fresh=true&asOf={asOf}")).Json["projects"]!.AsArray().Single(p => (string)p!["name"]! == name)!;

    private static ProgressReported Percent(string on, string month, decimal percent) => Progress(on, month) with { Percent = percent };
}
