using MajorProjects.Domain;
using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// Recomputes every leaf from the store and every hash from the leaves, and compares them with what was signed. It only reads, takes the store as it
/// finds it while others write to it, and believes no table more than the signatures.
/// </summary>
internal sealed class Verification(NpgsqlDataSource database, LedgerKeys keys, LastSigned lastSigned, TimeProvider clock)
{
    /// <summary>Verifies all logs of a city.</summary>
    /// <param name="city">The six-digit code.</param>
    /// <param name="outside">Signed checkpoints that were kept elsewhere.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="progress">Is told how many leaves are done.</param>
    /// <param name="trusted">The keys to trust; default: this installation's.</param>
    public async Task<Verified> RunAsync(string city, IReadOnlyList<SignedNote> outside, CancellationToken cancellation, IProgress<long>? progress = null, IReadOnlyList<VerifierKey>? trusted = null)
    {
        IReadOnlyList<VerifierKey> trust = trusted is null ? keys.Verifiers(city) : [.. trusted.Select(key => key.Named(LedgerLog.OriginOf(LedgerKeys.DeploymentOf(key), city, 1)))];
        // What was kept outside is of a moment before this: it is read first, then what was signed, then leaves, then facts, so that nothing is missed that had
        // been there, and what comes meanwhile is more and not less.
        IReadOnlyList<SignedNote> kept = [.. outside, .. new[] { lastSigned.Find(city) }.OfType<SignedNote>()];
        var logs = await LedgerLog.AllAsync(database, city, cancellation);
        var result = new Verified(city, 0, 0, 0, [.. NotOf(logs, kept, trust), .. await HiddenAsync(city, cancellation)], []);
        if (logs.Count == 0) result = await UnbegunAsync(result, cancellation);
        foreach (var log in logs)
        {
            var (ofLog, agreed) = await LogVerification.RunAsync(database, log, isCurrent: log == logs[^1], SignedOf(log, kept), trust, clock.GetUtcNow(), cancellation, progress);
            var later = logs.FirstOrDefault(l => l.Incarnation == log.Incarnation + 1);
            result = new(
                city, result.Leaves + ofLog.Leaves, result.Checkpoints + ofLog.Checkpoints, result.Pending + ofLog.Pending, [.. result.Findings, .. ofLog.Findings],
                [.. result.Notices, .. ofLog.Notices, .. later is null ? [] : Continued(log, later, agreed)]);
        }
        return result;
    }

    // Facts of which there is no ledger at all are not to pass for facts that were verified.
    private async Task<Verified> UnbegunAsync(Verified result, CancellationToken cancellation)
    {
        await using var count = database.CreateCommand("select count(*) from mt_events where tenant_id = $1 and type <> 'tombstone'");
        count.Parameters.AddWithValue(result.City);
        var pending = (long)(await count.ExecuteScalarAsync(cancellation))!;
        return result with { Pending = pending, Notices = pending == 0 ? [] : [new($"{result.City} 还没有账本：{pending} 条记录无从核验", $"there is no ledger of {result.City}: {pending} facts cannot be verified")] };
    }

    private static IEnumerable<SignedNote> SignedOf(LedgerLog log, IReadOnlyList<SignedNote> kept) => kept.Where(note => SignedCheckpoint.TryRead(note)?.Origin == log.Origin);

    // What somebody signed for a log that the database does not know of.
    private static IEnumerable<Finding> NotOf(IReadOnlyList<LedgerLog> logs, IReadOnlyList<SignedNote> kept, IReadOnlyList<VerifierKey> trust)
    {
        foreach (var note in kept)
        {
            if (SignedCheckpoint.TryRead(note) is not { } checkpoint) yield return new(FindingKind.Resigned, null, null, null, new("不是检查点", "it is no checkpoint"));
            else if (logs.All(log => log.Origin != checkpoint.Origin))
                yield return note.IsSignedBy(trust)
                    ? new(FindingKind.Truncated, null, 0, null, new($"签名的账本 {checkpoint.Origin}（{checkpoint.Size} 条）不在数据库中", $"the signed log {checkpoint.Origin} ({checkpoint.Size} leaves) is not in the database"))
                    : new(FindingKind.Resigned, null, null, null, new($"检查点 {checkpoint.Origin} 不属于本账本", $"the checkpoint of {checkpoint.Origin} is not of this ledger"));
        }
    }

    private static IEnumerable<Text> Continued(LedgerLog log, LedgerLog later, long agreed)
    {
        if (later.Ended is not { } ended) yield break;
        var lost = ended.Origin == log.Origin ? Math.Max(0, ended.Size - agreed) : 0;
        yield return new(
            $"{log.Origin} 结束于 {ended.Size} 条，由 {later.Origin} 接续（{later.BegunBy}：{later.Reason}）{(lost > 0 ? $"；其中 {lost} 条已随恢复丢失" : "")}",
            $"{log.Origin} ended with {ended.Size} leaves and goes on as {later.Origin} ({later.BegunBy}: {later.Reason}){(lost > 0 ? $"; {lost} of them were lost by the restore" : "")}");
    }

    // Nothing is ever archived here: what is marked so is kept from the views, and not from the ledger. Nor is the log anything but a table.
    private async Task<IReadOnlyList<Finding>> HiddenAsync(string city, CancellationToken cancellation)
    {
        await using var find = database.CreateCommand("""
            select e.seq_id, l.leaf, e.stream_id from mt_events e
            left join ledger_leaf l on l.city = $1 and l.seq = e.seq_id and l.incarnation = (select max(i.incarnation) from ledger_log i where i.city = $1)
            where e.tenant_id = $1 and (e.is_archived or exists (select from mt_streams s where s.tenant_id = $1 and s.id = e.stream_id and s.is_archived)) order by e.seq_id
            """);
        find.CommandTimeout = 0;
        find.Parameters.AddWithValue(city);
        var hidden = await find.ReadAsync(
            row => new Finding(FindingKind.Missing, row.GetInt64(0), row.ValueOrNull<long>(1), row.GetGuid(2), new("记录被标为归档，视图不再看到它", "the fact is marked as archived, so that no view sees it")), cancellation);
        await using var kind = database.CreateCommand("select relkind = 'p' and not relhasrules and not relrowsecurity from pg_class where oid = 'public.mt_events'::regclass");
        if (await kind.ExecuteScalarAsync(cancellation) is not true)
            hidden.Add(new(FindingKind.Replaced, null, null, null, new("mt_events 不是原来的表", "mt_events is not the table that it was")));
        return hidden;
    }
}
