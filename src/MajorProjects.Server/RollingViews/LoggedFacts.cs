using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>Facts of every kind, from the log itself, for views of who recorded what and when.</summary>
internal static class LoggedFacts
{
    /// <summary>
    /// What a <c>from</c> names: each fact <c>f</c> that the position knows in the edition that <c>@confirmed</c> says, with its <c>occurred_on</c>, the day
    /// <c>recorded_on</c> in Asia/Shanghai and <c>recorder_name</c>; and its project <c>e</c> as the viewpoint sees it. What was voided since is there too.
    /// </summary>
    public static string From { get; } = $"""
        (select l.*, l.headers ->> 'name' as recorder_name, (l.data ->> 'occurredOn')::date as occurred_on,
                (l.timestamp at time zone 'Asia/Shanghai')::date as recorded_on
         from mt_events l
         where l.tenant_id = @city and l.seq_id <= @position and l.data ? 'occurredOn' and {Edition.Knows("@position", "l")}) f
        join project_version e on e.city = @city and e.confirmed = @confirmed and e.project_id = f.stream_id
             and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
        """;

    /// <summary>The columns of a fact that <see cref="RowOf"/> reads, the first ones of a query.</summary>
    public const string Columns =
        "f.stream_id, e.name, e.region, f.type, f.version::int, f.occurred_on, f.timestamp, f.user_name, f.seq_id, f.recorder_name";

    /// <summary>How many columns <see cref="Columns"/> are.</summary>
    public const int Width = 10;

    private static readonly string Suspecting = FactType.All.First(t => t.Class == typeof(DuplicateSuspected)).Name;

    /// <summary>Whether a person recorded it: what the system suspects goes under the name of whoever recorded what it was found upon.</summary>
    public static string ByPerson(string fact) => $"({fact}.type <> '{Suspecting}' or {fact}.data ->> 'grounds' = '{DuplicateGrounds.Reported.ToKey()}')";

    public static LoggedFact RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), TitleOf(row.GetString(3)), row.GetInt32(4),
        row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateTimeOffset>(6), row.TextOrNull(7), row.GetInt64(8), row.TextOrNull(9));

    public static string TitleOf(string type) => FactType.Named(type)?.Title.Zh ?? type;
}

/// <summary>A fact of the log with its project: see <see cref="LoggedFacts"/>.</summary>
internal sealed record LoggedFact(
    Guid Project, string Name, string Region, string Type, string Title, int Version, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy,
    long Position, string? RecorderName);
