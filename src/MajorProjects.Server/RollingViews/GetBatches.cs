using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <param name="Count">How many projects.</param>
/// <param name="InvestmentWan">Their planned total investment, 万元; a project whose investment is not known adds nothing.</param>
public sealed record BatchCell(int Count, decimal InvestmentWan)
{
    public static BatchCell Empty { get; } = new(0, 0);

    public decimal InvestmentWan { get; } = Wan.Plain(InvestmentWan);

    public static BatchCell operator +(BatchCell a, BatchCell b) => new(a.Count + b.Count, a.InvestmentWan + b.InvestmentWan);
}

/// <summary>One period of the rolling view: 签约一批、开工一批、投产一批.</summary>
public sealed record BatchRow(Period Period, BatchCell Signed, BatchCell Started, BatchCell Commissioned);

public sealed record BatchTotals(BatchCell Signed, BatchCell Started, BatchCell Commissioned);

/// <summary>The rolling view: every period of the range has a row, and the totals are the sum of the rows.</summary>
public sealed record Batches(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, IReadOnlyList<BatchRow> Rows, BatchTotals Totals);

/// <summary><c>GET /batches</c>: how many projects, of how much investment, were signed, started and commissioned in each period.</summary>
public static class GetBatches
{
    /// <summary>Version of the rules by which batches are counted; a figure that was issued keeps the version it was computed with.</summary>
    public const int RuleVersion = 1;

    // The present is kept added up; any other viewpoint is counted from the two tables. Both by the one definition of a batch.
    // Where the log has moved on since the viewpoint was taken, what is kept is no longer its present, and there is no row at all.
    private static string Current(ProjectFilter filter) => $"""
        select r.kind, r.month, r.projects, r.investment_wan
        from read_position p
        left join (select e.kind, e.month, sum(e.projects)::int as projects, sum(e.investment_wan) as investment_wan
                   from batch_roll_up e
                   where e.city = @city and e.month between @from and @to
                         and {(filter.IsOpen ? $"e.region = '{ReadTables.All}'" : $"e.region <> '{ReadTables.All}' and {ProjectFilter.Condition}")}
                   group by e.kind, e.month) r on true
        where p.city = @city and p.position = @position
        """;

    private static readonly string AnyViewpoint = $"""
        select e.kind, date_trunc('month', e.occurred_on)::date, count(*)::int, coalesce(sum(e.total_investment_wan), 0)
        from ({Batch.Entries()}) e
        where e.occurred_on between @from and @to and {ProjectFilter.Condition}
        group by 1, 2
        """;

    public static async Task<Batches> Get(
        [AsParameters] PeriodsQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller.City);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var periods = ViewPeriods.Range(query.By, query.From, query.To, viewpoint.AsOf);
        return await CountAsync(caller.City, periods, filter, viewpoint, viewpoints, database, cancellation);
    }

    internal static async Task<Batches> CountAsync(
        City city, IReadOnlyList<Period> periods, ProjectFilter filter, Viewpoint viewpoint, Viewpoints viewpoints, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var cells = viewpoint.IsCurrent ? await CellsAsync(Current(filter)) : null;
        if (cells is null)
        {
            cells = await CellsAsync(AnyViewpoint) ?? [];
            await viewpoints.ConfirmAsync(city, viewpoint, cancellation);
        }
        var rows = periods.Select(p => new BatchRow(p, Cell(ContractSigned.Kind, p), Cell(ConstructionStarted.Kind, p), Cell(ProjectCommissioned.Kind, p))).ToList();
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, RuleVersion, rows, new(Sum(r => r.Signed), Sum(r => r.Started), Sum(r => r.Commissioned)));

        BatchCell Cell(string kind, Period period) => cells.GetValueOrDefault((kind, period), BatchCell.Empty);
        BatchCell Sum(Func<BatchRow, BatchCell> cell) => rows.Aggregate(BatchCell.Empty, (sum, row) => sum + cell(row));

        async Task<Dictionary<(string Kind, Period Period), BatchCell>?> CellsAsync(string sql)
        {
            await using var select = database.Ask(
                sql, city, viewpoint, filter, ("from", periods[0].First), ("to", periods[^1].Last), ("kinds", Batch.Kinds.ToArray()));
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            if (!reader.HasRows) return null;
            var found = new Dictionary<(string Kind, Period Period), BatchCell>();
            while (await reader.ReadAsync(cancellation))
            {
                if (reader.IsDBNull(0)) continue;
                var key = (reader.GetString(0), Period.Of(periods[0].Kind, reader.GetFieldValue<DateOnly>(1)));
                found[key] = found.GetValueOrDefault(key, BatchCell.Empty) + new BatchCell(reader.GetInt32(2), reader.GetDecimal(3));
            }
            return found;
        }
    }
}
