using System.Security.Cryptography;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>
/// What the ledger costs: sequencing ÷ a client that only reads the same events; a full verification ÷ SHA-256 over the same rows as they come from the
/// database; a proof over HTTP; facts over HTTP with the ledger on ÷ off; and how long after its commit a fact is signed.
/// </summary>
internal sealed class LedgerSpeed(Bench bench)
{
    private static readonly string[] Off = ["--Ledger:On=false"];

    public async Task<IReadOnlyList<Comparison>> OfLargeLogAsync(int rounds, int projects, int proofs)
    {
        var sequencing = new Measurement("sequencing", "events/s");
        var scan = new Measurement("client scan", "events/s");
        var verification = new Measurement("full verification", "events/s");
        var hashing = new Measurement("SHA-256 over the rows of the same events", "events/s");
        await bench.FreshAsync();
        await using var server = await bench.ServerAsync(Off);
        await using var database = bench.Peer();
        var city = (await server.Services.GetRequiredService<Cities>().FindAsync(RegionCode.Parse(Bench.City), default))!;
        var histories = new Simulator(city, 42).Projects(projects).ToList();
        var events = await new SimulatedLog(server.Services.GetRequiredService<SchemaOwner>()).WriteAsync(city, histories, default);
        await ImportAndRebuild.ShownAsync(server.Services, city, events);
        await ExecuteAsync(database, "analyze");
        for (var round = 0; round <= rounds; round++)
        {
            await ExecuteAsync(database, "truncate ledger_log, ledger_leaf, ledger_node, ledger_checkpoint");
            var sequenced = await Measurement.SecondsAsync(() => server.Services.GetRequiredService<Sequencer>().SequenceAsync(Bench.City, events, default));
            var scanned = await Measurement.SecondsAsync(() => ImportAndRebuild.ScanAsync(database, city, events));
            await server.Services.GetRequiredService<CheckpointSigner>().SignAsync(Bench.City, default);
            var verified = await Measurement.SecondsAsync(() => VerifyAsync(server.Services, events));
            var hashed = await Measurement.SecondsAsync(() => HashAsync(database));
            // The first round warms both up.
            if (round == 0) continue;
            sequencing.Add(events / sequenced);
            scan.Add(events / scanned);
            verification.Add(events / verified);
            hashing.Add(events / hashed);
        }
        return
        [
            new($"sequencing of {events} events ÷ client scan of the same", sequencing, scan, sequencing.Median / scan.Median, "≥ 0.3", sequencing.Median / scan.Median >= 0.3),
            new($"full verification of {events} events ÷ reading their rows and SHA-256 over them", verification, hashing, verification.Median / hashing.Median, "≥ 0.3", verification.Median / hashing.Median >= 0.3),
            await ProofsAsync(server, database, proofs),
        ];
    }

    private static async Task VerifyAsync(IServiceProvider services, int events)
    {
        var verified = await services.GetRequiredService<Verification>().RunAsync(Bench.City, [], default);
        if (!verified.Holds || verified.Leaves != events) throw new InvalidOperationException($"{verified.Leaves} leaves of {events}: {string.Join('\n', verified.Findings)}");
    }

    private static async Task HashAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var rows = await connection.BeginRawBinaryCopyAsync($"""
            copy (select seq_id, id, stream_id, version, type, timestamp, user_name, headers, data from mt_events where tenant_id = '{Bench.City}' order by seq_id) to stdout (format binary)
            """);
        await SHA256.HashDataAsync(rows);
    }

    private static async Task<Comparison> ProofsAsync(RunningServer server, NpgsqlDataSource database, int proofs)
    {
        var proof = new Measurement("a proof over HTTP, p99", "ms");
        var limit = new Measurement("limit", "ms");
        limit.Add(20);
        // What came in just now is tidied up beside the first of them otherwise.
        await ExecuteAsync(database, "vacuum (analyze)");
        using var client = Client(server);
        await using var select = database.CreateCommand($"select stream_id, version from mt_events where tenant_id = '{Bench.City}' order by hashtext(id::text) limit {2 * proofs}");
        var facts = await select.ReadAsync(row => (Project: row.GetGuid(0), Version: row.GetInt64(1)), default);
        for (var i = 0; i < facts.Count; i++)
        {
            var seconds = await Measurement.SecondsAsync(() => client.GetByteArrayAsync(new Uri($"/api/v1/ledger/{Bench.City}/proof?project={facts[i].Project}&version={facts[i].Version}", UriKind.Relative)));
            // The first half warms up.
            if (i >= proofs) proof.Add(seconds * 1000);
        }
        return new("a proof over HTTP, p99 ÷ 20 ms", proof, limit, proof.At(0.99) / 20, "p99 < 20 ms", proof.At(0.99) < 20);
    }

    public async Task<Comparison> OnAndOffAsync(int rounds, int projectsPerCaller)
    {
        var ratios = new Measurement("on ÷ off of one round", "");
        var on = new Measurement("facts over HTTP, ledger on", "/s");
        var off = new Measurement("facts over HTTP, ledger off", "/s");
        await bench.FreshAsync();
        await using var withLedger = await bench.ServerAsync();
        await bench.FreshAsync();
        await using var without = await bench.ServerAsync(Off);
        using var toOn = Client(withLedger);
        using var toOff = Client(without);
        for (var round = 0; round <= rounds; round++)
        {
            // Who comes first is alternated: the second finds the machine warmer, or its disk busier.
            var first = round % 2 == 0;
            var one = await HttpWrites.WriteFactsAsync(first ? toOn : toOff, $"r{round}", projectsPerCaller);
            var other = await HttpWrites.WriteFactsAsync(first ? toOff : toOn, $"r{round}", projectsPerCaller);
            if (round == 0) continue;
            on.Add(first ? one : other);
            off.Add(first ? other : one);
            ratios.Add(first ? one / other : other / one);
        }
        // Each round's two come right after each other: what becomes of the machine over the rounds is in both.
        return new("facts over HTTP, 8 callers: ledger on ÷ off, median of the rounds", on, off, ratios.Median, "≥ 0.95", ratios.Median >= 0.95);
    }

    /// <summary>Facts come one by one at random for some minutes, with the usual pace of signing.</summary>
    public async Task<Comparison> SignedAsync(TimeSpan during)
    {
        var signed = new Measurement("commit to signed, p99", "s");
        var limit = new Measurement("limit", "s");
        limit.Add(35);
        await bench.FreshAsync();
        await using var server = await bench.ServerAsync();
        await using var database = bench.Peer();
        using var client = Client(server);
        var committed = new List<DateTimeOffset>();
        var random = new Random(1);
        for (var end = TimeProvider.System.GetUtcNow() + during; TimeProvider.System.GetUtcNow() < end;)
        {
            await HttpWrites.RegisterAsync(client, $"s{committed.Count}");
            committed.Add(TimeProvider.System.GetUtcNow());
            await Task.Delay(TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble())));
        }
        await using var all = database.CreateCommand($"""
            select l.seq, (select min(c.signed_at) from ledger_checkpoint c where c.city = l.city and c.size > l.leaf) from ledger_leaf l
            where l.city = '{Bench.City}' order by l.seq
            """);
        List<(long Seq, DateTimeOffset? SignedAt)> leaves;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do leaves = await all.ReadAsync(row => (row.GetInt64(0), row.ValueOrNull<DateTimeOffset>(1)), default);
        while ((leaves.Count < committed.Count || leaves.Exists(l => l.SignedAt is null)) && await timer.WaitForNextTickAsync());
        foreach (var (seq, at) in leaves) signed.Add((at!.Value - committed[(int)seq - 1]).TotalSeconds);
        return new("commit to signed, p99 ÷ 35 s", signed, limit, signed.At(0.99) / 35, "p99 < 35 s", signed.At(0.99) < 35);
    }

    internal static HttpClient Client(RunningServer server) => HttpWrites.Client(server.App, server.Services.GetRequiredService<LocalIssuer>()
        .Issue("bench", "", ["officer"], [Bench.City], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2)));

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
