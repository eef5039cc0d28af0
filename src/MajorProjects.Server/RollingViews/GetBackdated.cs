using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

public sealed record BackdatedQuery : ViewQuery
{
    [FromQuery(Name = "days"), Description("Facts recorded more than this many days after they happened, 0 to 36500; default: 30.")]
    public string? Days { get; init; }
}

/// <summary>A fact that was recorded late.</summary>
public sealed record BackdatedFact(
    Guid Project, string Name, string Region, string Type, string Title, int Version, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy,
    long Position, int DaysLate);

public sealed record BackdatedAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Days, int Count, IReadOnlyList<BackdatedFact> Facts);

/// <summary><c>GET /backdated</c>: facts recorded long after they happened (补报), the latest recorded first. What was voided since is listed too.</summary>
public static class GetBackdated
{
    private const int UsualDays = 30;

    // Of every kind of fact, so from the log itself.
    private static readonly string Sql = $"""
        select f.stream_id, e.name, e.region, f.type, f.version::int, f.occurred_on, f.timestamp, f.user_name, f.seq_id, f.days
        from (select l.*, (l.data ->> 'occurredOn')::date as occurred_on,
                     (l.timestamp at time zone 'Asia/Shanghai')::date - (l.data ->> 'occurredOn')::date as days
              from mt_events l
              where l.tenant_id = @city and l.seq_id <= @position and l.data ? 'occurredOn' and {Edition.Knows("@position", "l")}) f
        join project_version e on e.city = @city and e.confirmed = @confirmed and e.project_id = f.stream_id
             and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
        where f.days > @days and f.occurred_on <= @asOf and {ProjectFilter.Condition}
        order by f.seq_id desc
        """;

    public static async Task<BackdatedAnswer> Get(
        [AsParameters] BackdatedQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var days = (int)(QueryText.Number(errors, "days", query.Days, 0, 36_500) ?? UsualDays);
        QueryText.Refuse(errors);
        await using var select = database.Ask(Sql, caller.City, viewpoint, filter, ("days", days));
        var facts = await select.ListAsync(RowOf, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, days, facts.Count, facts);
    }

    private static BackdatedFact RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), FactType.Named(row.GetString(3))?.Title.Zh ?? row.GetString(3), row.GetInt32(4),
        row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateTimeOffset>(6), row.TextOrNull(7), row.GetInt64(8), row.GetInt32(9));
}
