using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Reviews;

/// <summary>审核: what waits for a reviewer, and what one returned. A review itself is a fact, recorded like any other.</summary>
public static class Configuration
{
    public static RouteGroupBuilder MapReviews(this RouteGroupBuilder api)
    {
        api.MapGet("/reviews", GetReviews.Get).WithTags("Reviews").WithSummary("待审核或被退回的记录，最早登记在前").Requires(Operation.Read).Costing(RouteCost.View).Produces<ReviewsAnswer>();
        return api;
    }
}
