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

    private static readonly string Sql = $"""
        select {LoggedFacts.Columns}, f.recorded_on - f.occurred_on
        from {LoggedFacts.From}
        where f.recorded_on - f.occurred_on > @days and f.occurred_on <= @asOf and {ProjectFilter.Condition}
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

    private static BackdatedFact RowOf(NpgsqlDataReader row)
    {
        var fact = LoggedFacts.RowOf(row);
        return new(
            fact.Project, fact.Name, fact.Region, fact.Type, fact.Title, fact.Version, fact.OccurredOn, fact.RecordedAt, fact.RecordedBy, fact.Position,
            row.GetInt32(LoggedFacts.Width));
    }
}
