using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>
/// How fast a city's whole log comes in, until the views show it, beside a raw binary COPY of the same event rows; and how fast the read
/// tables are rebuilt from it, beside a client that only reads the same events.
/// </summary>
internal sealed class ImportAndRebuild(Bench bench)
{
    public async Task<IReadOnlyList<Comparison>> RunAsync(int rounds, int projects)
    {
        var import = new Measurement("bulk import until the views show it", "events/s");
        var copy = new Measurement("raw binary COPY into a table with the indexes of mt_events", "events/s");
        var rebuild = new Measurement("rebuild of the read tables", "events/s");
        var scan = new Measurement("client scan", "events/s");
        await using var server = await bench.ServerAsync();
        await using var database = bench.Peer();
        for (var round = 0; round <= rounds; round++)
        {
            var code = RegionCode.Parse($"99{20 + round}00");
            await server.Services.GetRequiredService<Cities>().AddAsync(code, "基准市（模拟）", default);
            var city = (await server.Services.GetRequiredService<Cities>().FindAsync(code, default))!;
            var histories = new Simulator(city, 42).Projects(projects).ToList();
            var events = histories.Sum(p => p.Facts.Count);

            var imported = await Measurement.SecondsAsync(() => ImportAsync(server.Services, city, histories, events));
            var copied = await CopyAsync(database, city);
            var rebuilt = await RebuildAsync(server.Services, city);
            var scanned = await Measurement.SecondsAsync(() => ScanAsync(database, city, events));
            // The first round warms both up.
            if (round == 0) continue;
            import.Add(events / imported);
            copy.Add(events / copied);
            rebuild.Add(events / rebuilt);
            scan.Add(events / scanned);
        }
        return
        [
            new("bulk import until the views show it ÷ raw binary COPY", import, copy, import.Median / copy.Median, "≥ 0.3", import.Median / copy.Median >= 0.3),
            new("rebuild of the read tables ÷ client scan of the same events", rebuild, scan, rebuild.Median / scan.Median, "≥ 0.3", rebuild.Median / scan.Median >= 0.3),
        ];
    }

    private static async Task ImportAsync(IServiceProvider services, City city, IReadOnlyList<SimulatedProject> histories, int events)
    {
        await new SimulatedLog(services.GetRequiredService<SchemaOwner>()).WriteAsync(city, histories, default);
        await ShownAsync(services, city, events);
    }

    internal static async Task ShownAsync(IServiceProvider services, City city, long position)
    {
        await using var select = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select position from read_position where city = $1");
        select.Parameters.AddWithValue($"{city.Code}");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while ((long?)await select.ExecuteScalarAsync() is not { } shown || shown < position) await timer.WaitForNextTickAsync();
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource database, City city)
    {
        await using var connection = await database.OpenConnectionAsync();
        using var rows = new MemoryStream();
        await using (var reading = await connection.BeginRawBinaryCopyAsync($"copy (select * from mt_events where tenant_id = '{city.Code}' order by seq_id) to stdout (format binary)"))
            await reading.CopyToAsync(rows);
        await using (var create = new NpgsqlCommand("drop table if exists raw_events; create table raw_events (like mt_events including all)", connection))
            await create.ExecuteNonQueryAsync();
        return await Measurement.SecondsAsync(async () =>
        {
            await using var writing = await connection.BeginRawBinaryCopyAsync("copy raw_events from stdin (format binary)");
            await writing.WriteAsync(rows.GetBuffer().AsMemory(0, (int)rows.Length));
        });
    }

    private static async Task<double> RebuildAsync(IServiceProvider services, City city)
    {
        using var daemon = await services.GetRequiredService<IDocumentStore>().BuildProjectionDaemonAsync();
        return await Measurement.SecondsAsync(() => daemon.RebuildProjectionAsync(ReadTablesProjection.Name, $"{city.Code}", default));
    }

    internal static async Task ScanAsync(NpgsqlDataSource database, City city, int events)
    {
        await using var select = database.CreateCommand("select * from mt_events where tenant_id = $1 order by seq_id");
        select.Parameters.AddWithValue($"{city.Code}");
        await using var reader = await select.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        var read = 0;
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
            read++;
        }
        if (read != events) throw new InvalidOperationException($"{read} events read of {events}.");
    }
}
