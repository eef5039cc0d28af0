using System.Text;

namespace MajorProjects.Ledger.Packages;

/// <summary>Checks a package, from the key down to each fact, and goes on after each finding as far as anything can be told.</summary>
internal sealed class PackageChecker(VerifierKey? trusted)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<PackageFinding> findings = [];

    public PackageCheck Check(Stream package)
    {
        var files = PackageFiles.Read(package, findings);
        if (findings.Count > 0) return new(null, null, trusted is not null, findings);
        var cover = files.Take(EvidencePackage.CoverFile, findings);
        var manifest = Read(files, EvidencePackage.ManifestFile, "badManifest", Manifest.Parse);
        var note = Read(files, EvidencePackage.CheckpointFile, "badCheckpoint", bytes => SignedNote.Parse(bytes));
        var checkpoint = note is null ? null : Try("badCheckpoint", EvidencePackage.CheckpointFile, () => Checkpoint.Of(note));
        var keys = Read(files, EvidencePackage.KeyFile, "badKey", KeysOf);
        if (note is not null && checkpoint is not null && keys is not null) Sign(note, checkpoint, manifest, keys);
        if (manifest is not null)
        {
            var entries = Entries(files, manifest, note, checkpoint);
            foreach (var other in files.Others) Add("unknownFile", $"文件 {other} 不在清单中。", $"The file {other} is not listed.");
            if (cover is not null && note is not null && checkpoint is not null && keys is not null && entries.Count == manifest.Entries.Count
                && !EvidencePackage.Cover(manifest, note, keys, entries).AsSpan().SequenceEqual(cover))
                Add("coverDiffers", "封面与包内的事实、清单或检查点不符，请以事实为准。", "The cover sheet says other than the facts, the manifest or the checkpoint.");
        }
        return new(manifest, checkpoint, trusted is not null, findings);
    }

    private void Sign(SignedNote note, Checkpoint checkpoint, Manifest? manifest, IReadOnlyList<VerifierKey> keys)
    {
        if (trusted is not null && !keys.Contains(trusted))
            Add("otherKey", $"包内的公钥不是所给的公钥 {trusted.Name}。", $"The keys inside are not the one given, {trusted.Name}.");
        foreach (var key in trusted is null ? keys : keys.Append(trusted).Distinct())
        {
            if (!note.IsSignedBy(key)) Add("notSigned", $"检查点没有公钥 {key} 的有效签名。", $"The checkpoint is not signed by {key}.");
            if (checkpoint.Log.Name != key.Name) Add("otherOrigin", $"检查点属于账本 {checkpoint.Origin}，不属于公钥 {key.Name}。", $"The checkpoint is of the log {checkpoint.Origin} and not of {key.Name}.");
        }
        if (manifest is not null && manifest.Origin != checkpoint.Origin)
            Add("otherOrigin", $"清单写的账本是 {manifest.Origin}，检查点属于 {checkpoint.Origin}。", $"The manifest is of the log {manifest.Origin}, the checkpoint of {checkpoint.Origin}.");
    }

    private Dictionary<long, LedgerEntry> Entries(PackageFiles files, Manifest manifest, SignedNote? note, Checkpoint? checkpoint)
    {
        var entries = new Dictionary<long, LedgerEntry>();
        foreach (var listed in manifest.Entries)
        {
            var (bytes, proof) = (files.Take(listed.File, findings, listed), files.Take(listed.Proof, findings, listed));
            if (bytes is not null && Try("badEntry", listed.File, () => LedgerEntry.Parse(bytes), listed) is { } entry)
            {
                if (!entries.TryAdd(listed.Leaf, entry)) Add("duplicateLeaf", "清单把同一条列了两次。", "The leaf is listed twice.", listed);
                if (ManifestEntry.Of(listed.Leaf, entry) != listed)
                    Add("notAsListed", $"清单与文件内容不符：文件是 {Told(ManifestEntry.Of(listed.Leaf, entry))}。", $"The entry is not what is listed, but {Told(ManifestEntry.Of(listed.Leaf, entry))}.", listed);
                if (entry.AttachedSha256 is not null && listed.Data is not null) Attached(files, entry, listed);
            }
            if (proof is not null && checkpoint is not null) Prove(listed, proof, bytes, note!.ToString());
        }
        return entries;
    }

    private void Prove(ManifestEntry listed, byte[] proofFile, byte[]? bytes, string note)
    {
        if (Try("badProof", listed.Proof, () => TlogProof.Parse(TextOf(proofFile)), listed) is not { } proof) return;
        if (proof.Index != listed.Leaf) Add("badProof", $"证明是第 {proof.Index} 条的。", $"The proof is of leaf {proof.Index}.", listed);
        if (proof.Note.ToString() != note) Add("otherCheckpoint", "证明对应的不是本包的检查点。", "The proof is for another checkpoint.", listed);
        if (bytes is not null && !proof.Includes(bytes))
            Add("notIncluded", "事实不在检查点所签的账本中：内容、位置或证明被改动。", "The entry is not in the log that was signed: it, its place or its proof was changed.", listed);
    }

    private void Attached(PackageFiles files, LedgerEntry entry, ManifestEntry listed)
    {
        if (files.Take(listed.Data!, findings, listed) is { } data && !LedgerEntry.Attached(data).AsSpan().SequenceEqual(entry.Data.Span))
            Add("otherData", "所附内容不是账本记下的那一份（SHA-256 或长度不符）。", "The data beside the entry are not those it has the SHA-256 and the length of.", listed);
    }

    private T? Read<T>(PackageFiles files, string name, string code, Func<byte[], T> parse) where T : class =>
        files.Take(name, findings) is { } bytes ? Try(code, name, () => parse(bytes)) : null;

    private T? Try<T>(string code, string name, Func<T> parse, ManifestEntry? entry = null) where T : class
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            Add(code, $"文件 {name} 的内容不合格式。", $"The file {name} is not as it must be: {e.Message}", entry);
            return null;
        }
    }

    private void Add(string code, string zh, string en, ManifestEntry? entry = null) => findings.Add(new(code, zh, en, entry));

    private static List<VerifierKey> KeysOf(byte[] file)
    {
        var text = TextOf(file);
        return text.EndsWith('\n') ? [.. text[..^1].Split('\n').Select(VerifierKey.Parse)] : throw new FormatException("There is no key.");
    }

    private static string TextOf(byte[] file)
    {
        try
        {
            return Utf8.GetString(file);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("It is not in UTF-8.", e);
        }
    }

    private static string Told(ManifestEntry e) => $"leaf={e.Leaf} seq={e.Seq} project={e.Project} version={e.Version} type={e.Type} file={e.File} proof={e.Proof} data={e.Data}";
}
