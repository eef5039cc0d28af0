using System.ComponentModel;
using MajorProjects.Digests;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Digests.Reading;

/// <summary>What the list of digests can be asked.</summary>
public sealed record DigestsQuery
{
    [FromQuery(Name = "kind"), Description("Only these: weekly, monthly, quarterly, yearly or round.")]
    public string? Kind { get; init; }

    [FromQuery(Name = "schedule"), Description("Only those of this schedule, by its key.")]
    public string? Schedule { get; init; }

    [FromQuery(Name = "region"), Description("Only those of exactly this region.")]
    public string? Region { get; init; }

    [FromQuery(Name = "period"), Description("Only those about this period: 2026W47, 2026-11, 2026Q4, 2026.")]
    public string? Period { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, from its Link header.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }
}

/// <summary>Issued digests, the latest first.</summary>
public sealed record DigestList(IReadOnlyList<StoredDigest> Digests);

/// <summary><c>GET /digests</c>: the digests that were issued, the latest first; the <c>Link</c> header leads to the next page.</summary>
public static class GetDigests
{
    private const int UsualLimit = 50, MostListed = 500;

    private const string Sql = $"""
        select {StoredDigest.Columns} from digest
        where city = @city and (@kind::text is null or kind = @kind) and (@schedule::text is null or schedule = @schedule)
              and (@region::text is null or region = @region) and (@period::text is null or period = @period) and (@regions::text[] is null or region = any(@regions))
              and (@before::uuid is null or (issued_at, digest) < (select c.issued_at, c.digest from digest c where c.city = @city and c.digest = @before))
        order by issued_at desc, digest desc limit @limit
        """;

    public static async Task<DigestList> Get([AsParameters] DigestsQuery query, HttpContext context, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var kind = QueryText.Key<DigestKind>(errors, "kind", query.Kind);
        var region = QueryText.Value<RegionCode>(errors, "region", query.Region);
        var period = QueryText.Value<Period>(errors, "period", query.Period);
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, MostListed) ?? UsualLimit);
        var before = Guid.TryParse(query.Cursor, out var cursor) ? cursor : (Guid?)null;
        if (query.Cursor is not null && before is null) errors.Add("cursor", "应为上一页 Link 头中的值。", "The value of the page before's Link header is expected.");
        QueryText.Refuse(errors);
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue("city", $"{caller.City.Code}");
        select.Parameters.AddWithValue("kind", NpgsqlDbType.Text, (object?)kind ?? DBNull.Value);
        select.Parameters.AddWithValue("schedule", NpgsqlDbType.Text, (object?)query.Schedule ?? DBNull.Value);
        select.Parameters.AddWithValue("region", NpgsqlDbType.Text, (object?)region?.ToString() ?? DBNull.Value);
        select.Parameters.AddWithValue("period", NpgsqlDbType.Text, (object?)period?.ToString() ?? DBNull.Value);
        select.Parameters.AddWithValue("regions", NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)caller.Regions?.ToArray() ?? DBNull.Value);
        select.Parameters.AddWithValue("before", NpgsqlDbType.Uuid, (object?)before ?? DBNull.Value);
        select.Parameters.AddWithValue("limit", limit + 1);
        var digests = await select.ReadAsync(StoredDigest.Of, cancellation);
        if (digests.Count > limit)
        {
            digests.RemoveAt(limit);
            context.LinkNextPage($"{digests[^1].Id}");
        }
        return new(digests);
    }
}
