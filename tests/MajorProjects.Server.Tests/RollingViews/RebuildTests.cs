using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Marten;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A rebuild of the read tables of one city by the projection daemon of the running server.</summary>
public class RebuildTests(TestPostgres postgres)
{
    private static readonly DateOnly LastDay = new(2025, 12, 31);

    private static readonly List<Period> Years = [Period.Parse("2024"), Period.Parse("2025")];

    [Fact]
    public async Task a_rebuilt_city_is_as_it_was_and_another_city_is_left_alone()
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Any, CityLog.Of(3, 6)).SampleAsync(async (log, otherLog) =>
        {
            var (city, other) = (await server.NewCityAsync(), await server.NewCityAsync());
            using var client = server.Client($"{city.Code}");
            using var otherClient = server.Client($"{other.Code}");
            await log.RecordAsync(server, city);
            await otherLog.RecordAsync(server, other);
            await client.CaughtUpAsync();
            await otherClient.CaughtUpAsync();
            var (live, otherLive) = (await DumpAsync(server, city), await DumpAsync(server, other));
            var otherWritten = await WrittenAsync(server, other);

            await RebuildAsync(server, city);

            (await DumpAsync(server, city)).ShouldBe(live);
            var recorded = await CityLog.ReadAsync(server, city);
            foreach (var position in new[] { recorded.Count / 3, recorded.Count - 1 }.Select(n => recorded[n].Position))
                foreach (var confirmed in new[] { false, true })
                    (await client.BatchesAsync($"?by=year&from=2024&to=2025&asOf={LastDay:yyyy-MM-dd}&position={position}&confirmed={(confirmed ? "true" : "false")}")).Rows
                        .ShouldBe(new BruteForce(recorded, confirmed).Rows(LastDay, position, ProjectFilter.Open, Years));
            (await DumpAsync(server, other)).ShouldBe(otherLive);
            (await WrittenAsync(server, other)).ShouldBe(otherWritten);
        }, iter: 2, threads: 1, print: tried => CityLog.Print(tried.Item1));
    }

    [Fact]
    public async Task what_is_recorded_after_a_rebuild_shows_too()
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Any, Gen.Double[0.2, 0.8]).SampleAsync(async (log, share) =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            var (earlier, later) = log.SplitAt(share);
            await earlier.RecordAsync(server, city);
            await client.CaughtUpAsync();
            await RebuildAsync(server, city);

            await later.RecordAsync(server, city);
            await client.CaughtUpAsync();

            var live = await DumpAsync(server, city);
            await RebuildAsync(server, city);
            (await DumpAsync(server, city)).ShouldBe(live);
        }, iter: 2, threads: 1, print: tried => CityLog.Print(tried.Item1));
    }

    [Fact]
    public async Task tables_damaged_by_hand_are_put_right()
    {
        var server = await postgres.Shared;
        await CityLog.Any.SampleAsync(async log =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            await log.RecordAsync(server, city);
            await client.CaughtUpAsync();
            var live = await DumpAsync(server, city);
            var model = new BruteForce(await CityLog.ReadAsync(server, city));
            var database = server.Services.GetRequiredService<NpgsqlDataSource>();
            foreach (var damage in new[]
            {
                "delete from milestone_fact where city = $1 and version % 2 = 0",
                "update project_version set name = 'x' where city = $1",
                "update progress_fact set percent = 1 where city = $1",
            })
            {
                await using var command = database.CreateCommand(damage);
                command.Parameters.AddWithValue($"{city.Code}");
                await command.ExecuteNonQueryAsync();
            }
            // Whoever has read the damage has it in memory, until it is put right.
            using var memory = new BatchMemory(database);
            var expected = model.Rows(LastDay, model.Log[^1].Position, ProjectFilter.Open, Years);
            (await BoardAsync(memory)).ShouldNotBe(expected);

            await RebuildAsync(server, city);

            (await DumpAsync(server, city)).ShouldBe(live);
            (await BoardAsync(memory)).ShouldBe(expected);
            (await client.BatchesAsync($"?by=year&from=2024&to=2025&asOf={LastDay:yyyy-MM-dd}")).Rows.ShouldBe(expected);

            async Task<IReadOnlyList<BatchRow>> BoardAsync(BatchMemory memory)
            {
                var viewpoint = await server.Services.GetRequiredService<Viewpoints>().ResolveAsync(city, new() { AsOf = $"{LastDay:yyyy-MM-dd}" }, default);
                return GetBatches.Count(await memory.ReachingAsync(city, viewpoint, default), viewpoint, ProjectFilter.Open, Years).Rows;
            }
        }, iter: 2, threads: 1, print: CityLog.Print);
    }

    [Fact]
    public async Task what_is_recorded_during_a_rebuild_shows_too()
    {
        var server = await postgres.Shared;
        // More than one page of the daemon.
        await CityLog.Of(600, 600).SampleAsync(async log =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            var (earlier, later) = log.SplitAt(0.8);
            await earlier.RecordAsync(server, city);
            (await client.CaughtUpAsync()).ShouldBeGreaterThan(2_000);

            await Task.WhenAll(RebuildAsync(server, city), later.RecordAsync(server, city));
            await client.CaughtUpAsync();

            var live = await DumpAsync(server, city);
            await RebuildAsync(server, city);
            (await DumpAsync(server, city)).ShouldBe(live);
        }, iter: 1, threads: 1, print: _ => "");
    }

    [Fact]
    public Task a_restarted_server_goes_on_where_the_first_one_stopped() => Gen.Select(CityLog.Any, Gen.Double[0.1, 0.9]).SampleAsync(async (log, share) =>
    {
        var connection = await postgres.NewDatabaseAsync();
        var (earlier, later) = log.SplitAt(share);
        City city;
        await using (var first = await ServerUnderTest.StartAsync(postgres, database: connection))
        {
            city = await first.NewCityAsync();
            // It stops in the middle of its work.
            await earlier.RecordAsync(first, city);
        }

        await using var second = await ServerUnderTest.StartAsync(postgres, database: connection);
        using var client = second.Client($"{city.Code}");
        await later.RecordAsync(second, city);
        await client.CaughtUpAsync();

        var live = await DumpAsync(second, city);
        await RebuildAsync(second, city);
        (await DumpAsync(second, city)).ShouldBe(live);
    }, iter: 1, threads: 1, print: tried => CityLog.Print(tried.Item1));

    private static async Task RebuildAsync(ServerUnderTest server, City city)
    {
        var daemon = server.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        await daemon.RebuildProjectionAsync(ReadTablesProjection.Name, $"{city.Code}", TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static Task<IReadOnlyList<string>> DumpAsync(ServerUnderTest server, City city) =>
        ReadTablesDump.OfAsync(server.Services.GetRequiredService<NpgsqlDataSource>(), $"{city.Code}");

    // Which transactions wrote the rows: a row written again, if only as it was, has another one.
    private static async Task<string> WrittenAsync(ServerUnderTest server, City city)
    {
        await using var select = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select (select string_agg(ctid::text || xmin::text, ' ' order by project_id, version) from milestone_fact where city = $1) || (select xmin::text from read_position where city = $1)");
        select.Parameters.AddWithValue($"{city.Code}");
        return (string)(await select.ExecuteScalarAsync())!;
    }
}
