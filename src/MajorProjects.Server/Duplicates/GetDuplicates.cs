using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Duplicates;

public sealed record DuplicatesQuery : ViewQuery
{
    [FromQuery(Name = "status"), Description("List only these: open, confirmed or dismissed; default: all.")]
    public string? Status { get; init; }
}

/// <summary>One of two projects that may be the same works, with the days on which it was signed and started.</summary>
public sealed record DuplicateProject(Guid Id, string Name, string Region, DateOnly RegisteredOn, DateOnly? SignedOn, DateOnly? StartedOn);

/// <summary>Two projects that are suspected to be the same works.</summary>
/// <param name="Id">By which the suspicion is confirmed or dismissed.</param>
/// <param name="Project">The one that it is recorded of.</param>
/// <param name="Other">The one that it looks like.</param>
/// <param name="Grounds">Why.</param>
/// <param name="Similarity">How alike the names are, 0 to 1, where they are the grounds.</param>
/// <param name="SuspectedAt">The instant it was recorded.</param>
/// <param name="SuspectedBy">Who recorded what it was found upon.</param>
/// <param name="Status">What became of it.</param>
/// <param name="MergedInto">Which of the two still counts, where it is confirmed.</param>
/// <param name="DecidedAt">The instant it was confirmed or dismissed.</param>
/// <param name="DecidedBy">Who did.</param>
/// <param name="Reason">Why it was dismissed; where it was confirmed, the remark on that.</param>
public sealed record DuplicateView(
    string Id, DuplicateProject Project, DuplicateProject Other, DuplicateGrounds Grounds, decimal? Similarity, DateTimeOffset SuspectedAt, string? SuspectedBy,
    DuplicateStatus Status, Guid? MergedInto, DateTimeOffset? DecidedAt, string? DecidedBy, string? Reason);

/// <summary>How many there are of each status, listed or not.</summary>
public sealed record DuplicateCounts(int Open, int Confirmed, int Dismissed);

/// <summary>The suspicions, apart by what became of them, the latest first; null is what <c>status</c> leaves out.</summary>
public sealed record DuplicatesAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, DuplicateCounts Counts,
    IReadOnlyList<DuplicateView>? Open, IReadOnlyList<DuplicateView>? Confirmed, IReadOnlyList<DuplicateView>? Dismissed);

/// <summary>
/// <c>GET /duplicates</c>: the projects that are suspected to be the same works. Two projects are one or not, whatever the day: <c>asOf</c> says
/// as of when they are described, and leaves out pairs of which one was not in the library yet. A filter takes a pair by either of the two.
/// </summary>
public static class GetDuplicates
{
    private static readonly string Sides = $"""
        select e.project_id, e.name, e.registered_on, e.signed_on, e.started_on, e.region, e.industry, e.class, e.sector
        from ({ProjectStates.Among}) e
        where {ProjectFilter.Condition}
        """;

    public static async Task<DuplicatesAnswer> Get(
        [AsParameters] DuplicatesQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var asked = QueryText.Key<DuplicateStatus>(errors, "status", query.Status);
        query.RefuseConfirmed(errors);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);

        var views = (await ReadAsync(caller.City, viewpoint, filter, ProjectFilter.Of(caller), database, cancellation)).ToLookup(v => v.Status);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, Metric.RuleVersion,
            new(views[DuplicateStatus.Open].Count(), views[DuplicateStatus.Confirmed].Count(), views[DuplicateStatus.Dismissed].Count()),
            Listed(DuplicateStatus.Open), Listed(DuplicateStatus.Confirmed), Listed(DuplicateStatus.Dismissed));

        IReadOnlyList<DuplicateView>? Listed(DuplicateStatus status)
        {
            if (asked is not null && asked != status.ToKey()) return null;
            var listed = views[status].ToList();
            ViewCommand.RefuseBeyondMost(listed);
            return listed;
        }
    }

    /// <summary>The suspicions, the latest first: of pairs of which the filter takes either project, and of which both may be seen.</summary>
    internal static async Task<List<DuplicateView>> ReadAsync(
        City city, Viewpoint viewpoint, ProjectFilter filter, ProjectFilter visible, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var pairs = await database.PairsAsync(city, viewpoint, cancellation);
        await using var select = database.Ask(Sides, city, viewpoint, visible, ("projects", pairs.SelectMany(p => new[] { p.Project, p.Other }).Distinct().ToArray()));
        var sides = (await select.ReadAsync(SideOf, cancellation)).ToDictionary(s => s.Project.Id);
        return
        [
            .. pairs.Where(p => sides.ContainsKey(p.Project) && sides.ContainsKey(p.Other))
                .Where(p => filter.Takes(sides[p.Project].Filing) || filter.Takes(sides[p.Other].Filing))
                .OrderByDescending(p => p.Suspicion.Position)
                .Select(p => ViewOf(p, sides[p.Project].Project, sides[p.Other].Project)),
        ];
    }

    private static DuplicateView ViewOf(DuplicatePair pair, DuplicateProject project, DuplicateProject other) => new(
        new SuspicionId(pair.Project, pair.Suspicion.Version).ToString(), project, other, pair.Suspected.Grounds, pair.Suspected.Similarity,
        pair.Suspicion.RecordedAt.ToUniversalTime(), pair.Suspicion.RecordedBy,
        pair.Status, (pair.Decision?.Fact as DuplicateConfirmed)?.Of, pair.Decision?.RecordedAt.ToUniversalTime(), pair.Decision?.RecordedBy,
        pair.Decision?.Fact is DuplicateDismissed dismissed ? dismissed.Reason : pair.Decision?.Fact.Note);

    private static (DuplicateProject Project, Filing Filing) SideOf(NpgsqlDataReader row) => (
        new(row.GetGuid(0), row.GetString(1), row.GetString(5), row.GetFieldValue<DateOnly>(2), row.ValueOrNull<DateOnly>(3), row.ValueOrNull<DateOnly>(4)),
        new(row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), null));
}
