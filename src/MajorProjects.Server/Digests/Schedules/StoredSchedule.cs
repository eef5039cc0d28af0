using System.Text.Json;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>What was recorded of a schedule once: how it was set, or why it ended.</summary>
internal sealed record ScheduleRecord(
    Guid Stream, int Version, DigestSchedule? Schedule, string? Reason, DateTimeOffset RecordedAt, string? RecordedBy, string? RecorderName, long Position)
{
    /// <summary>What <see cref="Of"/> reads of a row of <c>mt_events</c>.</summary>
    public const string Columns = "stream_id, version::int, type, data::text, timestamp, user_name, headers ->> 'name', seq_id";

    public static ScheduleRecord Of(NpgsqlDataReader row)
    {
        var (set, ended) = row.GetString(2) == DigestScheduleSet.Type ? (Data<DigestScheduleSet>(), (DigestScheduleEnded?)null) : (null, Data<DigestScheduleEnded>());
        return new(row.GetGuid(0), row.GetInt32(1), set?.Schedule, ended?.Reason, row.GetFieldValue<DateTimeOffset>(4).ToUniversalTime(), row.TextOrNull(5), row.TextOrNull(6), row.GetInt64(7));

        T Data<T>() => JsonSerializer.Deserialize<T>(row.GetString(3), Json.Stored)!;
    }
}

/// <summary>A schedule of a city, with all that was recorded of it, in order.</summary>
internal sealed record StoredSchedule(IReadOnlyList<ScheduleRecord> Records)
{
    /// <summary>As it was set last.</summary>
    public DigestSchedule Schedule { get; } = Records.Last(r => r.Schedule is not null).Schedule!;

    public ScheduleRecord Last => Records[^1];

    public bool HasEnded => Last.Schedule is null;

    public ScheduleCourse Course(HolidayCalendar calendar) => ScheduleCourse.Of(Records.Select(r => (r.Schedule, r.RecordedAt)), calendar);

    /// <summary>Whether somebody may see and set it.</summary>
    public bool IsFor(Caller caller) => caller.Covers(Schedule);
}

/// <summary>Finds the schedules of a city, in its log.</summary>
internal static class StoredSchedules
{
    // The types stand in the text, since parameters would not be seen to match the index of rare types.
    private const string Of = $"""
        select {ScheduleRecord.Columns} from mt_events
        where tenant_id = $1 and type in ('{DigestScheduleSet.Type}', '{DigestScheduleEnded.Type}')
        """;

    /// <summary>All of them, by their keys.</summary>
    public static async Task<List<StoredSchedule>> SchedulesAsync(this NpgsqlDataSource database, City city, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"{Of} order by seq_id");
        select.Parameters.AddWithValue($"{city.Code}");
        return
        [
            .. (await select.ReadAsync(ScheduleRecord.Of, cancellation)).GroupBy(r => r.Stream).Select(g => new StoredSchedule([.. g]))
                .OrderBy(s => s.Schedule.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>One, whether it has ended or not; null where it was never set.</summary>
    public static async Task<StoredSchedule?> ScheduleAsync(this NpgsqlDataSource database, City city, string key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ScheduleAsync(city, key, cancellation);
    }

    /// <summary>One, as the connection's transaction sees it.</summary>
    public static async Task<StoredSchedule?> ScheduleAsync(this NpgsqlConnection connection, City city, string key, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand($"{Of} and stream_id = $2 order by version", connection);
        select.Parameters.AddWithValue($"{city.Code}");
        select.Parameters.AddWithValue(ScheduleRecorder.StreamOf(city, key));
        var records = await select.ReadAsync(ScheduleRecord.Of, cancellation);
        return records.Count == 0 ? null : new(records);
    }

    /// <summary>Whether a schedule is within what somebody's token covers: who is limited to some counties has those of theirs.</summary>
    public static bool Covers(this Caller caller, DigestSchedule schedule) => caller.Regions is null || (schedule.Scope.Region is { } region && caller.Covers(region));
}
