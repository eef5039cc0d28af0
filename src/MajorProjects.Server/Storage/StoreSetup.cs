using System.Data.Common;
using System.Runtime.ExceptionServices;
using JasperFx;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using Wolverine.Persistence.Durability;

namespace MajorProjects.Server.Storage;

/// <summary>
/// Brings the database to the shape that this version needs, as the owner of the schema, before anything else uses it. Where the owner is not
/// known it changes nothing, and insists that the shape is there.
/// </summary>
internal sealed class StoreSetup(SchemaOwner owner, SchemaCheck check, IMessageStore messages, Cities cities, ILogger<StoreSetup> logger) : IHostedService
{
    /// <summary>Of what is looked for in the log itself, and of which there is little.</summary>
    public const string RareIndex = "ix_mt_events_rare";

    /// <summary>That of versions before there were digests, which knew fewer types.</summary>
    private const string FormerRareIndex = "ix_mt_events_rare_facts";

    /// <summary>The kinds of fact that say of two projects that they may be, are or are not the same works.</summary>
    public static IReadOnlyList<string> DuplicateFacts { get; } =
    [
        .. FactType.All.Where(t => t.Class == typeof(DuplicateSuspected) || t.Class == typeof(DuplicateConfirmed) || t.Class == typeof(DuplicateDismissed)).Select(t => t.Name),
    ];

    private static readonly string Returning = FactType.All.First(t => t.Class == typeof(FactReturned)).Name;

    private static readonly IReadOnlyList<string> RareTypes = [.. DuplicateFacts, Round.PublishedType, Returning, DigestScheduleSet.Type, DigestScheduleEnded.Type];

    private static readonly RegionCode Jincheng = RegionCode.Parse("140500");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await owner.MayChangeAsync(cancellationToken))
        {
            await check.InsistAsync(cancellationToken);
            return;
        }
        if (!owner.IsApart) logger.OneRole();
        await using (await owner.TakeTurnAsync(cancellationToken))
        {
            await ReadTables.DropOtherShapesAsync(owner.Database, cancellationToken);
            await using (var former = owner.Database.CreateCommand($"drop index if exists {FormerRareIndex}")) await former.ExecuteNonQueryAsync(cancellationToken);
            await owner.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync().WaitAsync(cancellationToken);
            await ApplyMessageStorageAsync(cancellationToken);
            await ReadTables.MarkShapeAsync(owner.Database, cancellationToken);
            await using var index = owner.Database.CreateCommand($"""
                create index if not exists {RareIndex} on mt_events (tenant_id, type, seq_id)
                    where type in ({string.Join(", ", RareTypes.Select(type => $"'{type}'"))});
                """);
            await index.ExecuteNonQueryAsync(cancellationToken);
            await owner.GrantAsync(cancellationToken);
        }
        await cities.AddAsync(Jincheng, "晋城市", cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Wolverine would make its tables as the application.
    private async Task ApplyMessageStorageAsync(CancellationToken cancellation)
    {
        await using var connection = await owner.Database.OpenConnectionAsync(cancellation);
        var migration = await SchemaMigration.DetermineAsync(connection, cancellation, [.. ((IDatabase)messages).AllObjects()]);
        await new PostgresqlMigrator().ApplyAllAsync(connection, migration, AutoCreate.CreateOrUpdate, new Quiet(), cancellation);
    }

    /// <summary>The usual one writes each statement to the console.</summary>
    private sealed class Quiet : IMigrationLogger
    {
        public void SchemaChange(string sql)
        {
        }

        public void OnFailure(DbCommand command, Exception ex) => ExceptionDispatchInfo.Throw(ex);
    }
}

internal static partial class StoreSetupLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message =
        "数据库第二道防线缺失：服务使用的角色可以修改数据库结构和已登记的事实，请按 deploy/roles.sql 分设角色 / the second fence is missing: the role that the server works as may change the schema and recorded facts; make the roles of deploy/roles.sql")]
    public static partial void OneRole(this ILogger logger);
}
