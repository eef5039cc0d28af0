using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A rate as answers write it: the exact numerator and denominator, and the percentage, null where there is nothing to take a share of.</summary>
public sealed record RateView(decimal Numerator, decimal Denominator, decimal? Percent)
{
    public static RateView Of(int part, int whole) => new(part, whole, new Rate(part, whole).Percent);
}

/// <summary>What became, by asOf, of the projects signed in one period.</summary>
/// <param name="Period">When they were signed; null for all of the range together.</param>
/// <param name="Signed">How many, of how much investment.</param>
/// <param name="Started">Those that started since: startRateOfSigned.</param>
/// <param name="Commissioned">Those that were commissioned since: commissionRateOfSigned.</param>
/// <param name="Withdrawn">Those that have left the library.</param>
/// <param name="MedianDaysToStart">Half of those that started did so within this many days of the signing.</param>
/// <param name="MedianDaysToCommissioning">Half of those commissioned were so within this many days of the start.</param>
public sealed record Cohort(
    Period? Period, BatchCell Signed, RateView Started, RateView Commissioned, RateView Withdrawn, decimal? MedianDaysToStart, decimal? MedianDaysToCommissioning);

public sealed record Cohorts(DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, IReadOnlyList<Cohort> Rows, Cohort Totals);

/// <summary><c>GET /cohorts</c>: of those signed in each period, how many have started, were commissioned, have left; and how long each step took.</summary>
public static class GetCohorts
{
    // Every period of the range has a row, and the last row, without one, is of all of them together.
    private static readonly string Sql = $"""
        select p.n::int, count(s.project_id)::int, coalesce(sum(s.total_investment_wan), 0),
               count(s.started_on)::int, count(s.commissioned_on)::int, count(*) filter (where s.is_withdrawn)::int,
               percentile_cont(0.5) within group (order by s.started_on - s.signed_on),
               percentile_cont(0.5) within group (order by s.commissioned_on - s.started_on)
        from unnest(@firsts, @lasts) with ordinality p (first, last, n)
        left join (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}) s on s.signed_on between p.first and p.last
        group by grouping sets ((p.n), ())
        order by p.n nulls last
        """;

    public static async Task<Cohorts> Get(
        [AsParameters] PeriodsQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var periods = ViewPeriods.Range(query.By, query.From, query.To, viewpoint.AsOf);
        await using var select = database.Ask(Sql, caller.City, viewpoint, filter,
            ("firsts", periods.ConvertAll(p => p.First)), ("lasts", periods.ConvertAll(p => p.Last)));
        var rows = await select.ReadAsync(row => RowOf(row, periods), cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, rows[..^1], rows[^1]);
    }

    private static Cohort RowOf(NpgsqlDataReader row, List<Period> periods)
    {
        var signed = row.GetInt32(1);
        return new(
            row.ValueOrNull<int>(0) is { } n ? periods[n - 1] : null,
            new(signed, row.GetDecimal(2)), Of(3), Of(4), Of(5), Days(6), Days(7));

        RateView Of(int column) => RateView.Of(row.GetInt32(column), signed);
        decimal? Days(int column) => row.ValueOrNull<double>(column) is { } days ? Wan.Plain((decimal)days) : null;
    }
}
