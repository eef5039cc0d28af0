using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.AccessLog;

/// <summary>Who asked for what, when, from where, and what came of it: only ever added to, each day a chain of hashes.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddAccessLog(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options => options.AddTables(AccessLogTable.All));
        builder.Services.AddSingleton<AccessLogWriter>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AccessLogWriter>());
        return builder;
    }

    public static RouteGroupBuilder MapAccessLog(this RouteGroupBuilder api)
    {
        var log = api.MapGroup("").WithTags("AccessLog");
        log.MapGet("/access-log", GetAccessLog.Get).WithSummary("访问日志：谁、以何角色、何时、从何处、做了什么、结果如何").Requires(Operation.ReadAccessLog).Costing(RouteCost.View);
        log.MapGet("/access-log/check", CheckAccessLog.Get).WithSummary("校验一天的访问日志是否完整、未被改动").Requires(Operation.ReadAccessLog).Costing(RouteCost.Transfer);
        return api;
    }
}
