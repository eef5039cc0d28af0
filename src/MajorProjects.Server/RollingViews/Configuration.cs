using JasperFx.Events.Projections;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
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
            options.AddTables([.. ReadTables.Tables, ReadTables.AnalyzeFunction]);
            options.Projections.Add(
                new ReadTablesProjection(), ProjectionLifecycle.Async, ReadTablesProjection.Name, asyncConfiguration: async => async.BatchSize = 2000);
        });
        builder.Services.AddSingleton<Viewpoints>();
        builder.Services.AddSingleton<BatchMemory>();
        builder.Services.AddHostedService<StartupBoard>();
        return builder;
    }

    public static RouteGroupBuilder MapRollingViews(this RouteGroupBuilder api)
    {
        api = api.MapGroup("").Costing(RouteCost.View);
        api.MapGet("/batches", GetBatches.Get).WithTags("Views").WithSummary("签约一批、开工一批、投产一批：滚动视图").Requires(Operation.Read);
        api.MapGet("/batches/{kind}/{period}", GetBatch.Get).WithTags("Views").WithSummary("一个格子背后的项目及入格依据").Requires(Operation.Read);
        api.MapGet("/cohorts", GetCohorts.Get).WithTags("Views").WithSummary("按签约期分组：此后开工、投产、调出及用时").Requires(Operation.Read);
        api.MapGet("/backlog", GetBacklog.Get).WithTags("Views").WithSummary("签约未开工、开工未投产：按时长分组，附亮灯和计划时间").Requires(Operation.Read);
        api.MapGet("/rates/{metric}", GetRate.Get).WithTags("Views").WithSummary("任一指标：分子、分母、比率及其项目").Requires(Operation.Read);
        api.MapGet("/delays", GetDelays.Get).WithTags("Views").WithSummary("延期：按原因、县区、节点；以及逾期未报").Requires(Operation.Read);
        api.MapGet("/backdated", GetBackdated.Get).WithTags("Views").WithSummary("补报：发生后很久才登记的事实").Requires(Operation.Read);
        api.MapGet("/compare", GetCompare.Get).WithTags("Views").WithSummary("两个时点之间的差异及其原因").Requires(Operation.Read);
        return api;
    }
}
