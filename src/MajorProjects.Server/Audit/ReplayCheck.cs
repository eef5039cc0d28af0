using MajorProjects.Domain;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Audit;

/// <summary>Computes everything that follows from a city's events anew and compares it with what is kept; as the owner of the schema, and without a trace.</summary>
internal sealed class ReplayCheck(SchemaOwner owner, DigestComposer digests)
{
    /// <param name="city">The city.</param>
    /// <param name="progress">Given how many facts there are, what is told how many were gone through.</param>
    /// <param name="cancellation">Ends it; nothing is left behind.</param>
    /// <returns>Each table.</returns>
    /// <exception cref="CommandFailedException">the connection of the schema's owner, whose task this is, is not known.</exception>
    public async Task<IReadOnlyList<TableCheck>> OfAsync(City city, Func<long, Action<int>> progress, CancellationToken cancellation)
    {
        await owner.InsistAsync(cancellation);
        await using var scratch = await ScratchSchema.MakeAsync(owner, digests, city, Derivation.All.SelectMany(d => d.Tables), cancellation);
        var (position, facts) = await ReachAsync(scratch, cancellation);
        var reach = new Reach(position, progress(facts));
        var checks = new List<TableCheck>();
        foreach (var derivation in Derivation.All) await derivation.FillAsync(scratch, reach, cancellation);
        foreach (var table in Derivation.All.SelectMany(d => d.Tables)) checks.Add(await scratch.CompareAsync(table, cancellation));
        return checks;
    }

    // By what the projection says of itself, as where the tables say that they reach is among what is checked.
    private static async Task<(long Position, long Facts)> ReachAsync(ScratchSchema scratch, CancellationToken cancellation)
    {
        await using var select = scratch.Command($"""
            select p.last, (select count(*) from mt_events e where e.tenant_id = @city and e.seq_id <= p.last)
            from (select coalesce(max(last_seq_id), 0) as last from mt_event_progression where name like '{ReadTablesProjection.Name}:%:' || @city) p
            """);
        return (await select.ReadAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation))[0];
    }
}
