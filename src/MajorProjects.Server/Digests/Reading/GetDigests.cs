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
public sealed record DigestsQuery : LatestQuery
{
    [FromQuery(Name = "kind"), Description("Only these: weekly, monthly, quarterly, yearly or round.")]
    public string? Kind { get; init; }

    [FromQuery(Name = "schedule"), Description("Only those of this schedule, by its key.")]
    public string? Schedule { get; init; }

    [FromQuery(Name = "region"), Description("Only those of exactly this region.")]
    public string? Region { get; init; }

    [FromQuery(Name = "period"), Description("Only those about this period: 2026W47, 2026-11, 2026Q4, 2026.")]
    public string? Period { get; init; }
}

/// <summary>Issued digests, the latest first.</summary>
public sealed record DigestList(IReadOnlyList<StoredDigest> Digests);

/// <summary><c>GET /digests</c>: the digests that were issued, the latest first; the <c>Link</c> header leads to the next page.</summary>
public static class GetDigests
{
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
        var (limit, before) = query.Page(errors);
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
        return new(LatestQuery.Page(await select.ReadAsync(StoredDigest.Of, cancellation), limit, context, d => d.Id));
    }
}
