using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

public sealed record CompareQuery : TwoPointsQuery
{
    [FromQuery(Name = "limit"), Description("At most this many differences of each sort are listed, 1 to 100000; default: 200. The counts are of all.")]
    public string? Limit { get; init; }
}

/// <summary><c>GET /compare</c>: what differs between the batches from one point on the two clocks to another, each difference with the facts that cause it.</summary>
public static class GetCompare
{
    private const int UsualLimit = 200;

    public static async Task<ComparisonAnswer> Get(
        [AsParameters] CompareQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 100_000) ?? UsualLimit);
        QueryText.Refuse(errors);
        var first = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var second = await viewpoints.ResolveAsync(caller.City, query.Second, cancellation);
        var batches = await memory.ReachingAsync(caller.City, first.Position > second.Position ? first : second, cancellation);
        var kinds = await new Comparison(caller.City, first, second, filter, batches, database).OfAsync(limit, cancellation);
        await viewpoints.ConfirmAsync(caller.City, first, cancellation);
        await viewpoints.ConfirmAsync(caller.City, second, cancellation);
        return new(PointView.Of(first), PointView.Of(second), first.Confirmed, GetBatches.RuleVersion, kinds);
    }
}
