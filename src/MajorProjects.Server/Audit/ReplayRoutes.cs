using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Audit;

/// <summary>What lets an auditor see how it came to a state or a figure.</summary>
public static class ReplayRoutes
{
    public static RouteGroupBuilder MapReplay(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("").WithTags("Audit");
        audit.MapGet("/replay", GetReplay.Get).WithSummary("按登记顺序重放：每条事实前后的状态和变动的格子（NDJSON）").Requires(Operation.Read)
            .Produces<ReplayedFact>(StatusCodes.Status200OK, GetReplay.MediaType).Costing(RouteCost.Transfer);
        audit.MapGet("/explain", GetExplain.Get).WithSummary("数字由哪些事实构成，两个时点之间因哪些事实而变").Requires(Operation.Read).Costing(RouteCost.View);
        return api;
    }
}
