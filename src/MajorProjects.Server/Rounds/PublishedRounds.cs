using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>One publication of a round, as the log keeps it.</summary>
internal sealed record Publication(RoundPublished Round, int Version, DateTimeOffset RecordedAt, string? RecordedBy, long Position, string? RecorderName)
{
    public static Publication Of(NpgsqlDataReader row) => new(
        JsonSerializer.Deserialize<RoundPublished>(row.GetString(0), Json.Stored)!, row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2),
        row.TextOrNull(3), row.GetInt64(4), row.TextOrNull(5));
}

/// <summary>What was published of rounds, as a viewpoint knows it: of each the last publication on record, where it had been held by then.</summary>
internal static class PublishedRounds
{
    private const string Columns = "p.data, p.version::int, p.timestamp, p.user_name, p.seq_id, p.headers ->> 'name'";

    // The type stands in the text, since a parameter would not be seen to match the index of rare types.
    private const string Last = $"""
        select {Columns}
        from (select distinct on (stream_id) * from mt_events
              where tenant_id = @city and type = '{Round.PublishedType}' and seq_id <= @position order by stream_id, version desc) p
        where (p.data ->> 'heldOn')::date <= @asOf
        order by p.data ->> 'heldOn' desc, p.seq_id desc
        """;

    private const string Every = $"""
        select {Columns} from mt_events p
        where p.tenant_id = @city and p.type = '{Round.PublishedType}' and p.seq_id <= @position
        order by p.seq_id
        """;

    private const string OfOne = $"""
        select {Columns} from mt_events p
        where p.tenant_id = @city and p.stream_id = @stream and p.type = '{Round.PublishedType}' and p.seq_id <= @position
        order by p.version
        """;

    /// <summary>Every round, the latest first.</summary>
    public static async Task<List<Publication>> PublishedAsync(this NpgsqlDataSource database, City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.Ask(Last, city, viewpoint, ProjectFilter.Open);
        return await select.ReadAsync(Publication.Of, cancellation);
    }

    /// <summary>The publications of every round that had been held, each the one that holds last; the latest round first.</summary>
    public static async Task<List<List<Publication>>> PublicationsAsync(this NpgsqlDataSource database, City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.Ask(Every, city, viewpoint, ProjectFilter.Open);
        return
        [
            .. (await select.ReadAsync(Publication.Of, cancellation)).GroupBy(p => p.Round.Number, StringComparer.Ordinal).Select(g => g.ToList())
                .Where(p => p[^1].Round.HeldOn <= viewpoint.AsOf).OrderByDescending(p => p[^1].Round.HeldOn).ThenByDescending(p => p[^1].Position),
        ];
    }

    /// <summary>The publications of one round, the one that holds last; none where it had not been held.</summary>
    public static async Task<List<Publication>> PublishedAsync(
        this NpgsqlDataSource database, City city, Viewpoint viewpoint, string number, CancellationToken cancellation)
    {
        await using var select = database.Ask(
            OfOne, city, viewpoint, ProjectFilter.Open, ("stream", RoundRecorder.StreamOf(city, number)));
        var publications = await select.ReadAsync(Publication.Of, cancellation);
        return publications is [.., var last] && last.Round.HeldOn <= viewpoint.AsOf ? publications : [];
    }
}
