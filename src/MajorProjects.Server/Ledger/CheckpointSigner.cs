using MajorProjects.Ledger;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// Signs what a log has come to, once it is sure that it begins with all that was signed before: by what the database keeps, and by what is kept outside
/// it. Otherwise it signs nothing and raises an alarm.
/// </summary>
internal sealed class CheckpointSigner(NpgsqlDataSource database, LedgerTiles tiles, LedgerKeys keys, LastSigned lastSigned, LedgerAlarms alarms, TimeProvider clock)
{
    /// <summary>Signs the log of a city, where it has grown since.</summary>
    /// <returns>The last checkpoint; null where there is none, or where none may be signed any more.</returns>
    public async Task<SignedCheckpoint?> SignAsync(string city, CancellationToken cancellation)
    {
        if (await LedgerLog.CurrentAsync(database, city, cancellation) is not { } log) return null;
        var (size, _) = await tiles.EndAsync(log, cancellation);
        if (size == 0) return null;
        var last = await SignedCheckpoint.LastAsync(database, log, cancellation);
        if (await ContradictionAsync(log, size, last?.Note, cancellation) is { } kind)
        {
            await alarms.RaiseAsync(log, kind, 0, null, null, cancellation);
            return null;
        }
        if (last?.Size == size)
        {
            // Another server may have signed it.
            lastSigned.Keep(city, last.Note);
            return last;
        }

        var checkpoint = new Checkpoint(log.Origin, size, await tiles.Tree(log, size).RootAsync(cancellation));
        var note = checkpoint.Sign(keys.Of(city));
        // Outside first: what is in the database is served, and must be found there after any restore.
        lastSigned.Keep(city, note);
        await new SignedCheckpoint(size, note, clock.GetUtcNow()).KeepAsync(database, log, cancellation);
        return await SignedCheckpoint.LastAsync(database, log, cancellation);
    }

    /// <summary>What keeps the first <paramref name="size"/> leaves of a log from being signed; null where nothing does.</summary>
    public async Task<AlarmKind?> ContradictionAsync(LedgerLog log, long size, SignedNote? inDatabase, CancellationToken cancellation, SignedNote? keptElsewhere = null)
    {
        foreach (var note in new[] { inDatabase, lastSigned.Find(log.City), keptElsewhere }.OfType<SignedNote>())
        {
            if (!note.IsSignedBy(keys.Verifier(log.City))) return AlarmKind.Resigned;
            var signed = Checkpoint.Of(note);
            if (signed.Origin != log.Origin)
            {
                // A later log than the database knows of was begun before a restore; an earlier one was ended, on another server, by whoever has the key, or it was not.
                if (signed.Log.Incarnation > log.Incarnation) return AlarmKind.Truncated;
                if (!await ContinuesAsync(log, signed, cancellation)) return AlarmKind.Forked;
                continue;
            }
            if (signed.Size > size) return AlarmKind.Truncated;
            try
            {
                if (await tiles.Tree(log, signed.Size).RootAsync(cancellation) != signed.Root) return AlarmKind.Forked;
            }
            catch (FormatException)
            {
                return AlarmKind.Forked;
            }
        }
        return null;
    }

    /// <summary>Whether a log was begun by whoever has the key, and ties itself to this checkpoint or a later one.</summary>
    private async Task<bool> ContinuesAsync(LedgerLog log, Checkpoint earlier, CancellationToken cancellation)
    {
        if (log.Link is not { } link || await SignedCheckpoint.BeginningAsync(database, log, cancellation) is not { } begun || !begun.IsOf(log, keys.Verifiers(log.City))) return false;
        if (Checkpoint.Of(begun.Note).Root != Merkle.OfLeaf(link.ToBytes())) return false;
        return log.Ended is { } ended && ended.Log.Name == earlier.Log.Name && (ended.Log.Incarnation > earlier.Log.Incarnation || (ended.Origin == earlier.Origin && ended.Size >= earlier.Size));
    }
}
