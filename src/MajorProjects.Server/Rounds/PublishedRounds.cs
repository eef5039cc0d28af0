using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>One publication of a round, as the log keeps it.</summary>
internal sealed record Publication(RoundPublished Round, int Version, DateTimeOffset RecordedAt, string? RecordedBy, long Position)
{
    public static Publication Of(NpgsqlDataReader row) => new(
        JsonSerializer.Deserialize<RoundPublished>(row.GetString(0), Json.Stored)!, row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2),
        row.TextOrNull(3), row.GetInt64(4));
}

/// <summary>What was published of rounds, as a viewpoint knows it: of each the last publication on record, where it had been held by then.</summary>
internal static class PublishedRounds
{
    private const string Columns = "p.data, p.version::int, p.timestamp, p.user_name, p.seq_id";

    // The type stands in the text, since a parameter would not be seen to match the index of rare types.
    private const string Last = $"""
        select {Columns}
        from (select distinct on (stream_id) * from mt_events
              where tenant_id = @city and type = '{Round.PublishedType}' and seq_id <= @position order by stream_id, version desc) p
        where (p.data ->> 'heldOn')::date <= @asOf
        order by p.data ->> 'heldOn' desc, p.seq_id desc
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
