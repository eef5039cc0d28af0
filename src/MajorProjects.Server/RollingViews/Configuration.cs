using JasperFx.Events.Projections;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.RollingViews;

/// <summary>签约一批、开工一批、投产一批: the rolling views over the two bitemporal tables.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddRollingViews(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options =>
        {
            options.AddTables(ReadTables.Tables);
            options.Projections.Add(
                new ReadTablesProjection(), ProjectionLifecycle.Async, ReadTablesProjection.Name, asyncConfiguration: async => async.BatchSize = 2000);
        });
        builder.Services.AddSingleton<Viewpoints>();
        builder.Services.AddHostedService<StartupBoard>();
        return builder;
    }

    public static RouteGroupBuilder MapRollingViews(this RouteGroupBuilder api)
    {
        api.MapGet("/batches", GetBatches.Get).WithTags("Views").WithSummary("签约一批、开工一批、投产一批：滚动视图");
        api.MapGet("/batches/{kind}/{period}", GetBatch.Get).WithTags("Views").WithSummary("一个格子背后的项目及入格依据");
        return api;
    }
}
