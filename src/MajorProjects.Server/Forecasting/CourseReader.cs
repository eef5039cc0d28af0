using MajorProjects.Domain;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Forecasting;

/// <summary>
/// A project that was signed or started: its course up to the day that is asked of, and up to an earlier one; and whether it is among
/// those that the caller asks about.
/// </summary>
internal sealed record ProjectCourse(
    Guid Id, string Name, string Region, PlannedDate? PlannedStart, PlannedDate? PlannedCommissioning, bool IsSuspended, bool IsListed, Course Course, Course Earlier);

/// <summary>Reads the courses of a city's projects from the read tables.</summary>
internal static class CourseReader
{
    private static readonly string Courses = $"""
        select e.project_id, e.name, e.region, e.industry, e.details ->> 'plannedStart', e.details ->> 'plannedCommissioning',
               e.signed_on, e.started_on, e.commissioned_on,
               e.withdrawn_on, e.is_suspended, e.is_under_way, earlier.withdrawn_on, coalesce(earlier.is_under_way, false),
               {ProjectFilter.Condition}
        from ({ProjectStates.Sql}) e
        left join ({ProjectStates.At("@earlier")}) earlier on earlier.project_id = e.project_id
        where e.counted and (e.signed_on is not null or e.started_on is not null)
        """;

    /// <summary>
    /// Those that were signed or started as the viewpoint sees it, with what had happened by its day and by the end of <paramref name="earlier"/>.
    /// </summary>
    public static async Task<List<ProjectCourse>> ReadAsync(
        NpgsqlDataSource database, City city, Viewpoint viewpoint, DateOnly earlier, ProjectFilter filter, CancellationToken cancellation)
    {
        await using var select = database.Ask(Courses, city, viewpoint, filter, ("earlier", earlier));
        return await select.ReadAsync(row => RowOf(row, earlier), cancellation);
    }

    private static ProjectCourse RowOf(NpgsqlDataReader row, DateOnly earlier)
    {
        var course = new Course(row.GetString(3), Day(6), Day(7), Day(8), Day(9), row.GetBoolean(11));
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Planned(4), Planned(5), row.GetBoolean(10), row.GetBoolean(14), course,
            new(course.Industry, Earlier(course.SignedOn), Earlier(course.StartedOn), Earlier(course.CommissionedOn), Day(12), row.GetBoolean(13)));

        PlannedDate? Planned(int column) => row.IsDBNull(column) ? null : PlannedDate.Parse(row.GetString(column));
        DateOnly? Day(int column) => row.ValueOrNull<DateOnly>(column);
        DateOnly? Earlier(DateOnly? day) => day <= earlier ? day : null;
    }
}
