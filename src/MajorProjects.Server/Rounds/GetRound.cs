using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Rounds;

public sealed record RoundQuery : ViewQuery
{
    [FromRoute(Name = "number"), Description("The round's number, such as 2024-4.")]
    public required string Number { get; init; }
}

/// <summary><c>GET /rounds/{number}</c>: one round, published beside computed, with each project that makes the difference.</summary>
public static class GetRound
{
    public static async Task<RoundAnswer> Get(
        [AsParameters] RoundQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var publications = await database.PublishedAsync(caller.City, viewpoint, query.Number, cancellation);
        if (publications.Count == 0) throw new RefusedException(RoundRefused.Unknown(query.Number));
        var entries = (await memory.ReachingAsync(caller.City, viewpoint, cancellation)).List(viewpoint, ProjectFilter.Open);
        var answer = await CompareAsync(publications, caller.City, viewpoint, filter, entries, database, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return answer;
    }

    /// <summary>A round, by the last of its publications.</summary>
    internal static async Task<RoundAnswer> CompareAsync(
        List<Publication> publications, City city, Viewpoint viewpoint, ProjectFilter filter, IReadOnlyList<BatchEntry> entries, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var round = publications[^1].Round;
        var projects = await RoundProjects.ReadAsync(
            database, city, viewpoint, [.. new[] { round.Signed, round.Started, round.Commissioned }.SelectMany(b => b.Projects ?? [])],
            entries.Where(e => e.Round == round.Number).Select(e => e.Project), cancellation);

        var comparison = new RoundComparison(round, viewpoint, filter, entries, projects);
        var (signed, started, commissioned) = (
            comparison.Of(ContractSigned.Kind, round.Signed), comparison.Of(ConstructionStarted.Kind, round.Started),
            comparison.Of(ProjectCommissioned.Kind, round.Commissioned));
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, GetBatches.RuleVersion, round.Number, round.Name, round.HeldOn, round.Source,
            publications.Count > 1, publications.ConvertAll(p => new PublicationView(p.Version, p.RecordedAt.ToUniversalTime(), p.RecordedBy, p.Position, p.Round.Source)),
            signed, started, commissioned, comparison.Total(signed, started, commissioned));
    }
}
