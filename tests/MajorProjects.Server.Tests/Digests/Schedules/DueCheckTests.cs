using System.Text.Json.Nodes;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Server.Digests;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Schedules;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;

namespace MajorProjects.Server.Tests.Digests.Schedules;

/// <summary>A server whose clock stands where the tests put it, and which looks for due digests when they say so.</summary>
public sealed class CheckedServer(TestPostgres postgres) : IAsyncLifetime
{
    /// <summary>Shows what a clock in Asia/Shanghai would show at the beginning: a Friday at noon.</summary>
    public static readonly DateTimeOffset Friday = new(2024, 7, 5, 12, 0, 0, TimeSpan.FromHours(8));

    internal StandingClock Clock { get; } = new(Friday);

    public ServerUnderTest Server { get; private set; } = null!;

    public Connections Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.NewDatabaseAsync();
        Server = await ServerUnderTest.StartAsync(postgres, Clock, database: Database, settings: ["Digests:On=false"]);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>What is due is issued, once, however the checks come.</summary>
public sealed class DueCheckTests(CheckedServer server, TestPostgres postgres) : IClassFixture<CheckedServer>
{
    private static readonly DateTimeOffset Monday = new(2024, 7, 8, 8, 0, 0, TimeSpan.FromHours(8));

    private readonly StandingClock clock = server.Clock;
    private readonly DueCheck check = server.Server.Services.GetRequiredService<DueCheck>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_is_due_is_issued_once_and_not_before()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly(("recipients", new JsonArray(ScheduleCalls.Mail("a@example.com")))));

        await CheckAsync(Monday.AddSeconds(-1));
        (await IssuedAsync(city)).ShouldBeEmpty();
        await CheckAsync(Monday);
        await CheckAsync(Monday.AddMinutes(1));
        await NewCheck().RunAsync(Ct);

        (await IssuedAsync(city)).ShouldBe([("weekly", "2024W27", Monday.UtcDateTime, Monday.UtcDateTime, false)]);
        using var officer = server.Server.Client($"{city.Code}");
        var read = await officer.ReadAsync<ScheduleAnswer>("/digests/schedules/weekly");
        (read.Schedule.LastIssue!.Period, read.Schedule.LastIssue.DueAt, read.Schedule.LastIssue.Late).ShouldBe((Domain.Values.Period.Parse("2024W27"), (DateTimeOffset?)Monday, false));
        (read.Schedule.NextRun!.DueAt, $"{read.Schedule.NextRun.Period}").ShouldBe((Monday.AddDays(7), "2024W28"));
        read.Outstanding.ShouldBeEmpty();
        (await officer.ReadAsync<SchedulesAnswer>("/digests/schedules")).Schedules.Single().LastIssue.ShouldBe(read.Schedule.LastIssue);
    }

    [Fact]
    public async Task what_was_missed_is_issued_when_somebody_is_there_again_each_marked_late_and_seen_as_outstanding_until_then()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        await SetAsync(city, "monthly", ScheduleCalls.Weekly(("kind", "monthly"), ("cron", "0 9 1 * *"), ("daysOff", "nextWorkday")));
        clock.SetUtcNow(Monday.AddDays(28).AddMinutes(10));
        using var officer = server.Server.Client($"{city.Code}");
        (await officer.ReadAsync<ScheduleAnswer>("/digests/schedules/weekly")).Outstanding.Select(o => $"{o.Period}").ShouldBe(["2024W27", "2024W28", "2024W29", "2024W30", "2024W31"]);

        await NewCheck().RunAsync(Ct);

        (await IssuedAsync(city)).Select(d => (d.Schedule, d.Period, d.Late)).ShouldBe(
            [("monthly", "2024-07", true), ("weekly", "2024W27", true), ("weekly", "2024W28", true), ("weekly", "2024W29", true), ("weekly", "2024W30", true), ("weekly", "2024W31", false)], ignoreOrder: true);
        (await officer.ReadAsync<ScheduleAnswer>("/digests/schedules/weekly")).Outstanding.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_due_before_a_schedule_was_set_or_after_it_ended_is_not_issued()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        using (var officer = server.Server.Client($"{city.Code}"))
        {
            clock.SetUtcNow(Monday.AddHours(-1));
            (await officer.EndAsync("weekly")).Status.ShouldBe(200);
        }
        await CheckAsync(Monday.AddDays(1));
        await SetAsync(city, "weekly", ScheduleCalls.Weekly(), at: Monday.AddDays(1));
        await CheckAsync(Monday.AddDays(2));
        (await IssuedAsync(city)).ShouldBeEmpty();

        await CheckAsync(Monday.AddDays(7));
        (await IssuedAsync(city)).Select(d => d.Period).ShouldBe(["2024W28"]);
    }

    [Fact]
    public async Task a_changed_schedule_goes_by_what_it_said_when_each_was_due()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        await SetAsync(city, "weekly", ScheduleCalls.Weekly(("cron", "0 8 * * 2"), ("scope", new JsonObject { ["region"] = city.Regions.Keys.First() })), at: Monday.AddHours(5));

        await CheckAsync(Monday.AddDays(9));

        (await IssuedAsync(city)).Select(d => (d.Period, d.DueAt)).ShouldBe([("2024W27", Monday.UtcDateTime), ("2024W28", Monday.UtcDateTime.AddDays(8))]);
        (await ScalarAsync(city, "select string_agg(coalesce(region, '全市'), ' ' order by due_at) from digest where city = $1")).ShouldBe($"全市 {city.Regions.Keys.First()}");
    }

    [Fact]
    public async Task of_many_checks_at_once_each_digest_is_issued_by_one_and_no_position_is_burnt()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        await SetAsync(city, "county", ScheduleCalls.Weekly(("scope", new JsonObject { ["region"] = city.Regions.Keys.First() })));
        clock.SetUtcNow(Monday.AddDays(7));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => NewCheck().RunAsync(Ct), Ct)));
        await NewCheck().RunAsync(Ct);

        (await IssuedAsync(city)).Select(d => (d.Schedule, d.Period)).ShouldBe([("county", "2024W27"), ("county", "2024W28"), ("weekly", "2024W27"), ("weekly", "2024W28")], ignoreOrder: true);
        (await ScalarAsync(city, "select count(*) from mt_events where tenant_id = $1 and type = 'digestIssued'")).ShouldBe(4L);
        (await ScalarAsync(city, $"select last_value from mt_events_sequence_{city.Code} where $1 <> ''")).ShouldBe(6L);
    }

    [Fact]
    public async Task a_city_that_another_node_is_at_is_left_to_it_and_taken_up_where_it_dies()
    {
        var (city, other) = (await CityAsync(), await CityAsync());
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        await SetAsync(other, "weekly", ScheduleCalls.Weekly());
        var node = new NpgsqlConnection(server.Database.Application);
        await using (node)
        {
            await node.OpenAsync(Ct);
            await using var turn = new NpgsqlCommand("select pg_advisory_lock(hashtextextended($1, 0))", node);
            turn.Parameters.AddWithValue($"digests due/{city.Code}");
            await turn.ExecuteNonQueryAsync(Ct);

            await CheckAsync(Monday);
            (await IssuedAsync(city)).ShouldBeEmpty();
            (await IssuedAsync(other)).ShouldHaveSingleItem();
            await using var kill = server.Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select pg_terminate_backend($1)");
            kill.Parameters.AddWithValue(node.ProcessID);
            await kill.ExecuteNonQueryAsync(Ct);
        }

        await Eventually.HoldsAsync(async () =>
        {
            await CheckAsync(Monday);
            return (await IssuedAsync(city)).Count == 1;
        });
    }

    [Fact]
    public async Task an_occurrence_whose_records_were_at_fault_when_it_was_due_is_issued_by_what_is_known_once_they_are_mended()
    {
        var city = await CityAsync();
        using var officer = server.Server.Client($"{city.Code}");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "K-1", ("sector", "public"), ("registeredOn", "2024-01-02"), ("plannedStart", "2024-03")))).Status.ShouldBe(201);
        (await officer.PostAsync("/projects/K-1/facts", new { type = "constructionStarted", occurredOn = "2024-03-05" })).Status.ShouldBe(201);
        await SetAsync(city, "weekly", ScheduleCalls.Weekly());
        await officer.CaughtUpAsync();
        // The metric is to know of the start from the next record on, the batches know of it already.
        await using (var spoil = new NpgsqlCommand($"update milestone_fact set known_from = (select max(seq_id) + 1 from mt_events where tenant_id = '{city.Code}') where city = '{city.Code}' and kind = 'started'", await OwnerAsync()))
            (await spoil.ExecuteNonQueryAsync(Ct)).ShouldBeGreaterThan(0);

        await CheckAsync(Monday);
        (await IssuedAsync(city)).ShouldBeEmpty();
        var refused = await officer.PostAsync("/digests", new { kind = "monthly", period = "2024-06" });
        refused.ShouldBeRefused(422, "scheduleBroken");
        refused.Text.ShouldContain("K-1");

        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "K-2"))).Status.ShouldBe(201);
        await officer.CaughtUpAsync();
        await CheckAsync(Monday.AddMinutes(5));
        (await IssuedAsync(city)).ShouldBe([("weekly", "2024W27", Monday.UtcDateTime, Monday.AddMinutes(5).UtcDateTime, true)]);
    }

    [Fact]
    public async Task what_one_city_fails_at_is_not_the_others_trouble()
    {
        var (broken, whole) = (await CityAsync(), await CityAsync());
        await SetAsync(broken, "weekly", ScheduleCalls.Weekly());
        await SetAsync(whole, "weekly", ScheduleCalls.Weekly());
        await using (var spoil = new NpgsqlCommand($$"""update mt_events set data = jsonb_set(data, '{schedule,cron}', '"often"') where tenant_id = '{{broken.Code}}' and type = 'digestScheduleSet'""", await OwnerAsync()))
            (await spoil.ExecuteNonQueryAsync(Ct)).ShouldBe(1);

        await CheckAsync(Monday);

        (await IssuedAsync(broken)).ShouldBeEmpty();
        (await IssuedAsync(whole)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_year_of_checks_with_outages_misses_none_doubles_none_and_marks_the_late_ones()
    {
        var city = await CityAsync();
        await SetAsync(city, "weekly", ScheduleCalls.Weekly(("daysOff", "nextWorkday")));
        await SetAsync(city, "monthly", ScheduleCalls.Weekly(("kind", "monthly"), ("cron", "0 9 3 * *"), ("daysOff", "previousWorkday")));
        await SetAsync(city, "quarterly", ScheduleCalls.Weekly(("kind", "quarterly"), ("cron", "30 9 8 1,4,7,10 *"), ("daysOff", "skip")));
        var end = CheckedServer.Friday.AddDays(366);
        var expected = Schedules().ToDictionary(s => s.Key, s => ScheduleCourse.Of([(s, CheckedServer.Friday)], HolidayCalendar.Shipped).DueBy(end).Select(d => d.Occurrence).ToList(), StringComparer.Ordinal);

        // At the instant of each, ten minutes after, or, where the node had been away and another takes its place, hours later.
        var instants = expected.Values.SelectMany(o => o.Select(d => d.DueAt)).Distinct().Order().ToList();
        var node = NewCheck();
        for (var n = 0; n < instants.Count; n++)
        {
            clock.SetUtcNow(instants[n].AddMinutes(n % 5 == 4 ? 90 : n % 2 * 10));
            if (n % 5 == 4) node = NewCheck();
            await node.RunAsync(Ct);
        }

        var issued = await IssuedAsync(city);
        issued.Select(d => (d.Schedule, d.Period, d.DueAt)).ShouldBe(
            expected.SelectMany(s => s.Value.Select(o => (s.Key, $"{o.Period}", o.DueAt.UtcDateTime))), ignoreOrder: true);
        issued.Count.ShouldBeGreaterThan(60);
        issued.ShouldAllBe(d => d.Late == (d.IssuedAt - d.DueAt > TimeSpan.FromMinutes(15)));
        issued.Count(d => d.Late).ShouldBeGreaterThan(5);

        static IEnumerable<DigestSchedule> Schedules()
        {
            var weekly = new DigestSchedule { Key = "weekly", Name = "周报", Kind = MajorProjects.Digests.DigestKind.Weekly, Cron = "0 8 * * 1", DaysOff = DaysOffRule.NextWorkday };
            yield return weekly;
            yield return weekly with { Key = "monthly", Kind = MajorProjects.Digests.DigestKind.Monthly, Cron = "0 9 3 * *", DaysOff = DaysOffRule.PreviousWorkday };
            yield return weekly with { Key = "quarterly", Kind = MajorProjects.Digests.DigestKind.Quarterly, Cron = "30 9 8 1,4,7,10 *", DaysOff = DaysOffRule.Skip };
        }
    }

    [Fact]
    public async Task a_server_that_starts_issues_what_was_missed_and_is_told_to_look_again_each_minute()
    {
        var database = await postgres.NewDatabaseAsync();
        City city;
        await using (var before = await ServerUnderTest.StartAsync(postgres, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-8)), database: database, settings: ["Digests:On=false"]))
        {
            city = await before.NewCityAsync();
            using var officer = before.Client($"{city.Code}");
            (await officer.PutAsync("weekly", ScheduleCalls.Weekly())).Status.ShouldBe(201);
        }

        await using var after = await ServerUnderTest.StartAsync(postgres, database: database);

        var data = after.Services.GetRequiredService<NpgsqlDataSource>();
        await Eventually.HoldsAsync(async () =>
        {
            await using var late = data.CreateCommand($"select count(*) from digest where city = '{city.Code}' and schedule = 'weekly'");
            return (long)(await late.ExecuteScalarAsync(Ct))! >= 1;
        });
        var wolverine = after.Services.GetRequiredService<IWolverineRuntime>();
        await Eventually.HoldsAsync(() => Task.FromResult(wolverine.Agents.AllRunningAgentUris().Any(a => a.ToString().Contains("recurring", StringComparison.Ordinal) && a.ToString().EndsWith("digests-due", StringComparison.Ordinal))));
        // As each minute's is sent: under a name of its own, that the application keeps.
        await using var scope = after.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new DigestsDue(), new DeliveryOptions { DeduplicationId = "digests-due:2026-11-24T08:00:00" }, Ct);
        await using var kept = data.CreateCommand("select count(*) from wolverine_deduplication_hashed");
        ((long)(await kept.ExecuteScalarAsync(Ct))!).ShouldBeGreaterThan(0);
    }

    private async Task<City> CityAsync()
    {
        clock.SetUtcNow(CheckedServer.Friday);
        return await server.Server.NewCityAsync();
    }

    private async Task SetAsync(City city, string key, JsonObject schedule, DateTimeOffset? at = null)
    {
        clock.SetUtcNow(at ?? CheckedServer.Friday);
        using var officer = server.Server.Client($"{city.Code}");
        (await officer.PutAsync(key, schedule)).Status.ShouldBeOneOf(200, 201);
    }

    private Task CheckAsync(DateTimeOffset at)
    {
        clock.SetUtcNow(at);
        return check.RunAsync(Ct);
    }

    // Another node, or one that was started anew: it remembers nothing.
    private DueCheck NewCheck()
    {
        var services = server.Server.Services;
        return new(
            services.GetRequiredService<Cities>(), services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<DigestIssuer>(), services.GetRequiredService<HolidayCalendar>(),
            clock, NullLogger<DueCheck>.Instance);
    }

    private async Task<NpgsqlConnection> OwnerAsync() => await server.Server.Services.GetRequiredService<SchemaOwner>().Database.OpenConnectionAsync(Ct);

    private async Task<object?> ScalarAsync(City city, string sql)
    {
        await using var command = server.Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.AddWithValue($"{city.Code}");
        return await command.ExecuteScalarAsync(Ct);
    }

    private async Task<List<(string Schedule, string Period, DateTime DueAt, DateTime IssuedAt, bool Late)>> IssuedAsync(City city)
    {
        await using var select = server.Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select schedule, period, due_at, issued_at, late from digest where city = $1 order by issued_at, due_at, schedule");
        select.Parameters.AddWithValue($"{city.Code}");
        return await select.ReadAsync(row => (row.GetString(0), row.GetString(1), row.GetDateTime(2), row.GetDateTime(3), row.GetBoolean(4)), Ct);
    }
}
