using System.ComponentModel;
using MajorProjects.Digests.Delivery;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>What the list of deliveries can be asked.</summary>
public sealed record DeliveriesQuery : LatestQuery
{
    [FromQuery(Name = "state"), Description("Only these: waiting, delivered or dead; default: all.")]
    public string? State { get; init; }
}

/// <summary>Deliveries of digests.</summary>
public sealed record DeliveryList(IReadOnlyList<DeliveryView> Deliveries);

/// <summary>
/// <c>GET /digests/deliveries</c>: what was delivered, what is still to be, and the dead letters, of the latest digests first; the <c>Link</c> header leads to
/// the next page.
/// </summary>
public static class GetDeliveries
{
    private const string Sql = $"""
        select {DeliveryView.Columns} from digest_delivery
        where city = @city and (@state::text is null or state = @state) and {DeliveryView.Visible}
              and (@before::uuid is null or (issued_at, delivery) < (select c.issued_at, c.delivery from digest_delivery c where c.city = @city and c.delivery = @before))
        order by issued_at desc, delivery desc limit @limit
        """;

    public static async Task<DeliveryList> Get([AsParameters] DeliveriesQuery query, HttpContext context, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var state = QueryText.Key<DeliveryState>(errors, "state", query.State);
        var (limit, before) = query.Page(errors);
        QueryText.Refuse(errors);
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue("city", $"{caller.City.Code}");
        select.Parameters.AddWithValue("state", NpgsqlDbType.Text, (object?)state ?? DBNull.Value);
        select.Parameters.AddWithValue("regions", NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)caller.Regions?.ToArray() ?? DBNull.Value);
        select.Parameters.AddWithValue("before", NpgsqlDbType.Uuid, (object?)before ?? DBNull.Value);
        select.Parameters.AddWithValue("limit", limit + 1);
        return new(LatestQuery.Page(await select.ReadAsync(row => DeliveryView.Of(row, caller), cancellation), limit, context, d => d.Delivery));
    }
}

/// <summary><c>GET /digests/{id}/deliveries</c>: to whom a digest went, and how far that is.</summary>
public static class GetDigestDeliveries
{
    public static async Task<DeliveryList> Get([Description("The digest's id.")] string id, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var digest = await database.DigestAsync(caller, id, cancellation);
        await using var select = database.CreateCommand($"select {DeliveryView.Columns} from digest_delivery where city = $1 and digest = $2 order by channel, recipient, delivery");
        select.Parameters.AddWithValue($"{caller.City.Code}");
        select.Parameters.AddWithValue(digest.Id);
        return new(await select.ReadAsync(row => DeliveryView.Of(row, caller), cancellation));
    }
}
