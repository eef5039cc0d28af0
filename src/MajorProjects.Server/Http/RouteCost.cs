namespace MajorProjects.Server.Http;

/// <summary>What a route costs beyond the usual; said where it is mapped.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="TakesLong">Whether it may take <see cref="Limits.LongSeconds"/>.</param>
internal sealed record RouteCost(string Name, bool TakesLong)
{
    /// <summary>A pass over all of a city.</summary>
    public static RouteCost View { get; } = new("view", TakesLong: false);

    /// <summary>A body of megabytes, all of it in memory.</summary>
    public static RouteCost Import { get; } = new("import", TakesLong: true);

    /// <summary>A file, as it passes.</summary>
    public static RouteCost Transfer { get; } = new("transfer", TakesLong: true);

    /// <summary>The cost of the route that a request is for.</summary>
    public static RouteCost? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteCost>();
}

internal static class RouteCosts
{
    public static T Costing<T>(this T route, RouteCost cost) where T : IEndpointConventionBuilder
    {
        route.WithMetadata(cost);
        if (cost.TakesLong) route.WithRequestTimeout(Timeouts.Long);
        return route;
    }
}
