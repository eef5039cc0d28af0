using Marten;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>Brings the database to the shape that this version needs, before anything else uses it.</summary>
internal sealed class StoreSetup(IDocumentStore store, NpgsqlDataSource database, Cities cities) : IHostedService
{
    public const string TimestampIndex = "ix_mt_events_tenant_timestamp";

    private static readonly RegionCode Jincheng = RegionCode.Parse("140500");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadTables.DropOtherShapesAsync(database, cancellationToken);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync().WaitAsync(cancellationToken);
        await ReadTables.MarkShapeAsync(database, cancellationToken);
        // An instant becomes a position of the log by the first fact recorded after it.
        await using var index = database.CreateCommand(
            $"create index if not exists {TimestampIndex} on mt_events (tenant_id, timestamp, seq_id)");
        await index.ExecuteNonQueryAsync(cancellationToken);
        await cities.AddAsync(Jincheng, "晋城市", cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
