using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Projects;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A fact that one of the two points sees and the other does not.</summary>
/// <param name="Version">Its place in the project's history.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="Title">The kind in Chinese.</param>
/// <param name="OccurredOn">The day it happened.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="SeenBySecond">Whether it is the second point that sees it, and not the first.</param>
public sealed record Cause(
    int Version, string Type, string Title, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy, long Position, bool SeenBySecond);

/// <summary>A cause, with the facts that it brings or takes away.</summary>
internal sealed record CauseOf(Guid Project, Cause Cause, IReadOnlyList<Fact> Facts)
{
    /// <summary>Whether it may change one of these attributes.</summary>
    public bool Revises(IEnumerable<string> attributes) => Facts.OfType<IRevisesDetails>().Any(f => f.Revises().Intersect(attributes, StringComparer.Ordinal).Any());

    public bool Counts(string kind) => Facts.Any(f => f.CountsAs()?.Kind == kind);
}

/// <summary>Which facts make the difference between what two viewpoints of one edition see.</summary>
internal sealed class Causes(City city, Viewpoint first, Viewpoint second, NpgsqlDataSource database)
{
    // A fact is a cause where one point sees it and the other does not. What takes facts back comes with those, which is what it changes; what
    // was not known to either point, or had not happened yet by either day, it does not change.
    private static readonly string Sql = $"""
        select f.stream_id, f.version::int, f.type, (f.data ->> 'occurredOn')::date, f.timestamp, f.user_name, f.seq_id, f.data::text, seen.second,
               (select array_agg(v.type || ' ' || v.data::text) from mt_events v
                where f.type = any(@takingBack) and v.tenant_id = @city and v.stream_id = f.stream_id
                      and (v.version = (f.data ->> 'version')::int or f.data -> 'dependents' @> to_jsonb(v.version))
                      and {Edition.Knows("greatest(@position, @position2)", "v")}
                      and (v.type = any(@timeless) or (v.data ->> 'occurredOn')::date <= greatest(@asOf, @asOf2)))
        from unnest(@projects) p (id)
        cross join lateral (
            -- Project by project, by the index of streams: for a list of them the planner would rather read the whole log.
            select * from mt_events e where e.tenant_id = @city and e.stream_id = p.id and e.type = any(@types) offset 0) f
        cross join lateral (select {Edition.Knows("@position", "f")} and (f.type = any(@timeless) or (f.data ->> 'occurredOn')::date <= @asOf) as first,
                                   {Edition.Knows("@position2", "f")} and (f.type = any(@timeless) or (f.data ->> 'occurredOn')::date <= @asOf2) as second) seen
        where seen.first <> seen.second
        order by f.seq_id
        """;

    /// <summary>The attributes that decide whether a project is counted.</summary>
    public static IReadOnlyList<string> Counting { get; } = ["parent", "mergedInto"];

    public static IReadOnlyList<string> TakingBack { get; } = Types(t => t.Class.IsAssignableTo(typeof(ITakesBack)));

    public static IReadOnlyList<string> Registering { get; } = Types(t => t.Class == typeof(ProjectRegistered));

    // They hold on any day, from when they are known.
    private static readonly string[] Timeless = [.. TakingBack, .. Registering, .. Types(t => t.Class == typeof(DuplicateConfirmed))];

    /// <summary>The causes, in order of recording, of some projects, among facts of some types.</summary>
    public async Task<ILookup<Guid, CauseOf>> OfAsync(Guid[] projects, IEnumerable<string> types, CancellationToken cancellation)
    {
        await using var select = database.Ask(Sql, city, first, ProjectFilter.Open,
            ("asOf2", second.AsOf), ("position2", second.Position), ("projects", projects), ("types", types.ToArray()), ("timeless", Timeless), ("takingBack", TakingBack.ToArray()));
        return (await select.ReadAsync(RowOf, cancellation)).ToLookup(c => c.Project);
    }

    public static string[] Types(Func<FactType, bool> of) => [.. FactType.All.Where(of).Select(t => t.Name)];

    private static CauseOf RowOf(NpgsqlDataReader row)
    {
        var type = FactType.Named(row.GetString(2))!;
        var told = row.IsDBNull(9) ? [$"{type.Name} {row.GetString(7)}"] : row.GetFieldValue<string[]>(9);
        return new(
            row.GetGuid(0),
            new(row.GetInt32(1), type.Name, type.Title.Zh, row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateTimeOffset>(4), row.TextOrNull(5), row.GetInt64(6), row.GetBoolean(8)),
            [.. told.Select(Read)]);

        static Fact Read(string named)
        {
            var space = named.IndexOf(' ', StringComparison.Ordinal);
            return Logged.Read(named[..space], named[(space + 1)..]);
        }
    }
}
