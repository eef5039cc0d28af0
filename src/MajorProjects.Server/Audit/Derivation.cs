using JasperFx.Events;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Issuing;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.RollingViews;
using Marten;

namespace MajorProjects.Server.Audit;

/// <summary>Something that is kept and follows from the events alone: what is kept in these tables, each with a column <c>city</c>, and how it is computed anew.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="FillAsync">Fills the tables of the scratch schema with what follows from the city's events up to <see cref="Reach"/>.</param>
internal sealed record Derivation(IReadOnlyList<string> Tables, Func<ScratchSchema, Reach, CancellationToken, Task> FillAsync)
{
    private const int PageLength = 2000;

    /// <summary>All there are, each on the shoulders of those before it.</summary>
    public static IReadOnlyList<Derivation> All { get; } =
    [
        new([ReadTables.ProjectVersions, ReadTables.MilestoneFacts, ReadTables.ProgressFacts, ReadTables.RecordedBlocks, ReadTables.Positions], FillReadTablesAsync),
        new([LikenessTable.Name], FillLikenessAsync),
        new([DigestTables.ContentName], FillDigestsAsync),
    ];

    /// <summary>By the code that keeps the live ones.</summary>
    private static async Task FillReadTablesAsync(ScratchSchema scratch, Reach reach, CancellationToken cancellation)
    {
        for (var after = 0L; ;)
        {
            var page = await scratch.Events.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence <= reach.Position)
                .OrderBy(e => e.Sequence).Take(PageLength).ToListAsync(cancellation);
            if (page.Count == 0) return;
            await (await ReadTablesProjection.PageAsync(scratch.Events, scratch.City.Code.ToString(), [.. page], cancellation))
                .BeforeCommitAsync(scratch.Connection, scratch.Transaction, cancellation);
            after = page[^1].Sequence;
            reach.Passed(page.Count);
        }
    }

    // As each project is now: one of which facts were recorded since is taken as it is kept. Of a simulated city nothing is kept but what was recorded in it.
    private static async Task FillLikenessAsync(ScratchSchema scratch, Reach reach, CancellationToken cancellation)
    {
        await LikenessFill.FillAsync(scratch.Connection, scratch.City, cancellation);
        const string Later = "project_id in (select e.stream_id from mt_events e where e.tenant_id = @city and e.seq_id > @position)";
        await using var settle = scratch.Command($"""
            delete from {LikenessTable.Name} where city = @city and ({Later}
                   or @simulated and project_id not in (select k.project_id from public.{LikenessTable.Name} k where k.city = @city));
            insert into {LikenessTable.Name} select * from public.{LikenessTable.Name} where city = @city and {Later};
            """);
        settle.Parameters.AddWithValue("simulated", scratch.City.Code.IsSimulated);
        settle.Parameters.AddWithValue("position", reach.Position);
        await settle.ExecuteNonQueryAsync(cancellation);
    }

    // Each from what its stream pins it to, by the read tables as they are: what of them does not follow from the events is among what is compared. What was
    // issued since is taken as it is kept.
    private static async Task FillDigestsAsync(ScratchSchema scratch, Reach reach, CancellationToken cancellation)
    {
        var issued = await scratch.Events.Events.QueryAllRawEvents().Where(e => e.EventTypeName == Digest.IssuedType && e.Sequence <= reach.Position)
            .OrderBy(e => e.Sequence).ToListAsync(cancellation);
        foreach (var digest in issued)
        {
            if (await ContentAsync(scratch, (DigestIssued)digest.Data, cancellation) is not { } content) continue;
            await using var insert = scratch.Command($"insert into {DigestTables.ContentName} (city, digest, content) values (@city, @digest, @content)");
            insert.Parameters.AddWithValue("digest", digest.StreamId);
            insert.Parameters.AddWithValue("content", content);
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        await using var settle = scratch.Command($"""
            insert into {DigestTables.ContentName} select k.* from public.{DigestTables.ContentName} k
            where k.city = @city and k.digest in (select e.stream_id from mt_events e where e.tenant_id = @city and e.type = '{Digest.IssuedType}' and e.seq_id > @position)
            """);
        settle.Parameters.AddWithValue("position", reach.Position);
        await settle.ExecuteNonQueryAsync(cancellation);
    }

    // Of records that contradict each other no digest is made: then there is one that is only stored.
    private static async Task<byte[]?> ContentAsync(ScratchSchema scratch, DigestIssued issued, CancellationToken cancellation)
    {
        try
        {
            return (await scratch.Digests.ComposeAsync(scratch.City, DigestPins.Of(issued), cancellation)).ToBytes();
        }
        catch (ScheduleBrokenException)
        {
            return null;
        }
    }
}

/// <summary>How far a check goes.</summary>
/// <param name="Position">The last position of the city's log that the live tables have been told of.</param>
/// <param name="Passed">Told how many more facts were gone through.</param>
internal sealed record Reach(long Position, Action<int> Passed);
