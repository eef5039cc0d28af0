using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A project that waits for its next step.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="TotalInvestmentWan">Planned total investment, 万元.</param>
/// <param name="Since">The day of the step that it has taken.</param>
/// <param name="Months">Whole months since then.</param>
/// <param name="Planned">The last day on which the next step would be as planned.</param>
/// <param name="Overdue">Whether that is past its month, with no extension asked for.</param>
/// <param name="Suspended">Whether the works stand still.</param>
/// <param name="Light">Its traffic light.</param>
public sealed record WaitingProject(
    Guid Id, string Name, string Region, decimal? TotalInvestmentWan, DateOnly Since, int Months, DateOnly? Planned, bool Overdue, bool Suspended, Light Light);

/// <summary>Those that have waited for so many months: from <paramref name="FromMonths"/> on, up to but not including <paramref name="ToMonths"/>.</summary>
public sealed record AgeBand(int FromMonths, int? ToMonths, int Count, decimal InvestmentWan, int Green, int Yellow, int Red);

/// <summary>The projects between two steps, by how long they have waited; the bands add up to the whole.</summary>
public sealed record Waiting(int Count, decimal InvestmentWan, IReadOnlyList<AgeBand> Bands, IReadOnlyList<WaitingProject> Projects);

public sealed record Backlog(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int LightVersion, Waiting SignedNotStarted, Waiting StartedNotCommissioned);

/// <summary><c>GET /backlog</c>: 签约未开工、开工未投产, by age, with each project's planned date and light; the longest waiting first.</summary>
public static class GetBacklog
{
    private static readonly int[] BandMonths = [0, 3, 6, 12, 24];

    private static readonly string Sql = $"""
        select e.project_id, e.name, e.region, e.total_investment_wan, e.started_on is not null,
               coalesce(e.started_on, e.signed_on) as since,
               case when e.started_on is null then e.planned_start else e.planned_commissioning end,
               case when e.started_on is null then e.overdue_start else e.overdue_commissioning end, e.is_suspended, l.light
        from ({ProjectStates.Sql}) e
        {LightRules.Default.Join("e")}
        where e.counted and not e.is_withdrawn and e.commissioned_on is null and coalesce(e.started_on, e.signed_on) is not null
              and {ProjectFilter.Condition}
        order by since, e.project_id
        """;

    public static async Task<Backlog> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        await using var select = database.Ask(Sql, caller.City, viewpoint, filter);
        var projects = (await select.ListAsync(row => (Started: row.GetBoolean(4), Project: RowOf(row, viewpoint.AsOf)), cancellation))
            .ToLookup(p => p.Started, p => p.Project);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, LightRules.Default.Version,
            SignedNotStarted: Part([.. projects[false]]), StartedNotCommissioned: Part([.. projects[true]]));
    }

    private static Waiting Part(List<WaitingProject> projects)
    {
        var bands = BandMonths.Select((from, i) =>
        {
            int? to = i + 1 < BandMonths.Length ? BandMonths[i + 1] : null;
            var within = projects.FindAll(p => p.Months >= from && !(p.Months >= to));
            return new AgeBand(from, to, within.Count, Sum(within), Of(Light.Green), Of(Light.Yellow), Of(Light.Red));

            int Of(Light light) => within.Count(p => p.Light == light);
        });
        return new(projects.Count, Sum(projects), [.. bands], projects);
    }

    private static decimal Sum(List<WaitingProject> projects) => Wan.Plain(projects.Sum(p => p.TotalInvestmentWan ?? 0));

    private static WaitingProject RowOf(NpgsqlDataReader row, DateOnly asOf)
    {
        var since = row.GetFieldValue<DateOnly>(5);
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.WanOrNull(3),
            since, WholeMonths(since, asOf), row.ValueOrNull<DateOnly>(6), row.GetBoolean(7), row.GetBoolean(8), (Light)row.GetInt32(9));
    }

    private static int WholeMonths(DateOnly since, DateOnly asOf)
    {
        var months = (asOf.Year - since.Year) * 12 + asOf.Month - since.Month;
        return since.AddMonths(months) > asOf ? months - 1 : months;
    }
}
