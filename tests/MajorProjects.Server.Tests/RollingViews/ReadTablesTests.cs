using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>The read tables follow from the log alone, in whatever pages it is read.</summary>
public class ReadTablesTests(TestPostgres postgres)
{
    private const int Cities = 4;

    [Fact]
    public Task pages_of_any_length_leave_the_tables_as_the_running_server_did() => HoldAsync(async (server, city, random) =>
    {
        var live = await DumpAsync(server, city);
        var log = await LogAsync(server, city);

        // From the first fact, as a rebuild goes, and from any other.
        foreach (var from in new[] { 0, random.Next(log.Count) })
        {
            foreach (var page in Pages(log.Skip(from), random)) await WriteAsync(server, city, page);
            (await DumpAsync(server, city)).ShouldBe(live, $"from {from}");
        }
    });

    [Fact]
    public Task the_whole_log_in_one_page_leaves_the_tables_as_many_pages_do() => HoldAsync(async (server, city, _) =>
    {
        var live = await DumpAsync(server, city);

        await WriteAsync(server, city, await LogAsync(server, city));

        (await DumpAsync(server, city)).ShouldBe(live);
    });

    [Fact]
    public Task a_page_written_twice_is_as_once() => HoldAsync(async (server, city, random) =>
    {
        var log = await LogAsync(server, city);
        foreach (var page in Pages(log, random))
        {
            await WriteAsync(server, city, page);
            var once = await DumpAsync(server, city);

            await WriteAsync(server, city, page);

            (await DumpAsync(server, city)).ShouldBe(once);
        }
    });

    [Fact]
    public Task a_page_from_before_the_end_takes_back_what_came_after_it() => HoldAsync(async (server, city, random) =>
    {
        var log = await LogAsync(server, city);
        for (var n = 0; n < 10; n++)
        {
            var end = random.Next(1, log.Count + 1);
            await WriteAsync(server, city, log[..end]);
            var then = await BelievedAsync();
            await WriteAsync(server, city, log[end..]);

            await WriteAsync(server, city, log[random.Next(end)..end]);

            (await BelievedAsync()).ShouldBe(then);
        }

        Task<IReadOnlyList<string>> BelievedAsync() => DumpAsync(server, city);
    });

    [Fact]
    public async Task what_was_believed_at_a_position_is_never_rewritten()
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Any, Gen.Double[0.1, 0.9]).SampleAsync(async (log, share) =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            var database = server.Services.GetRequiredService<NpgsqlDataSource>();
            var (earlier, later) = log.SplitAt(share);
            await earlier.RecordAsync(server, city);
            var end = await client.CaughtUpAsync();
            var believed = new Dictionary<long, IReadOnlyList<string>>();
            foreach (var position in new[] { 0, 1, end / 3, end / 2, end - 1, end }.Distinct())
                believed[position] = await ReadTablesDump.BelievedAsync(database, $"{city.Code}", position);

            await later.RecordAsync(server, city);
            await client.CaughtUpAsync();

            foreach (var (position, rows) in believed)
                (await ReadTablesDump.BelievedAsync(database, $"{city.Code}", position)).ShouldBe(rows, $"at {position}");
        }, iter: Cities, threads: 1, print: tried => CityLog.Print(tried.Item1));
    }

    [Fact]
    public async Task once_all_is_confirmed_both_editions_say_the_same()
    {
        var server = await postgres.Shared;
        await CityLog.Of(5, 30).SampleAsync(async log =>
        {
            var city = await server.NewCityAsync();
            using var client = server.Client($"{city.Code}");
            await log.RecordAsync(server, city);
            var recorded = await CityLog.ReadAsync(server, city);
            var database = server.Services.GetRequiredService<NpgsqlDataSource>();

            await CityLog.ConfirmingAll(recorded).RecordAsync(server, city);
            var end = await client.CaughtUpAsync();

            var confirmed = await ReadTablesDump.EditionAsync(database, $"{city.Code}", end, confirmed: true);
            confirmed.ShouldBe(await ReadTablesDump.EditionAsync(database, $"{city.Code}", end, confirmed: false));
            confirmed.Count.ShouldBeGreaterThan(log.Transactions.SelectMany(t => t).Select(f => f.Project).Distinct().Count());
        }, iter: Cities, threads: 1, print: CityLog.Print);
    }

    private async Task HoldAsync(Func<ServerUnderTest, City, Random, Task> law)
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Of(5, 30), Gen.Int).SampleAsync(async (log, seed) =>
        {
            var city = await server.NewCityAsync();
            await log.RecordAsync(server, city);
            using var client = server.Client($"{city.Code}");
            await client.CaughtUpAsync();
            await law(server, city, new Random(seed));
        }, iter: Cities, threads: 1, print: tried => CityLog.Print(tried.Item1));
    }

    private static Task<IReadOnlyList<string>> DumpAsync(ServerUnderTest server, City city) =>
        ReadTablesDump.OfAsync(server.Services.GetRequiredService<NpgsqlDataSource>(), $"{city.Code}");

    private static async Task<List<IEvent>> LogAsync(ServerUnderTest server, City city)
    {
        await using var session = server.Services.GetRequiredService<IDocumentStore>().QuerySession($"{city.Code}");
        return [.. await session.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync()];
    }

    // What the daemon does with a page, once the running server has nothing left to do in the city.
    private static async Task WriteAsync(ServerUnderTest server, City city, List<IEvent> page)
    {
        if (page.Count == 0) return;
        await using var session = server.Services.GetRequiredService<IDocumentStore>().LightweightSession($"{city.Code}");
        await new ReadTablesProjection().ApplyAsync(session, page, default);
        // Where the daemon moves its progress on; a session without anything queued would not commit at all.
        session.QueueSqlCommand("select 1");
        await session.SaveChangesAsync();
        (await DumpAsync(server, city))[^1].ShouldBe($"read_position ({city.Code},{page[^1].Sequence})");
    }

    private static IEnumerable<List<IEvent>> Pages(IEnumerable<IEvent> log, Random random)
    {
        var page = new List<IEvent>();
        foreach (var e in log)
        {
            page.Add(e);
            if (random.Next(20) > 0) continue;
            yield return page;
            page = [];
        }
        yield return page;
    }
}
