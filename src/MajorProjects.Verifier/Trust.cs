using System.CommandLine;
using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>The keys that the auditor trusts, noted down before.</summary>
internal sealed class Trust(IReadOnlyList<VerifierKey> keys)
{
    public IReadOnlyList<VerifierKey> Keys => keys;

    public bool IsAnybody => keys.Count == 0;

    public static Option<string[]> Option() => new("--key")
    {
        Description = "可信公钥或其文件（每行一个），须从别处取得；可给多个 / a verifier key or a file of them, from elsewhere; may be given several times",
        DefaultValueFactory = _ => [],
    };

    /// <exception cref="UnreadableException">what is given is no key.</exception>
    public static Trust Of(string[] given)
    {
        var keys = new List<VerifierKey>();
        foreach (var line in given.SelectMany(g => File.Exists(g) ? File.ReadAllLines(g) : [g]).Where(line => line.Length > 0))
        {
            try
            {
                keys.Add(VerifierKey.Parse(line));
            }
            catch (FormatException e)
            {
                throw new UnreadableException("--key 不是公钥，也不是公钥文件", $"--key is neither a verifier key nor a file of them: {e.Message}");
            }
        }
        return new(keys);
    }

    /// <summary>Whether a checkpoint is of the log of a key, and signed by it; null where there is no key to tell by.</summary>
    public Verdict? Of(SignedNote note, Checkpoint checkpoint)
    {
        if (IsAnybody) return null;
        var named = keys.Where(key => key.Name == checkpoint.Log.Name).ToList();
        if (named.Count == 0)
            return new("otherOrigin", false, $"检查点属于账本 {checkpoint.Origin}，所给公钥是 {keys[0].Name} 的", $"the checkpoint is of {checkpoint.Origin}, the key is of {keys[0].Name}");
        return note.IsSignedBy(named)
            ? new("signed", true, $"检查点 {Told(checkpoint)} 的签名有效", $"the checkpoint {checkpoint.Origin} of {checkpoint.Size} leaves is signed by {named.First(note.IsSignedBy)}")
            : new("otherSigner", false, $"检查点 {Told(checkpoint)} 没有可信公钥的有效签名", $"the checkpoint {checkpoint.Origin} of {checkpoint.Size} leaves is not signed by a key that is trusted");
    }

    public static string Told(Checkpoint checkpoint) => $"{checkpoint.Origin}（{checkpoint.Size} 条）";
}
