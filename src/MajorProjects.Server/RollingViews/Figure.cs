using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A figure of a metric, as <see cref="RateAnswer"/> tells it.</summary>
internal sealed record Figure(decimal Numerator, decimal? Denominator, decimal? Rate, decimal? Value, PlanSchedule? Schedule)
{
    public static Figure Of(Unit unit, decimal numerator, decimal? denominator, PlanSchedule? schedule)
    {
        var rate = denominator is null ? null : new Rate(numerator, denominator.Value);
        return new(
            Wan.Plain(numerator), denominator is null ? null : Wan.Plain(denominator.Value),
            Rate: unit is Unit.Percent ? rate?.Percent : null,
            Value: unit is Unit.Percent ? null : rate is null ? Wan.Plain(numerator) : rate.Mean,
            schedule);
    }
}

/// <summary>A metric of a period, asked of a city from a viewpoint.</summary>
internal sealed class MetricQuestion(Metric metric, Period period, City city, Viewpoint viewpoint, ProjectFilter filter, NpgsqlDataSource database)
{
    public async Task<Figure> FigureAsync(CancellationToken cancellation)
    {
        await using var select = Ask(Sum);
        return (await select.ReadAsync(row => Figure.Of(
            metric.Unit, row.GetDecimal(0), row.ValueOrNull<decimal>(1),
            row.ValueOrNull<int>(2) is { } planned ? new(planned, row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6)) : null), cancellation))[0];
    }

    /// <summary>Asks for the projects behind it, each a row for <see cref="ProjectOf"/>.</summary>
    public NpgsqlCommand AskProjects() => Ask(List);

    public static RateProject ProjectOf(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), Wan.Plain(row.GetDecimal(3)), row.WanOrNull(4));

    private NpgsqlCommand Ask(string sql) => database.Ask(sql, city, viewpoint, filter, ("from", period.First), ("to", period.Last), ("months", MonthsElapsed(period, viewpoint.AsOf)));

    private string Rows => $"""
        with s as (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}),
             r as ({metric.Rows})
        """;

    private string Sum => $"""
        {Rows}
        select coalesce(sum(r.numerator), 0)::numeric, {(metric.Unit is Unit.Projects or Unit.Wan ? "null::numeric" : "coalesce(sum(r.denominator), 0)::numeric")},
               {(metric.ScheduleOf is not null
                   ? """
                     count(*)::int, count(*) filter (where r.due)::int, count(*) filter (where r.due and r.numerator = 0)::int,
                     count(*) filter (where not r.due and r.numerator = 1)::int, count(*) filter (where r.numerator = 1)::int
                     """
                   : "null::int, null::int, null::int, null::int, null::int")}
        from r
        """;

    private string List => $"""
        {Rows}
        select r.project_id, s.name, s.region, r.numerator::numeric, r.denominator::numeric from r join s on s.project_id = r.project_id order by s.name, r.project_id
        """;

    /// <summary>How many months of a year have begun by a day: those that are over, and that in which it lies.</summary>
    internal static int MonthsElapsed(Period year, DateOnly asOf) => asOf > year.Last ? 12 : asOf < year.First ? 0 : asOf.Month;
}
