using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>
/// Views of a large city over HTTP: the board of now ÷ a SQL GROUP BY over a plain table that holds the same facts, one row each; the board
/// of any day as known on any other ÷ that of now; a comparison over a year; and how much the read tables take beside the events.
/// </summary>
internal sealed class Views(Bench bench)
{
    private const int Comparisons = 20;

    private const string GroupBy = """
        select kind, date_trunc('quarter', occurred_on)::date, count(*), sum(total_investment_wan)
        from plain_facts where occurred_on between '2021-01-01' and '2025-12-31' group by 1, 2
        """;

    private const string Board = "/api/v1/batches?by=quarter&from=2021Q1&to=2025Q4";

    public async Task<IReadOnlyList<Comparison>> RunAsync(int projects, int requests)
    {
        var ours = new Measurement("GET /batches over HTTP", "ms");
        var peer = new Measurement("SQL GROUP BY over a plain table", "ms");
        var past = new Measurement("GET /batches at any asOf and knownAt", "ms");
        var compare = new Measurement("GET /compare over a year", "ms");
        var limit = new Measurement("limit", "ms");
        await using var server = await bench.ServerAsync();
        await using var database = bench.Peer();
        var city = (await server.Services.GetRequiredService<Cities>().FindAsync(RegionCode.Parse(Bench.City), default))!;
        var histories = new Simulator(city, 42).Projects(projects).ToList();
        await new SimulatedLog(server.Services.GetRequiredService<SchemaOwner>()).WriteAsync(city, histories, default);
        await ImportAndRebuild.ShownAsync(server.Services, city, histories.Sum(p => p.Facts.Count));
        await using (var analyze = database.CreateCommand("analyze")) await analyze.ExecuteNonQueryAsync();
        await using (var plain = database.CreateCommand("""
            create table plain_facts as
            select m.project_id, m.kind, m.occurred_on, v.total_investment_wan
            from milestone_fact m join project_version v using (city, confirmed, project_id)
            where not confirmed and m.kind in ('signed', 'started', 'commissioned') and m.known_to = 9223372036854775807
                  and v.known_to = 9223372036854775807 and v.valid_to = 'infinity'
            """)) await plain.ExecuteNonQueryAsync();
        await using (var vacuum = database.CreateCommand("vacuum analyze plain_facts")) await vacuum.ExecuteNonQueryAsync();

        using var client = HttpWrites.Client(server.App, server.Services.GetRequiredService<LocalIssuer>()
            .Issue("bench", "", ["officer"], [Bench.City], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2)));
        await using var connection = await database.OpenConnectionAsync();
        var random = new Random(1);
        for (var i = -requests / 4; i < requests; i++)
        {
            var board = await Measurement.SecondsAsync(() => GetAsync(Board));
            var (asOf, knownAt) = (AnyDay(), AnyDay());
            var then = await Measurement.SecondsAsync(() => GetAsync(FormattableString.Invariant($"{Board}&asOf={asOf:yyyy-MM-dd}&knownAt={knownAt:yyyy-MM-dd}")));
            var grouped = await Measurement.SecondsAsync(GroupAsync);
            if (i < 0) continue;
            ours.Add(board * 1000);
            past.Add(then * 1000);
            peer.Add(grouped * 1000);
        }
        for (var i = 0; i < Comparisons; i++)
        {
            var to = AnyDay();
            var from = to.AddYears(-1);
            compare.Add(1000 * await Measurement.SecondsAsync(() => GetAsync(FormattableString.Invariant(
                $"/api/v1/compare?asOf={from:yyyy-MM-dd}&knownAt={from:yyyy-MM-dd}&asOf2={to:yyyy-MM-dd}&knownAt2={to:yyyy-MM-dd}"))));
            limit.Add(1000);
        }
        var ratio = ours.Median / peer.Median;
        var p99 = ours.At(0.99);
        var (read, events) = await BytesAsync(database);
        return
        [
            new(FormattableString.Invariant($"GET /batches, five years by quarter, {projects:#,0} projects ÷ GROUP BY (p99 {p99:0.0} ms)"),
                ours, peer, ratio, "≤ 1.5 and p99 < 50 ms", ratio <= 1.5 && p99 < 50),
            new("the same board at any asOf and knownAt ÷ the current one", past, ours, past.Median / ours.Median, "≤ 3", past.Median / ours.Median <= 3),
            new(FormattableString.Invariant($"GET /compare over a year, {projects:#,0} projects, 200 differences of each sort listed ÷ one second (slowest {compare.At(1):0} ms)"),
                compare, limit, compare.Median / limit.Median, "< 1", compare.At(1) < 1000),
            new("bytes of the read tables ÷ bytes of the events, indexes included", read, events, read.Median / events.Median, "≤ 2", read.Median / events.Median <= 2),
        ];

        // Of the four years in which most of what there is lies between two points.
        DateOnly AnyDay() => new DateOnly(2022, 1, 1).AddDays(random.Next(4 * 365));

        async Task GetAsync(string path)
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }

        async Task GroupAsync()
        {
            await using var select = new NpgsqlCommand(GroupBy, connection);
            await using var reader = await select.ExecuteReaderAsync();
            while (await reader.ReadAsync()) reader.GetInt64(2);
        }
    }

    private static async Task<(Measurement Read, Measurement Events)> BytesAsync(NpgsqlDataSource database)
    {
        var (read, events) = (new Measurement("project_version, milestone_fact, progress_fact, read_position", "MB"), new Measurement("mt_events", "MB"));
        await using var select = database.CreateCommand("""
            select (select sum(pg_total_relation_size(t)) from unnest(array['project_version', 'milestone_fact', 'progress_fact', 'read_position']::regclass[]) t)::float8 / 1e6,
                   (select sum(pg_total_relation_size(relid)) from pg_partition_tree('mt_events'))::float8 / 1e6
            """);
        await using var reader = await select.ExecuteReaderAsync();
        await reader.ReadAsync();
        read.Add(reader.GetDouble(0));
        events.Add(reader.GetDouble(1));
        return (read, events);
    }
}
