using MajorProjects.Ledger;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// The keys that checkpoints are signed with: made at the first start, in the data directory, readable by the server's user only. Ed25519, and
/// SM2 beside it where <c>Ledger:Sm2</c> asks for it. Several servers of one database have copies of one file.
/// </summary>
internal sealed class LedgerKeys
{
    private const string KeyFile = "ledger.key", Sm2KeyFile = "ledger-sm2.key";

    private readonly IReadOnlyList<SigningKey> keys;

    /// <exception cref="UnauthorizedAccessException">others than the server's user may read a key.</exception>
    public LedgerKeys(DataDirectory data, IConfiguration configuration)
    {
        var named = configuration["Ledger:Deployment"] ?? "major-projects";
        var key = Load(data, KeyFile, named, SignatureAlgorithm.Ed25519);
        Deployment = key.Verifier.Name;
        keys = configuration.GetValue("Ledger:Sm2", false) ? [key, Load(data, Sm2KeyFile, Deployment, SignatureAlgorithm.Sm2)] : [key];
    }

    /// <summary>What the origins of all its logs begin with: said when the key is made, and for good.</summary>
    public string Deployment { get; }

    /// <summary>The keys of a city's logs, which share their name through all incarnations.</summary>
    public IReadOnlyList<SigningKey> Of(string city) => [.. keys.Select(key => key.Named(LedgerLog.OriginOf(Deployment, city, 1)))];

    /// <summary>What checks a city's checkpoints.</summary>
    public VerifierKey Verifier(string city) => Of(city)[0].Verifier;

    private static SigningKey Load(DataDirectory data, string file, string name, SignatureAlgorithm algorithm)
    {
        var key = SigningKey.Parse(data.EnsureSecret(file, () => SigningKey.New(name, algorithm).Export()));
        data.RefuseIfOthersRead(file, new(
            "确认未泄露则执行 chmod 600；如已泄露，其签名不再可信，请告知审计人员后更换",
            "chmod 600 it if nobody has it; if somebody has, its signatures prove nothing more: tell the auditors, and replace it"));
        return key;
    }
}
