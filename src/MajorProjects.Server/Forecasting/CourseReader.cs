using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
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
    // The first day of each step, and the last word on whether the project is in the library and at work, as the domain folds them. Facts
    // of other kinds that reach no stage, delays above all, are much of the table and left out at once.
    private static readonly string Courses = $"""
        select e.project_id, e.name, e.region, e.industry, e.details ->> 'plannedStart', e.details ->> 'plannedCommissioning',
               m.signed_on, m.started_on, m.commissioned_on,
               m.withdrawn, m.is_suspended, m.is_under_way, m.withdrawn_earlier, m.is_under_way_earlier,
               {ProjectFilter.Condition}
        from (select project_id,
                     min(occurred_on) filter (where kind = '{ContractSigned.Kind}') as signed_on,
                     min(occurred_on) filter (where kind = '{ConstructionStarted.Kind}') as started_on,
                     min(occurred_on) filter (where kind = '{ProjectCommissioned.Kind}') as commissioned_on,
                     {LastUnless(ProjectWithdrawn.Kind, ProjectRestored.Kind)} as withdrawn,
                     {LastUnless(ProjectSuspended.Kind, ProjectResumed.Kind)} is not null as is_suspended,
                     {UnderWay()} as is_under_way,
                     {LastUnless(ProjectWithdrawn.Kind, ProjectRestored.Kind, "and occurred_on <= @earlier")} as withdrawn_earlier,
                     {UnderWay("and occurred_on <= @earlier")} as is_under_way_earlier
              from milestone_fact
              where city = @city and known_from <= @position and known_to > @position and occurred_on <= @asOf
                    and (reaches is not null or kind = any(@comeAndGo))
              group by project_id) m
        join project_version e
          on e.city = @city and e.project_id = m.project_id
             and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
        where e.counted and (m.signed_on is not null or m.started_on is not null)
        """;

    private static readonly string[] ComeAndGo = [ProjectWithdrawn.Kind, ProjectRestored.Kind, ProjectSuspended.Kind, ProjectResumed.Kind];

    /// <summary>
    /// Those that were signed or started by the end of <paramref name="asOf"/>, with what had happened by then and by the end of
    /// <paramref name="earlier"/>, as known at <paramref name="position"/>.
    /// </summary>
    public static async Task<List<ProjectCourse>> ReadAsync(
        NpgsqlDataSource database, City city, DateOnly asOf, DateOnly earlier, long position, ProjectFilter filter, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Courses);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        select.Parameters.AddWithValue("asOf", asOf);
        select.Parameters.AddWithValue("earlier", earlier);
        select.Parameters.AddWithValue("position", position);
        select.Parameters.AddWithValue("comeAndGo", ComeAndGo);
        select.Parameters.AddWithValue("started", (short)Stage.Started);
        filter.AddTo(select.Parameters);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var courses = new List<ProjectCourse>();
        while (await reader.ReadAsync(cancellation)) courses.Add(Row(reader, earlier));
        return courses;
    }

    // Facts are in order by day, and on one day in the order of recording; the text begins with the day and sorts as they do.
    private static string LastUnless(string kind, string undone, string condition = "")
    {
        return $"case when {Last(kind)} > coalesce({Last(undone)}, '') then left({Last(kind)}, 10)::date end";

        string Last(string of) =>
            $"max(to_char(occurred_on, 'YYYY-MM-DD') || to_char(version, '0000000000')) filter (where kind = '{of}' {condition})";
    }

    private static string UnderWay(string condition = "") =>
        $"count(*) filter (where (reaches >= @started or kind = '{ProjectSuspended.Kind}') {condition}) > 0";

    private static ProjectCourse Row(NpgsqlDataReader row, DateOnly earlier)
    {
        var course = new Course(row.GetString(3), Day(6), Day(7), Day(8), Day(9), row.GetBoolean(11));
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Planned(4), Planned(5), row.GetBoolean(10), row.GetBoolean(14), course,
            new(course.Industry, Earlier(course.SignedOn), Earlier(course.StartedOn), Earlier(course.CommissionedOn), Day(12), row.GetBoolean(13)));

        PlannedDate? Planned(int column) => row.IsDBNull(column) ? null : PlannedDate.Parse(row.GetString(column));
        DateOnly? Day(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
        DateOnly? Earlier(DateOnly? day) => day <= earlier ? day : null;
    }
}
