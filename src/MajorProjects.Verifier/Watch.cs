using System.Globalization;
using System.Text;
using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>Keeps the last checkpoint of a log that followed from those before, and what contradicts it.</summary>
/// <param name="files">The log.</param>
/// <param name="trust">The keys that it must be signed with.</param>
/// <param name="state">The file of the last checkpoint; beside it evidence is kept.</param>
/// <param name="clock">Names the evidence.</param>
internal sealed class Watch(LogFiles files, Trust trust, string state, TimeProvider clock)
{
    // Is not written down again each minute.
    private byte[]? lastContradiction;

    /// <summary>Looks once. The last checkpoint is replaced only by one that extends it.</summary>
    /// <returns>What there is to say, and the files in which the evidence is kept where it does not hold.</returns>
    /// <exception cref="UnreachableException">the server gives no answer.</exception>
    /// <exception cref="UnreadableException">the last checkpoint cannot be read.</exception>
    public async Task<(Verdict Verdict, IReadOnlyList<string> Evidence)> LookAsync(CancellationToken cancellation)
    {
        (SignedNote Note, Checkpoint Checkpoint)? last = File.Exists(state) ? await NoteFile.ReadAsync(state, cancellation) : null;
        var bytes = await files.CheckpointAsync(cancellation) ?? throw new UnreachableException("服务器上没有检查点", "the server has no checkpoint");
        var verdict = await JudgeAsync(last, bytes, cancellation);
        if (!verdict.Holds) return (verdict, await KeepEvidenceAsync(verdict, last?.Note, bytes, cancellation));
        await WriteAsync(state, bytes, cancellation);
        return (verdict, []);
    }

    private async Task<Verdict> JudgeAsync((SignedNote Note, Checkpoint Checkpoint)? last, byte[] bytes, CancellationToken cancellation)
    {
        SignedNote note;
        Checkpoint now;
        try
        {
            note = SignedNote.Parse(bytes);
            now = Checkpoint.Of(note);
        }
        catch (FormatException e)
        {
            return new("badCheckpoint", false, "服务器给出的不是检查点", $"what the server gives is no checkpoint: {e.Message}");
        }
        if (last is { } before && before.Checkpoint.Log.Name != now.Log.Name)
            return new("otherOrigin", false, $"账本换成了 {now.Origin}，先前是 {before.Checkpoint.Origin}", $"the log is now {now.Origin} and was {before.Checkpoint.Origin}");
        if (trust.Of(note, now) is { Holds: false } distrusted) return distrusted;
        if (trust.IsAnybody && last is { } signed && !note.Signatures.Any(s => signed.Note.Signatures.Any(t => (s.Name, s.KeyId) == (t.Name, t.KeyId))))
            return new("otherSigner", false, "签名人与先前的检查点不同", "it is signed by somebody else than the one before");
        var comparison = new Comparison(trust, files);
        try
        {
            if (last is null) return await comparison.RootAsync(now, cancellation) is { Holds: false } wrong ? wrong : First(now);
            return last.Value.Note.Text == note.Text
                ? new("unchanged", true, $"没有变化：{Trust.Told(now)}", $"no change: {now.Size} leaves")
                : await comparison.CompareAsync(last.Value.Checkpoint, now, cancellation);
        }
        catch (UnreadableException e)
        {
            return new("notProven", false, $"服务器没有给出证明所需的内容：{e.Zh}", $"the server does not give what the proof needs: {e.En}");
        }
    }

    private async Task<IReadOnlyList<string>> KeepEvidenceAsync(Verdict verdict, SignedNote? last, byte[] bytes, CancellationToken cancellation)
    {
        if (lastContradiction is not null && lastContradiction.AsSpan().SequenceEqual(bytes)) return [];
        lastContradiction = bytes;
        var name = $"{state}.{verdict.Code}.{clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture)}";
        var kept = new List<string>();
        if (last is not null) await KeepAsync($"{name}.last.txt", Encoding.UTF8.GetBytes(last.ToString()));
        await KeepAsync($"{name}.now.txt", bytes);
        return kept;

        async Task KeepAsync(string file, byte[] content)
        {
            await WriteAsync(file, content, cancellation);
            kept.Add(file);
        }
    }

    private static Verdict First(Checkpoint now) => new("first", true, $"首次记下：{Trust.Told(now)}", $"noted for the first time: {now.Size} leaves");

    // Whole or not at all.
    private static async Task WriteAsync(string file, byte[] content, CancellationToken cancellation)
    {
        var whole = $"{file}.new";
        await File.WriteAllBytesAsync(whole, content, cancellation);
        File.Move(whole, file, overwrite: true);
    }
}
