using MajorProjects.Ledger;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Begins a new log where the old one cannot go on: the database has lost what was signed.</summary>
internal sealed class LedgerContinuation(NpgsqlDataSource database, LedgerTiles tiles, LedgerKeys keys, LastSigned lastSigned, CheckpointSigner signer, TimeProvider clock)
{
    /// <summary>Begins it, tied to the last checkpoint that was signed. All facts that are there enter it anew.</summary>
    /// <param name="city">The six-digit code.</param>
    /// <param name="reason">Why the old one ended.</param>
    /// <param name="by">Who decided so.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="after">A later checkpoint that somebody else kept, where what is kept here was restored too.</param>
    /// <param name="formerly">The keys that the old log was signed with, where this installation no longer has them; default: its own.</param>
    /// <exception cref="CommandFailedException">the old one can go on, nothing was ever signed, or what was signed last is not this installation's.</exception>
    public async Task<LedgerLog> ContinueAsync(string city, string reason, string by, CancellationToken cancellation, SignedNote? after = null, IReadOnlyList<VerifierKey>? formerly = null)
    {
        var last = after ?? lastSigned.Find(city) ?? throw new CommandFailedException($"{city} 的账本从未签名，无需接续 / was never signed, so there is nothing to continue");
        if (!last.IsSignedBy(formerly ?? keys.Verifiers(city)))
        {
            throw new CommandFailedException(
                $"{city} 最后的检查点不是用{(formerly is null ? "本系统的密钥" : "所给的原公钥")}签名的，请先核对；密钥已丢失的，用 --old-key 给出原公钥 / the last checkpoint is not signed by {(formerly is null ? "this installation's key" : "the key given")}: "
                + "check the key first, and where it is lost give the old verifier key by --old-key");
        }
        var current = await LedgerLog.CurrentAsync(database, city, cancellation);
        if (current is not null)
        {
            var inDatabase = await SignedCheckpoint.LastAsync(database, current, cancellation);
            if (await signer.ContradictionAsync(current, (await tiles.EndAsync(current, cancellation)).Size, inDatabase?.Note, cancellation, last) is null)
                throw new CommandFailedException($"{city} 的账本与已签名的相符，无需接续 / is what was signed, so it goes on by itself");
        }
        // The restored database may know of fewer logs than there were.
        var incarnation = Math.Max(current?.Incarnation ?? 0, Checkpoint.Of(last).Log.Incarnation) + 1;
        var log = new LedgerLog(city, incarnation, LedgerLog.OriginOf(keys.Deployment, city, incarnation), Now(), last.ToString(), reason, by);
        // The signature is over the first entry, which says what it continues, why and by whom.
        var link = Merkle.OfLeaf(log.Link!.ToBytes());
        var begun = new Checkpoint(log.Origin, 1, link).Sign(keys.Of(city));
        await log.BeginAsync(database, link, new(1, begun, log.BegunAt), cancellation);
        lastSigned.Keep(city, begun);
        return log;
    }

    // To the microsecond that the store keeps: it is part of the log's first entry.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
