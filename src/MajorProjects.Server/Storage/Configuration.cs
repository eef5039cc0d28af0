using JasperFx;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using Marten.Storage;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests;
using MajorProjects.Server.Storage.Embedded;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql.Tables;
using Wolverine;
using Wolverine.Marten;

namespace MajorProjects.Server.Storage;

/// <summary>The event store and what runs on it: one PostgreSQL, one stream per project, one tenant and one log per city.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder, Database database, DataDirectory data)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(data);
        services.AddSingleton(_ => DataSource(database.Connections.Application));
        services.AddSingleton(provider => new SchemaOwner(database.Connections, provider));
        services.AddSingleton<SchemaCheck>();
        services.AddSingleton<Cities>();
        services.AddSingleton<StoreSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreSetup>());
        if (database.Embedded is not null)
        {
            services.AddSingleton(database.Embedded);
            services.AddHostedService<EmbeddedPostgresWatchdog>();
        }
        services.AddMarten(provider => Options(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>(), AutoCreate.None)).IntegrateWithWolverine(m => m.UseWolverineManagedEventSubscriptionDistribution = true);
        builder.UseWolverine(wolverine =>
        {
            wolverine.ApplicationAssembly = typeof(Configuration).Assembly;
            wolverine.AutoBuildMessageStorageOnStartup = AutoCreate.None;
            // One node starts its projections at once; several elect who runs what, which takes some seconds.
            wolverine.Durability.Mode = builder.Configuration.GetValue("Nodes", "one") == "several" ? DurabilityMode.Balanced : DurabilityMode.Solo;
            // How soon a city registered while the server runs gets its projections.
            wolverine.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
            wolverine.ScheduleDigests();
        });
        // After Wolverine, whose agents it watches.
        services.AddHostedService<PausedViews>();
        return builder;
    }

    private static NpgsqlDataSource DataSource(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "major-projects",
            // A schema of the role's own name would come before it, and could show other tables under the same names.
            SearchPath = "public",
            // A prepared plan is made once per connection; the views ask the same few questions all day.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 3,
            // A whole log is read, and a page of leaves written, in an eighth of the calls that the default would take.
            ReadBufferSize = 64 * 1024,
            WriteBufferSize = 64 * 1024,
            // No session leaves anything behind on its connection that the next one could trip over.
            NoResetOnClose = true,
        };
        return new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }

    /// <summary>The store as it is configured, every feature's part included, on the owner's connection, and allowed to make what it needs.</summary>
    internal static StoreOptions OwnersOptions(IServiceProvider provider, NpgsqlDataSource owner)
    {
        var options = Options(owner, provider.GetRequiredService<TimeProvider>(), AutoCreate.CreateOrUpdate);
        foreach (var feature in provider.GetServices<IConfigureMarten>()) feature.Configure(provider, options);
        return options;
    }

    // Whoever uses the store finds it made: by the owner of the schema, not by the application.
    private static StoreOptions Options(NpgsqlDataSource database, TimeProvider clock, AutoCreate make)
    {
        var options = new StoreOptions { AutoCreateSchemaObjects = make };
        options.Connection(database);
        options.UseSystemTextJsonForSerialization(Json.Stored, EnumStorage.AsString, Casing.CamelCase);
        options.DisableNpgsqlLogging = true;

        var events = options.Events;
        events.TenancyStyle = TenancyStyle.Conjoined;
        events.UseTenantPartitionedEvents = true;
        events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        events.TimeProvider = clock;
        events.UseMandatoryStreamTypeDeclaration = true;
        // A lost race then burns no sequence number, and a gap in the sequence would hold up the views.
        events.UseExclusiveLockOnConcurrentAppends = true;
        events.MetadataConfig.CorrelationIdEnabled = true;
        events.MetadataConfig.CausationIdEnabled = true;
        events.MetadataConfig.HeadersEnabled = true;
        events.MetadataConfig.UserNameEnabled = true;
        events.IgnoreIndex(StoreSetup.RareIndex);
        foreach (var type in FactType.All) events.MapEventType(type.Class, type.Name);

        // A live view that skips what it cannot read would differ, silently, from a rebuilt one.
        var projections = options.Projections;
        projections.Errors.SkipApplyErrors = projections.Errors.SkipSerializationErrors = projections.Errors.SkipUnknownEvents = false;
        projections.RebuildErrors.SkipApplyErrors = projections.RebuildErrors.SkipSerializationErrors = projections.RebuildErrors.SkipUnknownEvents = false;
        // How soon a write shows in the views; more often would cost the writers more than it gives the readers.
        projections.FastPollingTime = projections.SlowPollingTime = TimeSpan.FromMilliseconds(200);
        options.AddTables(Cities.Tables);
        return options;
    }

    public static RouteGroupBuilder MapCities(this RouteGroupBuilder api)
    {
        api.MapGet("/cities", GetCities.Get).WithTags("Cities").WithSummary("本系统的城市及其视图进度").Requires(Operation.ReadCities);
        return api;
    }

    /// <summary>Tables of our own, and what they need, kept in shape as the store's are.</summary>
    public static void AddTables(this StoreOptions options, IEnumerable<ISchemaObject> tables)
    {
        foreach (var table in tables) options.Storage.ExtendedSchemaObjects.Add(table);
    }
}
