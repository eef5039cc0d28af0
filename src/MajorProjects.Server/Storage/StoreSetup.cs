using Marten;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>Brings the database to the shape that this version needs, before anything else uses it.</summary>
internal sealed class StoreSetup(IDocumentStore store, NpgsqlDataSource database, Cities cities) : IHostedService
{
    /// <summary>Of the facts that views look for in the log itself, and of which there are few.</summary>
    public const string RareIndex = "ix_mt_events_rare_facts";

    /// <summary>The kinds of fact that say of two projects that they may be, are or are not the same works.</summary>
    public static IReadOnlyList<string> DuplicateFacts { get; } =
    [
        .. FactType.All.Where(t => t.Class == typeof(DuplicateSuspected) || t.Class == typeof(DuplicateConfirmed) || t.Class == typeof(DuplicateDismissed)).Select(t => t.Name),
    ];

    private static readonly string Returning = FactType.All.First(t => t.Class == typeof(FactReturned)).Name;

    private static readonly RegionCode Jincheng = RegionCode.Parse("140500");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadTables.DropOtherShapesAsync(database, cancellationToken);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync().WaitAsync(cancellationToken);
        await ReadTables.MarkShapeAsync(database, cancellationToken);
        await using var index = database.CreateCommand($"""
            create index if not exists {RareIndex} on mt_events (tenant_id, type, seq_id)
                where type in ({string.Join(", ", DuplicateFacts.Append(Round.PublishedType).Append(Returning).Select(type => $"'{type}'"))});
            """);
        await index.ExecuteNonQueryAsync(cancellationToken);
        await cities.AddAsync(Jincheng, "晋城市", cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
