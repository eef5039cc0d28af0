using System.ComponentModel;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

public sealed record BatchQuery : ViewQuery
{
    [FromRoute(Name = "kind"), Description("signed, started or commissioned.")]
    public required string Kind { get; init; }

    [FromRoute(Name = "period"), Description("2024-11, 2024Q4, 2024H2, 2024, 2021-2025, or trailing90 for the ninety days that end at asOf.")]
    public required string Period { get; init; }
}

/// <summary>The fact that put a project into a batch.</summary>
public sealed record BatchFact(int Version, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy, long Position);

public sealed record BatchProject(
    Guid Id, string Name, string Region, string Industry, string Class, string Sector, string? Owner, decimal? TotalInvestmentWan, BatchFact Fact);

/// <summary>The projects behind one cell of the rolling view: as many as it counts, and no others.</summary>
public sealed record BatchList(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, string Kind, Period Period,
    int Count, decimal InvestmentWan, IReadOnlyList<BatchProject> Projects);

/// <summary><c>GET /batches/{kind}/{period}</c>: the projects behind one cell, each with the fact that put it there.</summary>
public static class GetBatch
{
    private static readonly string Listed = $"""
        select e.project_id, e.name, e.region, e.industry, e.class, e.sector, e.details ->> 'owner', e.total_investment_wan,
               e.version, e.occurred_on, f.timestamp, f.user_name, e.known_from
        from ({Batch.Entries()}) e
        join mt_events f on f.tenant_id = @city and f.seq_id = e.known_from
        where e.occurred_on between @from and @to and {ProjectFilter.Condition}
        order by e.occurred_on, e.known_from
        """;

    public static async Task<BatchList> Get(
        [AsParameters] BatchQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller.City);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        if (!Batch.Kinds.Contains(query.Kind, StringComparer.Ordinal))
            errors.Add("kind", "应为 signed、started 或 commissioned。", "signed, started or commissioned is expected.");
        var period = ViewPeriods.Read(errors, "period", query.Period, viewpoint.AsOf);
        QueryText.Refuse(errors);

        await using var select = database.Ask(
            Listed, caller.City, viewpoint, filter, ("from", period!.Value.First), ("to", period.Value.Last), ("kinds", new[] { query.Kind }));
        var projects = await select.ReadAsync(Row, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, GetBatches.RuleVersion, query.Kind, period.Value,
            projects.Count, Wan.Plain(projects.Sum(p => p.TotalInvestmentWan ?? 0)), projects);
    }

    private static BatchProject Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.TextOrNull(6), row.WanOrNull(7),
        new(row.GetInt32(8), row.GetFieldValue<DateOnly>(9), row.GetFieldValue<DateTimeOffset>(10), row.TextOrNull(11), row.GetInt64(12)));
}
