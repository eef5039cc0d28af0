using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Forecasting;

/// <summary>What is to be expected of the projects that wait for their next step, from how long it took the city's others.</summary>
public static class Configuration
{
    public static RouteGroupBuilder MapForecasting(this RouteGroupBuilder api)
    {
        api.MapGet("/forecast", GetForecast.Get).WithTags("Views").WithSummary("开工、投产预测：中位月份、80% 区间及上一年度的检验").Requires(Operation.Read).Costing(RouteCost.View);
        return api;
    }
}
