using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>What the parts of a digest are asked of: one city, one viewpoint, the projects of its scope.</summary>
internal sealed record DigestView(City City, Viewpoint Viewpoint, ProjectFilter Filter, NpgsqlDataSource Database)
{
    /// <summary>The calendar year of the viewpoint's day.</summary>
    public Period Year => Period.Of(PeriodKind.Year, Viewpoint.AsOf);

    public NpgsqlCommand Ask(string sql, params ReadOnlySpan<(string Name, object Value)> more) => Database.Ask(sql, City, Viewpoint, Filter, more);

    /// <summary>Asks something of the year of the viewpoint's day, as metrics are asked.</summary>
    public NpgsqlCommand AskOfYear(string sql, params ReadOnlySpan<(string Name, object Value)> more) =>
        Ask(sql, [("from", Year.First), ("to", Year.Last), ("months", MetricQuestion.MonthsElapsed(Year, Viewpoint.AsOf)), .. more]);
}
