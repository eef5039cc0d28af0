using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>One log's verification, as it goes along.</summary>
internal sealed class LogVerification
{
    /// <summary>Clocks of servers disagree by less than this; a fact that says to have been recorded longer before one that comes before it was put in later.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly LedgerLog log;
    private readonly long complete;
    private readonly Dictionary<(int Level, long Place), Hash> nodes;
    private readonly DateTimeOffset now;
    private readonly Queue<(Checkpoint Signed, DateTimeOffset? At)> signed;
    private readonly List<Finding> findings = [];
    private readonly Frontier frontier = new();
    private readonly Dictionary<long, (LeafRow Leaf, Guid Found, Hash Hash)> changed = [];
    private readonly Dictionary<long, StoredFact> unclaimed = [];
    private readonly Dictionary<long, LeafRow> missing = [];
    private long agreed;
    private bool isRewritten;
    private DateTimeOffset latest = DateTimeOffset.MinValue;
    private DateTimeOffset signedAt = DateTimeOffset.MinValue;
    private DateTimeOffset? unsignedSince;

    /// <param name="log">The log.</param>
    /// <param name="complete">How many leaves it had before its nodes were read: those above them must be among the nodes.</param>
    /// <param name="nodes">The hashes above full tiles.</param>
    /// <param name="signed">What was signed, and when, where the database tells.</param>
    /// <param name="now">What time it is.</param>
    private LogVerification(
        LedgerLog log, long complete, Dictionary<(int Level, long Place), Hash> nodes, IEnumerable<(Checkpoint Signed, DateTimeOffset? At)> signed, DateTimeOffset now) =>
        (this.log, this.complete, this.nodes, this.signed, this.now) = (log, complete, nodes, new(signed.OrderBy(s => s.Signed.Size)), now);

    /// <returns>What it came to, and how many leaves are as they were signed.</returns>
    public static async Task<(Verified Verified, long Agreed)> RunAsync(
        NpgsqlDataSource database, LedgerLog log, bool isCurrent, IEnumerable<SignedNote> kept, IReadOnlyList<VerifierKey> trust, DateTimeOffset now, CancellationToken cancellation,
        IProgress<long>? progress)
    {
        var inDatabase = await SignedCheckpoint.AllAsync(database, log, cancellation);
        var foreign = inDatabase.Where(c => !c.IsOf(log, trust)).ToList();
        var checkpoints = inDatabase.Except(foreign).Select(c => (Signed: Checkpoint.Of(c.Note), At: (DateTimeOffset?)c.SignedAt))
            .Concat(kept.Where(note => note.IsSignedBy(trust)).Select(note => (Signed: Checkpoint.Of(note), At: (DateTimeOffset?)null))).ToList();
        var before = (await new LedgerTiles(database).EndAsync(log, cancellation)).Size;
        // Of a log that ended with a restore, what was signed beyond what the database knows of was lost by it, as its successor tells.
        var end = isCurrent ? long.MaxValue : checkpoints.Where(c => c.At is not null).Select(c => c.Signed.Size).DefaultIfEmpty().Max();
        checkpoints.RemoveAll(c => c.Signed.Size > end);
        var verification = new LogVerification(log, before, await NodesAsync(database, log, cancellation), checkpoints, now);
        foreach (var checkpoint in foreign)
            verification.findings.Add(new(FindingKind.Resigned, null, checkpoint.Size, null, new($"大小为 {checkpoint.Size} 的检查点不是用本账本的密钥签名的", $"the checkpoint of size {checkpoint.Size} is not signed by the ledger's key")));
        foreach (var _ in kept.Where(note => !note.IsSignedBy(trust)))
            verification.findings.Add(new(FindingKind.Resigned, null, null, null, new("外部保存的检查点不是用本账本的密钥签名的", "a checkpoint kept elsewhere is not signed by the ledger's key")));
        if (log.Incarnation > 1 && !checkpoints.Exists(c => c.Signed.Size == 1))
            verification.findings.Add(new(FindingKind.Forked, null, 0, null, new($"{log.Origin} 不是由持有密钥者接续的", $"{log.Origin} was not begun by whoever has the key")));
        var pending = await verification.ReadAsync(database, isCurrent, cancellation, progress);
        verification.Conclude(isCurrent);
        if (verification.changed.Count > 0) await verification.TellLeavesFromFactsAsync(database, [.. checkpoints.Select(s => s.Signed)], cancellation);
        return (new(log.City, verification.frontier.Size, checkpoints.Count, pending, verification.findings, [.. isCurrent ? verification.Unsigned() : []]), verification.agreed);
    }

    /// <summary>Goes through leaves and facts side by side.</summary>
    /// <returns>How many facts come after the last leaf.</returns>
    private async Task<long> ReadAsync(NpgsqlDataSource database, bool isCurrent, CancellationToken cancellation, IProgress<long>? progress)
    {
        const int Step = 10_000;
        await using var ofLeaves = await database.OpenConnectionAsync(cancellation);
        await using var ofFacts = await database.OpenConnectionAsync(cancellation);
        await using var selectLeaves = LeafRow.All(ofLeaves, log);
        await using var leafRow = await selectLeaves.ExecuteReaderAsync(cancellation);
        await using var selectFacts = StoredEntries.Between(ofFacts, log.City, long.MinValue, long.MaxValue);
        await using var factRow = await selectFacts.ExecuteReaderAsync(cancellation);
        var last = 0L;
        var fact = await NextFactAsync();
        while (await leafRow.ReadAsync(cancellation))
        {
            var leaf = LeafRow.Read(leafRow);
            if (leaf.Leaf != frontier.Size)
            {
                findings.Add(new(FindingKind.Truncated, leaf.Seq, frontier.Size, leaf.Project, new($"缺少序号 {frontier.Size} 到 {leaf.Leaf - 1} 的叶", $"leaves {frontier.Size} to {leaf.Leaf - 1} are not there")));
                break;
            }
            for (; fact is not null && fact.Seq < leaf.Seq; fact = await NextFactAsync()) unclaimed.Add(fact.Seq, fact);
            if (leaf.Leaf == 0 && log.Link is { } link) Compare(leaf, StoredFact.Of(link), isLate: true);
            else if (fact?.Seq == leaf.Seq)
            {
                Compare(leaf, fact, isLate: false);
                fact = await NextFactAsync();
            }
            else if (unclaimed.Remove(leaf.Seq, out var late))
            {
                findings.Add(new(FindingKind.Inserted, leaf.Seq, leaf.Leaf, leaf.Project, new("记录是在其后的记录入账之后才出现的", "the fact came to light after later ones had entered the ledger")));
                Compare(leaf, late, isLate: true);
            }
            else missing.Add(leaf.Leaf, leaf);
            last = Math.Max(last, leaf.Seq);
            frontier.Add(leaf.Hash, CompareNode);
            CompareRoots();
            if (frontier.Size % Step == 0) progress?.Report(frontier.Size);
        }
        var pending = 0L;
        for (; isCurrent && fact is not null; fact = await NextFactAsync())
        {
            if (fact.Seq < last) unclaimed.Add(fact.Seq, fact);
            else
            {
                pending++;
                unsignedSince ??= fact.RecordedAt;
            }
        }
        return pending;

        async Task<StoredFact?> NextFactAsync() => await factRow.ReadAsync(cancellation) ? StoredFact.Read(factRow, log.City) : null;
    }

    /// <param name="leaf">A leaf.</param>
    /// <param name="fact">The fact that it stands for.</param>
    /// <param name="isLate">Whether its time says nothing of its place: of a fact that came late this is told already, and of the link it is that of the restore.</param>
    private void Compare(LeafRow leaf, StoredFact fact, bool isLate)
    {
        if (fact.Hash != leaf.Hash) changed.Add(leaf.Leaf, (leaf, fact.EventId, fact.Hash));
        if (isLate) return;
        if (signed.Count == 0) unsignedSince ??= fact.RecordedAt;
        // What was there before a restore enters the log that goes on after it anew.
        var before = signedAt > latest && (log.Incarnation == 1 || fact.RecordedAt > log.BegunAt) ? signedAt : latest;
        if (before - fact.RecordedAt > Skew)
            findings.Add(new(FindingKind.Inserted, leaf.Seq, leaf.Leaf, leaf.Project, new(
                $"登记时间 {fact.RecordedAt:u} 早于在它之前已经登记或签名的（{before:u}）", $"it says to have been recorded at {fact.RecordedAt:u}, before what was recorded or signed before it ({before:u})")));
        if (fact.RecordedAt - now > Skew)
            findings.Add(new(FindingKind.Inserted, leaf.Seq, leaf.Leaf, leaf.Project, new($"登记时间 {fact.RecordedAt:u} 还没有到", $"it says to have been recorded at {fact.RecordedAt:u}, which is not yet")));
        else if (fact.RecordedAt > latest) latest = fact.RecordedAt;
    }

    /// <summary>What is not signed yet, where that takes longer than it should.</summary>
    private IEnumerable<Text> Unsigned()
    {
        if (unsignedSince is { } since && now - since > Skew)
            yield return new($"{log.Origin} 自 {since:u} 起的记录尚未签名：这些记录如有改动，无从发现", $"what was recorded in {log.Origin} since {since:u} is not signed yet: a change of it would not show");
    }

    private void CompareNode(int level, long place, Hash hash)
    {
        if (nodes.Remove((level, place), out var kept) ? kept == hash : frontier.Size > complete) return;
        findings.Add(new(FindingKind.Replaced, null, place << (Tile.Height * level), null, new(
            $"第 {level} 层第 {place} 个散列与其下的叶不符", $"hash {place} of level {level} is not that of the leaves below it")));
    }

    private void CompareRoots()
    {
        for (; signed.TryPeek(out var next) && next.Signed.Size == frontier.Size; signed.Dequeue())
        {
            if (frontier.Root == next.Signed.Root)
            {
                agreed = frontier.Size;
                if (next.At > signedAt && next.At <= now) signedAt = next.At.Value;
            }
            else if (next.At is null || !isRewritten)
            {
                isRewritten = true;
                findings.Add(new(FindingKind.Forked, null, agreed, null, new(
                    $"{(next.At is null ? "外部保存的" : "")}大小为 {next.Signed.Size} 的检查点与账本不符：序号 {agreed} 到 {next.Signed.Size - 1} 的叶中有改动",
                    $"the checkpoint of size {next.Signed.Size}{(next.At is null ? ", kept elsewhere," : "")} is of another history: something among leaves {agreed} to {next.Signed.Size - 1} is not as it was signed")));
            }
        }
    }

    private void Conclude(bool isCurrent)
    {
        var size = frontier.Size;
        foreach (var (checkpoint, _) in signed)
            findings.Add(new(FindingKind.Truncated, null, size, null, new(
                $"已签名 {checkpoint.Size} 条，现有 {size} 条：序号 {size} 起已不存在", $"{checkpoint.Size} leaves were signed and {size} are there: those from {size} on are gone")));
        foreach (var (level, place) in nodes.Keys)
            findings.Add(new(FindingKind.Replaced, null, place << (Tile.Height * level), null, new($"第 {level} 层第 {place} 个散列之下没有叶", $"there are no leaves below hash {place} of level {level}")));
        var moved = changed.Values.Select(c => c.Found).Concat(unclaimed.Values.Select(f => f.EventId)).ToHashSet();
        foreach (var (leaf, found, _) in changed.Values)
            findings.Add(found != leaf.EventId && moved.Contains(leaf.EventId)
                ? new(FindingKind.Reordered, leaf.Seq, leaf.Leaf, leaf.Project, new("此处是另一条记录，原记录被移到了别处", "another fact stands here, and the one that did stands elsewhere"))
                : new(FindingKind.Changed, leaf.Seq, leaf.Leaf, leaf.Project, new("记录与入账时不同", "the fact is not what it was when it entered the ledger")));
        foreach (var leaf in missing.Values.Where(_ => isCurrent))
            findings.Add(moved.Contains(leaf.EventId)
                ? new(FindingKind.Reordered, leaf.Seq, leaf.Leaf, leaf.Project, new("记录被移到了别的位置", "the fact was moved to another position"))
                : new(FindingKind.Missing, leaf.Seq, leaf.Leaf, leaf.Project, new("记录已从数据库中消失", "the fact is gone from the store")));
        var claimed = missing.Values.Select(l => l.EventId).ToHashSet();
        foreach (var fact in unclaimed.Values.Where(f => isCurrent && !claimed.Contains(f.EventId)))
            findings.Add(new(FindingKind.Inserted, fact.Seq, null, fact.Project, new("此位置之后的记录早已入账，而它没有", "facts after it have long entered the ledger, and it has not")));
    }

    /// <summary>Where the leaves as the facts make them come to what was signed, it is the leaves that were replaced, and not the facts.</summary>
    private async Task TellLeavesFromFactsAsync(NpgsqlDataSource database, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellation)
    {
        var wanted = checkpoints.Where(c => c.Size <= frontier.Size).ToLookup(c => c.Size, c => c.Root);
        if (wanted.Count == 0 || !isRewritten) return;
        var recomputed = new Frontier();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var select = LeafRow.All(connection, log);
        await using var row = await select.ExecuteReaderAsync(cancellation);
        while (recomputed.Size < frontier.Size && await row.ReadAsync(cancellation))
        {
            var leaf = LeafRow.Read(row);
            recomputed.Add(changed.TryGetValue(leaf.Leaf, out var other) ? other.Hash : leaf.Hash);
            if (wanted[recomputed.Size].Any(root => root != recomputed.Root)) return;
        }
        findings.RemoveAll(f => f.Kind is FindingKind.Changed or FindingKind.Forked);
        foreach (var (leaf, _, _) in changed.Values)
            findings.Add(new(FindingKind.Replaced, leaf.Seq, leaf.Leaf, leaf.Project, new("叶的散列与所签的不同，记录本身未变", "the hash of the leaf is not what was signed, while the fact is")));
    }

    private static async Task<Dictionary<(int Level, long Place), Hash>> NodesAsync(NpgsqlDataSource database, LedgerLog log, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select level, place, hash from ledger_node where city = $1 and incarnation = $2");
        select.Parameters.AddWithValue(log.City);
        select.Parameters.AddWithValue(log.Incarnation);
        return (await select.ReadAsync(row => (Level: (int)row.GetInt16(0), Place: row.GetInt64(1), Hash: HashOf(row.GetFieldValue<byte[]>(2))), cancellation))
            .ToDictionary(n => (n.Level, n.Place), n => n.Hash);
    }

    // What is of another length is no hash of anything.
    private static Hash HashOf(byte[] bytes) => bytes.Length == Hash.Length ? new(bytes) : default;

    /// <summary>A leaf as the ledger keeps it.</summary>
    private sealed record LeafRow(long Leaf, long Seq, Guid EventId, Guid Project, Hash Hash)
    {
        public static NpgsqlCommand All(NpgsqlConnection connection, LedgerLog log) =>
            new("select leaf, seq, event_id, project, hash from ledger_leaf where city = $1 and incarnation = $2 order by leaf", connection)
            {
                CommandTimeout = 0,
                Parameters = { new() { Value = log.City }, new() { Value = log.Incarnation } },
            };

        public static LeafRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetGuid(2), row.GetGuid(3), HashOf(row.GetFieldValue<byte[]>(4)));
    }

    /// <summary>A fact as the store has it now.</summary>
    private sealed record StoredFact(long Seq, Guid EventId, Guid Project, DateTimeOffset RecordedAt, Hash Hash)
    {
        /// <summary>Of a row; what cannot be read has no hash that a leaf could have.</summary>
        public static StoredFact Read(NpgsqlDataReader row, string city)
        {
            try
            {
                return Of(StoredEntries.Read(row, city));
            }
            catch (Exception e) when (e is FormatException or JsonException or InvalidCastException or ArgumentException or ArithmeticException)
            {
                var (seq, eventId, project) = StoredEntries.Place(row);
                return new(seq, eventId, project, DateTimeOffset.MaxValue, default);
            }
        }

        public static StoredFact Of(LedgerEntry entry) => new(entry.Seq, entry.EventId, entry.Project, entry.RecordedAt, Merkle.OfLeaf(entry.ToBytes()));
    }
}
