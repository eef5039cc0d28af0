using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Digests.Delivery;

public sealed record DeliveriesQuery
{
    [FromQuery(Name = "state"), Description("Only these: waiting, delivered or dead; default: all.")]
    public string? State { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 100.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, as it says.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }
}

/// <summary>Deliveries, those of the latest digests first.</summary>
/// <param name="Deliveries">One page of them.</param>
/// <param name="Cursor">Asks for the next page; null: there is none.</param>
public sealed record DeliveriesAnswer(IReadOnlyList<DeliveryView> Deliveries, string? Cursor);

/// <summary><c>GET /digests/deliveries</c>: what was delivered, what is still to be, and the dead letters.</summary>
public static class GetDeliveries
{
    public static async Task<DeliveriesAnswer> Get([AsParameters] DeliveriesQuery query, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var state = QueryText.Key<DeliveryState>(errors, "state", query.State);
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 500) ?? 100);
        var after = Place.Read(errors, query.Cursor);
        QueryText.Refuse(errors);
        await using var select = database.CreateCommand($"""
            select {DeliveryView.Columns} from digest_delivery w
            where w.city = @city and {DeliveryView.Visible} and (@state::text is null or w.state = @state)
                  and (@afterAt::timestamptz is null or (w.issued_at, w.delivery) < (@afterAt, @afterDelivery))
            order by w.issued_at desc, w.delivery desc limit @limit
            """);
        select.Parameters.AddWithValue("city", $"{caller.City.Code}");
        select.Parameters.Add(DeliveryView.Regions(caller));
        select.Parameters.Add(new NpgsqlParameter<string?>("state", NpgsqlDbType.Text) { TypedValue = state });
        select.Parameters.Add(new NpgsqlParameter<DateTime?>("afterAt", NpgsqlDbType.TimestampTz) { TypedValue = after?.IssuedAt.UtcDateTime });
        select.Parameters.Add(new NpgsqlParameter<Guid?>("afterDelivery", NpgsqlDbType.Uuid) { TypedValue = after?.Delivery });
        select.Parameters.AddWithValue("limit", limit + 1);
        var rows = await select.ReadAsync(row => DeliveryView.Of(row, caller), cancellation);
        if (rows.Count <= limit) return new(rows, null);
        rows.RemoveAt(limit);
        return new(rows, $"{new Place(rows[^1].IssuedAt, rows[^1].Delivery)}");
    }

    /// <summary>Where a page ended.</summary>
    private sealed record Place(DateTimeOffset IssuedAt, Guid Delivery)
    {
        public static Place? Read(FieldErrors errors, string? text)
        {
            if (text is null) return null;
            if (text.Length <= 200 && Base64Url.IsValid(text)
                && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is [var ticks, var id]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks && Guid.TryParseExact(id, "D", out var delivery))
                return new(new(at, TimeSpan.Zero), delivery);
            errors.Add("cursor", "请使用上一页答复中的 cursor。", "Use the cursor of the page before.");
            return null;
        }

        public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{IssuedAt.UtcTicks} {Delivery}"));
    }
}

/// <summary><c>GET /digests/{id}/deliveries</c>: to whom a digest went, and how far that is.</summary>
public static class GetDigestDeliveries
{
    public static async Task<DeliveriesAnswer> Get(
        [Description("The digest's id.")] string id, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (!Guid.TryParse(id, out var digest)) throw new RefusedException(DeliveryRefused.UnknownDigest(id));
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Of("select exists (select from digest w where w.city = @city and w.digest = @digest and " + DeliveryView.Visible + ")"));
        batch.BatchCommands.Add(Of($"""
            select {DeliveryView.Columns} from digest_delivery w
            where w.city = @city and w.digest = @digest and {DeliveryView.Visible} order by w.channel, w.recipient, w.delivery
            """));
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        if (!row.GetBoolean(0)) throw new RefusedException(DeliveryRefused.UnknownDigest(id));
        await row.NextResultAsync(cancellation);
        var deliveries = new List<DeliveryView>();
        while (await row.ReadAsync(cancellation)) deliveries.Add(DeliveryView.Of(row, caller));
        return new(deliveries, null);

        NpgsqlBatchCommand Of(string sql)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddWithValue("city", $"{caller.City.Code}");
            command.Parameters.AddWithValue("digest", digest);
            command.Parameters.Add(DeliveryView.Regions(caller));
            return command;
        }
    }
}
