using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Plans;

/// <summary>
/// Loads the shipped seeds into an empty store, once: a store that began with something else is left alone, and a loading that was
/// cut short is completed at the next start.
/// </summary>
internal sealed class FirstSeeding(SeedLoader loader, NpgsqlDataSource database, ILogger<FirstSeeding> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Several servers may start on one database: one loads, the others wait and find it done. The lock ends with its connection.
        await using var turn = await database.OpenConnectionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand("begin; select pg_advisory_xact_lock(hashtext('seeding'))", turn)) await take.ExecuteNonQueryAsync(cancellationToken);
        await using (var begin = database.CreateCommand("insert into seeding (begun) select now() where not exists (select from mt_events) on conflict do nothing"))
            await begin.ExecuteNonQueryAsync(cancellationToken);
        await using var open = database.CreateCommand("select from seeding where completed is null");
        await using (var reader = await open.ExecuteReaderAsync(cancellationToken))
            if (!reader.HasRows) return;

        foreach (var folder in Directory.GetDirectories(SeedFolder.Shipped).Order(StringComparer.Ordinal))
        {
            var seeded = await loader.LoadAsync(new(folder), cancellationToken);
            logger.Loaded(seeded);
        }
        await using var end = database.CreateCommand("update seeding set completed = now()");
        await end.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static partial class SeedingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "种子数据 / seeds: {Seeded}")]
    public static partial void Loaded(this ILogger logger, Seeded seeded);
}
