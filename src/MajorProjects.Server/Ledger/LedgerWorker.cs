using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Keeps the ledgers of all cities: sequences what is settled, signs what has changed, and looks now and then for what must not be.</summary>
internal sealed class LedgerWorker(
    Cities cities, NpgsqlDataSource database, Sequencer sequencer, CheckpointSigner signer, LedgerWatch watch, SigningStalls stalls, LedgerKeys keys, LedgerSettings settings, TimeProvider clock,
    ILogger<LedgerWorker> logger) : BackgroundService
{
    private readonly Dictionary<string, DateTimeOffset> signed = new(StringComparer.Ordinal);
    private readonly HashSet<string> unsigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> failing = new(StringComparer.Ordinal);
    private Settlement settlement = Settlement.Nothing;
    private DateTimeOffset watchedAt, soughtAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.IsOn) return;
        using var timer = new PeriodicTimer(settings.Every, clock);
        await TryAsync("*", () => BeginAsync(stoppingToken));
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryAsync("*", () => RoundAsync(stoppingToken));
    }

    // Whoever was here before may have left leaves unsigned.
    private async Task BeginAsync(CancellationToken cancellation)
    {
        unsigned.UnionWith((await Look.TakeAsync(database, cancellation)).Sequenced.Keys);
        foreach (var city in await cities.AllAsync(cancellation))
        {
            var key = keys.Verifier($"{city}");
            logger.Key(key);
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var look = await Look.TakeAsync(database, cancellation);
        settlement = settlement.After(look);
        foreach (var (city, head) in settlement.Settled.Heads.Where(c => look.Sequenced.GetValueOrDefault(c.Key) < c.Value))
        {
            await TryAsync(city, async () =>
            {
                // Another server that was first goes on with it; what is signed may be its work.
                await sequencer.SequenceAsync(city, head, cancellation);
                unsigned.Add(city);
            });
        }
        var now = clock.GetUtcNow();
        foreach (var city in unsigned.Where(city => !signed.TryGetValue(city, out var at) || now - at >= settings.SignEvery).ToList())
        {
            await TryAsync(city, async () =>
            {
                signed[city] = now;
                // What may not be signed now may be when somebody has seen to it.
                if (await signer.SignAsync(city, cancellation) is not null) unsigned.Remove(city);
            });
        }
        if (now - soughtAt >= settings.SignEvery)
        {
            await stalls.RaiseAsync(cancellation);
            soughtAt = now;
        }
        if (now - watchedAt < settings.WatchEvery) return;
        foreach (var city in (await cities.AllAsync(cancellation)).Select(code => $"{code}"))
        {
            await TryAsync(city, async () =>
            {
                if (await watch.LookAsync(city, cancellation) > 0) unsigned.Add(city);
            });
        }
        watchedAt = now;
    }

    // The next round takes up what this one left; the trouble of one city is not that of the others. One line tells of each trouble.
    private async Task TryAsync(string city, Func<Task> work)
    {
        try
        {
            await work();
            failing.Remove(city);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (failing.Add(city)) logger.Failed(city, Problems.IsAway(e) ? null : e);
        }
    }
}

internal static partial class LedgerWorkerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "账本公钥，请审计人员抄存 / verifier key of the ledger, for auditors to keep: {Key}")]
    public static partial void Key(this ILogger logger, MajorProjects.Ledger.VerifierKey key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "账本暂停，稍后再试 / the ledger pauses and tries again: {City}")]
    public static partial void Failed(this ILogger logger, string city, Exception? exception);
}
