using JasperFx.Events;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Marten;

namespace MajorProjects.Server.Audit;

/// <summary>Something that is kept and follows from the events alone: what is kept in these tables, each with a column <c>city</c>, and how it is computed anew.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="FillAsync">
/// Fills the tables of the scratch schema with what follows from the city's events: those up to <see cref="Reach"/>, of what a projection keeps; all that are there, of what is written
/// in their own transactions.
/// </param>
internal sealed record Derivation(IReadOnlyList<string> Tables, Func<ScratchSchema, Reach, CancellationToken, Task> FillAsync)
{
    private const int PageLength = 2000;

    private static readonly string Registered = FactType.Of<ProjectRegistered>().Name, Revised = FactType.Of<DetailsRevised>().Name;

    /// <summary>All there are, each on the shoulders of those before it.</summary>
    public static IReadOnlyList<Derivation> All { get; } =
    [
        new([ReadTables.ProjectVersions, ReadTables.MilestoneFacts, ReadTables.ProgressFacts, ReadTables.RecordedBlocks, ReadTables.Positions], FillReadTablesAsync),
        new([LikenessTable.Name], FillLikenessAsync),
        new([WriteTables.CodesName], FillCodesAsync),
        new([DigestTables.Name, DigestTables.ContentName, DigestTables.DocumentName, DeliveryTable.Name], FillDigestsAsync),
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

    // Whose a code was first, his it stays. A simulation gives its codes before its facts, and one that was interrupted leaves them behind.
    private static async Task FillCodesAsync(ScratchSchema scratch, Reach reach, CancellationToken cancellation)
    {
        var holders = new Dictionary<string, Guid>(StringComparer.Ordinal);
        for (var after = 0L; ;)
        {
            var page = await scratch.Events.Events.QueryAllRawEvents().Where(e => e.Sequence > after && (e.EventTypeName == Registered || e.EventTypeName == Revised))
                .OrderBy(e => e.Sequence).Take(PageLength).ToListAsync(cancellation);
            if (page.Count == 0) break;
            foreach (var e in page)
                foreach (var given in GivenCode.In((Fact)e.Data)) holders.TryAdd(given.Code, e.StreamId);
            after = page[^1].Sequence;
        }
        await using var insert = scratch.Command(holders.Count == 0 && scratch.City.Code.IsSimulated
            ? $"insert into {WriteTables.CodesName} select * from public.{WriteTables.CodesName} where city = @city"
            : $"insert into {WriteTables.CodesName} (city, code, project_id) select @city, * from unnest(@codes, @holders)");
        insert.Parameters.AddWithValue("codes", holders.Keys.ToArray());
        insert.Parameters.AddWithValue("holders", holders.Values.ToArray());
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    // What each said from what its stream pins it to, by the read tables as they are: what of them does not follow from the events is among what is compared. What
    // those issued since say is taken as it is kept. How far each has come, in any case from its stream, with which the rows are written.
    private static async Task FillDigestsAsync(ScratchSchema scratch, Reach reach, CancellationToken cancellation)
    {
        var all = await scratch.Events.Events.QueryAllRawEvents().Where(e => e.EventTypeName == Digest.IssuedType).OrderBy(e => e.Sequence).ToListAsync(cancellation);
        // Each is issued once; what somebody put into its stream besides is not what its rows follow from.
        foreach (var e in all.DistinctBy(e => e.StreamId))
        {
            var issued = (DigestIssued)e.Data;
            var content = e.Sequence <= reach.Position ? await ContentAsync(scratch, issued, cancellation) : null;
            await DigestRows.InsertAsync(scratch.Connection, scratch.Transaction, scratch.City, e.StreamId, issued, e.UserName, content, cancellation);
            var stream = await scratch.Events.Events.FetchStreamAsync(e.StreamId, token: cancellation);
            await DigestRows.UpdateAsync(scratch.Connection, scratch.Transaction, scratch.City, e.StreamId, stream.Progress(), cancellation);
            foreach (var rendered in stream.Select(later => later.Data).OfType<DigestRendered>()) await FillDocumentsAsync(scratch, e.StreamId, rendered, cancellation);
        }
        await using var settle = scratch.Command($"""
            insert into {DigestTables.ContentName} select k.* from public.{DigestTables.ContentName} k
            where k.city = @city and k.digest in (select e.stream_id from mt_events e where e.tenant_id = @city and e.type = '{Digest.IssuedType}' and e.seq_id > @position)
            """);
        settle.Parameters.AddWithValue("position", reach.Position);
        await settle.ExecuteNonQueryAsync(cancellation);
    }

    // The bytes of a document do not follow from the events, but their hash does: one of other bytes is not the one that went out. What its file is called is taken as it is kept.
    private static async Task FillDocumentsAsync(ScratchSchema scratch, Guid digest, DigestRendered rendered, CancellationToken cancellation)
    {
        await using var insert = scratch.Command($"""
            insert into {DigestTables.DocumentName} (city, digest, form, media_type, file_name, sha256, bytes)
            select @city, @digest, d.form, coalesce(k.media_type, ''), coalesce(k.file_name, ''), d.sha256, coalesce(k.bytes, '')
            from unnest(@forms, @hashes) d (form, sha256)
            left join public.{DigestTables.DocumentName} k on k.city = @city and k.digest = @digest and k.form = d.form and encode(sha256(k.bytes), 'hex') = d.sha256
            on conflict do nothing
            """);
        insert.Parameters.AddWithValue("digest", digest);
        insert.Parameters.AddWithValue("forms", rendered.Forms.Select(form => form.Form.ToKey()).ToArray());
        insert.Parameters.AddWithValue("hashes", rendered.Forms.Select(form => form.Sha256).ToArray());
        await insert.ExecuteNonQueryAsync(cancellation);
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
