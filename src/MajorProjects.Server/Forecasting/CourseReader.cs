using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Forecasting;

/// <summary>A project that was signed or started, as of a day, and whether it is among those that the caller asks about.</summary>
internal sealed record ProjectCourse(
    Guid Id, string Name, string Region, PlannedDate? PlannedStart, PlannedDate? PlannedCommissioning, bool IsSuspended, bool IsListed, Course Course);

/// <summary>Reads the courses of a city's projects from the read tables.</summary>
internal static class CourseReader
{
    // The first day of each step, and the last word on whether the project is in the library and at work, as the domain folds them.
    private static readonly string Courses = $"""
        select e.project_id, e.name, e.region, e.industry, e.details ->> 'plannedStart', e.details ->> 'plannedCommissioning',
               m.signed_on, m.started_on, m.commissioned_on,
               case when m.last_withdrawn > coalesce(m.last_restored, '') then m.withdrawn_on end,
               coalesce(m.last_suspended > coalesce(m.last_resumed, ''), false),
               coalesce(m.reached >= @started, false) or m.last_suspended is not null,
               {ProjectFilter.Condition}
        from (select project_id,
                     min(occurred_on) filter (where kind = '{ContractSigned.Kind}') as signed_on,
                     min(occurred_on) filter (where kind = '{ConstructionStarted.Kind}') as started_on,
                     min(occurred_on) filter (where kind = '{ProjectCommissioned.Kind}') as commissioned_on,
                     max(occurred_on) filter (where kind = '{ProjectWithdrawn.Kind}') as withdrawn_on,
                     {LastOf(ProjectWithdrawn.Kind)} as last_withdrawn,
                     {LastOf(ProjectRestored.Kind)} as last_restored,
                     {LastOf(ProjectSuspended.Kind)} as last_suspended,
                     {LastOf(ProjectResumed.Kind)} as last_resumed,
                     max(reaches) as reached
              from milestone_fact
              where city = @city and known_from <= @position and known_to > @position and occurred_on <= @asOf
              group by project_id) m
        join project_version e
          on e.city = @city and e.project_id = m.project_id
             and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
        where m.signed_on is not null or m.started_on is not null
        """;

    /// <summary>Those that were signed or started by the end of <paramref name="asOf"/>, as known at <paramref name="position"/>.</summary>
    public static async Task<List<ProjectCourse>> ReadAsync(
        NpgsqlDataSource database, City city, DateOnly asOf, long position, ProjectFilter filter, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Courses);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        select.Parameters.AddWithValue("asOf", asOf);
        select.Parameters.AddWithValue("position", position);
        select.Parameters.AddWithValue("started", (short)Stage.Started);
        filter.AddTo(select.Parameters);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var courses = new List<ProjectCourse>();
        while (await reader.ReadAsync(cancellation)) courses.Add(Row(reader));
        return courses;
    }

    // Sorts as the facts do: by day, and on one day in the order of recording.
    private static string LastOf(string kind) =>
        $"max(to_char(occurred_on, 'YYYY-MM-DD') || to_char(version, '0000000000')) filter (where kind = '{kind}')";

    private static ProjectCourse Row(NpgsqlDataReader row)
    {
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Planned(4), Planned(5), row.GetBoolean(10), row.GetBoolean(12),
            new(row.GetString(3), Day(6), Day(7), Day(8), Day(9), row.GetBoolean(11)));

        PlannedDate? Planned(int column) => row.IsDBNull(column) ? null : PlannedDate.Parse(row.GetString(column));
        DateOnly? Day(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }
}
