using MajorProjects.Digests.Schedules;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>The schedules of a city that have not ended, by their keys.</summary>
public sealed record SchedulesAnswer(IReadOnlyList<ScheduleView> Schedules);

/// <summary><c>GET /digests/schedules</c>: which digests go out when, each with its next run.</summary>
internal static class GetSchedules
{
    private const string LastIssues = $"""
        select distinct on (schedule) {ScheduleIssue.Columns} from digest
        where city = $1 and schedule is not null order by schedule, issued_at desc
        """;

    public static async Task<SchedulesAnswer> Get(Caller caller, NpgsqlDataSource database, HolidayCalendar calendar, TimeProvider clock, CancellationToken cancellation)
    {
        var schedules = (await database.SchedulesAsync(caller.City, cancellation)).FindAll(s => !s.HasEnded && s.IsFor(caller));
        ViewCommand.RefuseBeyondMost(schedules);
        await using var select = database.CreateCommand(LastIssues);
        select.Parameters.AddWithValue($"{caller.City.Code}");
        var issues = (await select.ReadAsync(ScheduleIssue.Of, cancellation)).ToDictionary(i => i.Schedule, i => i.Issue, StringComparer.Ordinal);
        return new(schedules.ConvertAll(s => ScheduleView.Of(s, issues.GetValueOrDefault(s.Schedule.Key), caller, calendar, clock.GetUtcNow())));
    }
}
