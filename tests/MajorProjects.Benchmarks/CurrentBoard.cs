using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>
/// <c>GET /batches</c> over HTTP for five years by quarter ÷ a SQL GROUP BY over a plain table that holds the same facts, one row each.
/// </summary>
internal sealed class CurrentBoard(Bench bench)
{
    private const string GroupBy = """
        select kind, date_trunc('quarter', occurred_on)::date, count(*), sum(total_investment_wan)
        from plain_facts where occurred_on between '2021-01-01' and '2025-12-31' group by 1, 2
        """;

    public async Task<Comparison> RunAsync(int projects, int requests)
    {
        var ours = new Measurement("GET /batches over HTTP", "ms");
        var peer = new Measurement("SQL GROUP BY over a plain table", "ms");
        await using var server = await bench.ServerAsync();
        var database = server.Services.GetRequiredService<NpgsqlDataSource>();
        var city = (await server.Services.GetRequiredService<Cities>().FindAsync(RegionCode.Parse(Bench.City), default))!;
        var histories = new Simulator(city, 42).Projects(projects).ToList();
        await new SimulatedLog(server.Services.GetRequiredService<IDocumentStore>(), database).WriteAsync(city, histories, default);
        await ImportAndRebuild.ShownAsync(server.Services, city, histories.Sum(p => p.Facts.Count));
        await using (var analyze = database.CreateCommand("analyze")) await analyze.ExecuteNonQueryAsync();
        await using (var plain = database.CreateCommand("""
            create table plain_facts as
            select m.project_id, m.kind, m.occurred_on, v.total_investment_wan
            from milestone_fact m join project_version v using (city, project_id)
            where m.kind in ('signed', 'started', 'commissioned') and m.known_to = 9223372036854775807
                  and v.known_to = 9223372036854775807 and v.valid_to = 'infinity'
            """)) await plain.ExecuteNonQueryAsync();
        await using (var vacuum = database.CreateCommand("vacuum analyze plain_facts")) await vacuum.ExecuteNonQueryAsync();

        using var client = HttpWrites.Client(server.App, server.Services.GetRequiredService<LocalIssuer>()
            .Issue("bench", "", ["officer"], [Bench.City], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2)));
        await using var connection = await database.OpenConnectionAsync();
        for (var i = -requests / 4; i < requests; i++)
        {
            var board = await Measurement.SecondsAsync(BoardAsync);
            var grouped = await Measurement.SecondsAsync(GroupAsync);
            if (i < 0) continue;
            ours.Add(board * 1000);
            peer.Add(grouped * 1000);
        }
        var ratio = ours.Median / peer.Median;
        var p99 = ours.At(0.99);
        return new(FormattableString.Invariant($"GET /batches, five years by quarter, {projects:#,0} projects ÷ GROUP BY (p99 {p99:0.0} ms)"),
            ours, peer, ratio, "≤ 1.5 and p99 < 50 ms", ratio <= 1.5 && p99 < 50);

        async Task BoardAsync()
        {
            using var response = await client.GetAsync(new Uri("/api/v1/batches?by=quarter&from=2021Q1&to=2025Q4", UriKind.Relative));
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
}
