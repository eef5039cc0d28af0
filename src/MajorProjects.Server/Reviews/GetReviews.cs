using System.ComponentModel;
using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Reviews;

public sealed record ReviewsQuery : ViewQuery
{
    [FromQuery(Name = "status"), Description("reported (default): facts that nobody has reviewed; or returned.")]
    public string? Status { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, from its Link header.")]
    public string? Cursor { get; init; }
}

/// <summary>A fact that waits for a review, or was returned.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Version">The fact's place in the project's history.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="Title">The kind in Chinese.</param>
/// <param name="OccurredOn">The day it happened.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="ReviewedBy">The version that returns it.</param>
/// <param name="ReturnedAt">The instant it was returned.</param>
/// <param name="Reviewer">Who returned it.</param>
/// <param name="Reason">Why.</param>
public sealed record FactToReview(
    Guid Project, string Name, string Region, int Version, string Type, string Title, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy,
    long Position, int? ReviewedBy, DateTimeOffset? ReturnedAt, string? Reviewer, string? Reason);

public sealed record ReviewsAnswer(DateOnly AsOf, DateTimeOffset KnownAt, long Position, ReviewState Status, IReadOnlyList<FactToReview> Facts);

/// <summary>
/// <c>GET /reviews</c>: what waits for a review, or was returned, the earliest recorded first; the <c>Link</c> header leads to the next page at the
/// same position. What goes with a fact that is returned is listed with its reason.
/// </summary>
public static class GetReviews
{
    private static readonly string About = string.Join(", ", FactType.All.Where(t => t.Class.IsAssignableTo(typeof(IAboutFact))).Select(t => $"'{t.Name}'"));

    private static readonly string Returning = FactType.All.First(t => t.Class == typeof(FactReturned)).Name;

    // Project by project, by the index of streams, whether anybody has said something of the fact.
    private static readonly string Reported = Listed("""
        (select f.*, null::bigint as reviewed_by, null::timestamptz as returned_at, null::varchar as reviewer, null::text as reason from mt_events f)
        """, $"""
        not exists (
            select from mt_events r
            where r.tenant_id = @city and r.stream_id = f.stream_id and r.version > f.version and r.seq_id <= @position and r.type in ({About})
                  and ((r.data ->> 'version')::int = f.version or r.data -> 'dependents' @> to_jsonb(f.version)))
        """);

    private static readonly string Returned = Listed($"""
        (select f.*, r.version as reviewed_by, r.timestamp as returned_at, r.user_name as reviewer, r.data ->> 'reason' as reason
         from mt_events r
         cross join lateral (select (r.data ->> 'version')::int union all select jsonb_array_elements_text(r.data -> 'dependents')::int) of (version)
         join mt_events f on f.tenant_id = @city and f.stream_id = r.stream_id and f.version = of.version
         where r.tenant_id = @city and r.type = '{Returning}' and r.seq_id <= @position)
        """, "true");

    public static async Task<IResult> Get(
        [AsParameters] ReviewsQuery query, HttpContext context, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        if (query.Status is not (null or "reported" or "returned")) errors.Add("status", "应为 reported 或 returned。", "reported or returned is expected.");
        var status = query.Status == "returned" ? ReviewState.Returned : ReviewState.Reported;
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 500) ?? 50);
        var after = QueryText.Number(errors, "cursor", query.Cursor, 0, ReadTables.LastPosition) ?? 0;
        query.RefuseConfirmed(errors);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);

        await using var select = database.Ask(
            status is ReviewState.Returned ? Returned : Reported, caller.City, viewpoint, filter, ("after", after), ("limit", limit + 1));
        var facts = await select.ReadAsync(RowOf, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        if (facts.Count > limit)
        {
            facts.RemoveAt(limit);
            context.LinkNextPage(viewpoint, facts[^1].Position.ToString(CultureInfo.InvariantCulture));
        }
        return Results.Json(new ReviewsAnswer(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, status, facts), Json.Answers);
    }

    private static string Listed(string facts, string condition) => $"""
        select f.stream_id, e.name, e.region, f.version::int, f.type, (f.data ->> 'occurredOn')::date, f.timestamp, f.user_name, f.seq_id,
               f.reviewed_by::int, f.returned_at, f.reviewer, f.reason
        from {facts} f
        join project_version e on e.city = @city and e.confirmed = @confirmed and e.project_id = f.stream_id
             and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
        where f.tenant_id = @city and f.seq_id > @after and f.seq_id <= @position and {Edition.NeedsReview("f")} and {condition}
              and (f.data ->> 'occurredOn')::date <= @asOf and {ProjectFilter.Condition}
        order by f.seq_id
        limit @limit
        """;

    private static FactToReview RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), FactType.Named(row.GetString(4))!.Title.Zh,
        row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateTimeOffset>(6), row.TextOrNull(7), row.GetInt64(8),
        row.ValueOrNull<int>(9), row.ValueOrNull<DateTimeOffset>(10), row.TextOrNull(11), row.TextOrNull(12));
}
