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
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, string Kind, Period Period,
    int Count, decimal InvestmentWan, IReadOnlyList<BatchProject> Projects);

/// <summary><c>GET /batches/{kind}/{period}</c>: the projects behind one cell, each with the fact that put it there.</summary>
public static class GetBatch
{
    private const string Named = """
        select l.n::int, v.name, v.details ->> 'owner', f.timestamp, f.user_name, f.seq_id
        from unnest(@projects, @versions) with ordinality l (project_id, version, n)
        join project_version v on v.city = @city and v.confirmed = @confirmed and v.project_id = l.project_id
             and v.known_from <= @position and v.known_to > @position and v.valid_from <= @asOf and v.valid_to > @asOf
        join mt_events f on f.tenant_id = @city and f.stream_id = l.project_id and f.version = l.version
        order by l.n
        """;

    public static Task<BatchList> Get(
        [AsParameters] BatchQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation) =>
        ListAsync(query.Kind, query.Period, query, caller, viewpoints, memory, database, cancellation);

    /// <exception cref="RefusedException">there is no such cell.</exception>
    internal static async Task<BatchList> ListAsync(
        string kind, string periodText, ViewQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        if (!Batch.Kinds.Contains(kind, StringComparer.Ordinal))
            errors.Add("kind", "应为 signed、started 或 commissioned。", "signed, started or commissioned is expected.");
        var period = ViewPeriods.Read(errors, "period", periodText, viewpoint.AsOf);
        QueryText.Refuse(errors);

        var entries = (await memory.ReachingAsync(caller.City, viewpoint, cancellation))
            .List(viewpoint, filter, e => e.Kind == kind && period!.Value.Contains(e.OccurredOn));
        ViewCommand.RefuseBeyondMost(entries);
        var projects = await DescribeAsync(entries, caller.City, viewpoint, filter, database, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, GetBatches.RuleVersion, kind, period!.Value,
            projects.Count, Wan.Plain(projects.Sum(p => p.TotalInvestmentWan ?? 0)), projects);
    }

    /// <summary>The projects of entries that the viewpoint sees, in their order, each with its name, its owner and the fact.</summary>
    internal static async Task<List<BatchProject>> DescribeAsync(
        List<BatchEntry> entries, City city, Viewpoint viewpoint, ProjectFilter filter, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var select = database.Ask(Named, city, viewpoint, filter,
            ("projects", entries.ConvertAll(e => e.Project)), ("versions", entries.ConvertAll(e => (long)e.Version)));
        return await select.ReadAsync(row => RowOf(entries[row.GetInt32(0) - 1], row), cancellation);
    }

    private static BatchProject RowOf(BatchEntry entry, NpgsqlDataReader row) => new(
        entry.Project, row.GetString(1), entry.Filing.Region, entry.Filing.Industry, entry.Filing.Class, entry.Filing.Sector, row.TextOrNull(2),
        entry.Filing.TotalInvestmentWan, new(entry.Version, entry.OccurredOn, row.GetFieldValue<DateTimeOffset>(3), row.TextOrNull(4), row.GetInt64(5)));
}
