using MajorProjects.Domain;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// From where on the two clocks a view is taken. The same question at the same <paramref name="Position"/> has the same answer for ever.
/// </summary>
/// <param name="AsOf">Facts that had happened by the end of this day.</param>
/// <param name="KnownAt">The instant that was asked for, or at which the question came.</param>
/// <param name="Position">Facts up to this position of the city's log.</param>
public sealed record Viewpoint(DateOnly AsOf, DateTimeOffset KnownAt, long Position)
{
    /// <summary>Of facts only those that were confirmed, or need no review.</summary>
    public bool Confirmed { get; init; }

    /// <summary>How often the read tables had been taken back when it was taken.</summary>
    public long Rewinds { get; init; }
}

/// <summary>Turns what a caller asks for into a viewpoint.</summary>
public sealed class Viewpoints(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>For a view over the read tables: by default as far as they reach.</summary>
    /// <exception cref="RefusedException">a position that the log does not have, or that the tables do not reach in time.</exception>
    public async Task<Viewpoint> ResolveAsync(City city, PointQuery query, CancellationToken cancellation)
    {
        var asked = Read(query);
        var (shown, rewinds) = await ShownAsync(city, cancellation);
        var position = asked.Position;
        if (asked.Fresh || asked.KnownAt is not null || position > shown)
        {
            // The end is read first: what is recorded from now on came after any instant that can have been asked for.
            var head = await HeadAsync(city, query, asked.Position, cancellation);
            position ??= await KnownAsync(city, asked.KnownAt, cancellation) ?? (asked.KnownAt is null ? null : head);
            (shown, rewinds) = await ReachAsync(city, position ?? head, cancellation);
        }
        return new(asked.AsOf, asked.KnownAt ?? asked.Now, position ?? shown) { Confirmed = asked.Confirmed, Rewinds = rewinds };
    }

    /// <summary>Makes sure, once an answer is read, that no rebuild had taken the tables back from its viewpoint meanwhile.</summary>
    /// <exception cref="RefusedException">one had.</exception>
    public async Task ConfirmAsync(City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        var (shown, rewinds) = await ShownAsync(city, cancellation);
        if (shown < viewpoint.Position || rewinds != viewpoint.Rewinds) throw new RefusedException(Refused.NotYetShown);
    }

    /// <summary>For an answer folded from the log itself: by default up to its end.</summary>
    /// <exception cref="RefusedException">a position that the log does not have.</exception>
    public async Task<Viewpoint> ResolveHeadAsync(City city, PointQuery query, CancellationToken cancellation)
    {
        var asked = Read(query);
        var head = await HeadAsync(city, query, asked.Position, cancellation);
        var position = asked.Position ?? await KnownAsync(city, asked.KnownAt, cancellation) ?? head;
        return new(asked.AsOf, asked.KnownAt ?? asked.Now, position) { Confirmed = asked.Confirmed };
    }

    private (DateTimeOffset Now, DateOnly AsOf, DateTimeOffset? KnownAt, long? Position, bool Fresh, bool Confirmed) Read(PointQuery query)
    {
        var errors = new FieldErrors();
        var now = clock.GetUtcNow();
        var asOf = QueryText.Day(errors, query.Names.AsOf, query.AsOf) ?? Clock.DayOf(now);
        var knownAt = QueryText.Instant(errors, query.Names.KnownAt, query.KnownAt);
        var position = QueryText.Number(errors, query.Names.Position, query.Position, 0, ReadTables.LastPosition);
        var fresh = QueryText.Flag(errors, "fresh", query.Fresh);
        var confirmed = QueryText.Flag(errors, "confirmed", query.Confirmed);
        if (knownAt is not null && position is not null)
            errors.Add(query.Names.Position, $"{query.Names.Position} 与 {query.Names.KnownAt} 只能给出一个。", $"Give {query.Names.Position} or {query.Names.KnownAt}, not both.");
        QueryText.Refuse(errors);
        return (now, asOf, knownAt, position, fresh, confirmed);
    }

    /// <summary>How far the tables reach, and how often they were taken back.</summary>
    private async Task<(long Position, long Rewinds)> ShownAsync(City city, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(ReadTables.Reach);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        return (await select.ReadAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation)).FirstOrDefault();
    }

    /// <summary>The position of the last fact recorded, which is not before <paramref name="asked"/>.</summary>
    private async Task<long> HeadAsync(City city, PointQuery query, long? asked, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            "select seq_id from mt_events where tenant_id = $1 and type <> 'tombstone' order by seq_id desc limit 1");
        select.Parameters.AddWithValue(city.Code.ToString());
        var head = (long?)await select.ExecuteScalarAsync(cancellation) ?? 0;
        if (asked > head)
            throw new RefusedException(Refusal.Malformed(query.Names.Position, new($"本市记录只到位置 {head}。", $"The city's log ends at position {head}.")));
        return head;
    }

    /// <summary>The last position before the first fact recorded after an instant; null where there is none such.</summary>
    public async Task<long?> KnownAsync(City city, DateTimeOffset? knownAt, CancellationToken cancellation)
    {
        if (knownAt is null) return null;
        // Sought from the first block that holds such a fact; or, where none does, from where the tables end.
        await using var select = database.CreateCommand($"""
            select coalesce((select e.seq_id from mt_events e where e.tenant_id = $1 and e.seq_id < later.seq_id and e.type <> 'tombstone'
                             order by e.seq_id desc limit 1), 0)
            from (select e.seq_id from mt_events e
                  where e.tenant_id = $1 and e.timestamp > $2 and e.type <> 'tombstone'
                        and e.seq_id >= coalesce(
                            (select min(b.block) * {ReadTables.BlockLength} from recorded_block b where b.city = $1 and b.latest > $2),
                            (select p.position from read_position p where p.city = $1), 0)
                  order by e.seq_id limit 1) later
            """);
        select.Parameters.AddWithValue(city.Code.ToString());
        select.Parameters.AddWithValue(knownAt.Value.UtcDateTime);
        return (long?)await select.ExecuteScalarAsync(cancellation);
    }

    private async Task<(long Position, long Rewinds)> ReachAsync(City city, long position, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        do
        {
            var shown = await ShownAsync(city, cancellation);
            if (shown.Position >= position) return shown;
        } while (clock.GetElapsedTime(began) < Patience && await timer.WaitForNextTickAsync(cancellation));
        throw new RefusedException(Refused.NotYetShown);
    }
}
