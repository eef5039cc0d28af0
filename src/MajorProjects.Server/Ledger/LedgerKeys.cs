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

    private readonly Lazy<IReadOnlyList<SigningKey>> keys;

    public LedgerKeys(DataDirectory data, IConfiguration configuration) => keys = new(() => Load(data, configuration));

    /// <summary>What the origins of all its logs begin with: said when the key is made, and for good.</summary>
    /// <exception cref="UnauthorizedAccessException">others than the server's user may read a key.</exception>
    public string Deployment => keys.Value[0].Verifier.Name;

    /// <summary>What the origins begin with of the logs that a city's key signs.</summary>
    public static string DeploymentOf(VerifierKey key) => key.Name.LastIndexOf('/') is > 0 and var city ? key.Name[..city] : key.Name;

    /// <summary>Those of a data directory in which a server has made them.</summary>
    /// <exception cref="CommandFailedException">none has.</exception>
    public static LedgerKeys InsistAt(DataDirectory data, IConfiguration configuration) => File.Exists(data.Locate(KeyFile))
        ? new(data, configuration)
        : throw new CommandFailedException($"{data.Path} 中没有账本密钥：请用 --data 指明服务的数据目录，或用 --key 给出核验公钥 / there is no key of a ledger in that data directory; name the server's by --data, or give the verifier key by --key");

    /// <summary>The keys of a city's logs, which share their name through all incarnations.</summary>
    public IReadOnlyList<SigningKey> Of(string city) => [.. keys.Value.Select(key => key.Named(LedgerLog.OriginOf(Deployment, city, 1)))];

    /// <summary>All that checks a city's checkpoints: of the signatures under one, each that is there.</summary>
    public IReadOnlyList<VerifierKey> Verifiers(string city) => [.. Of(city).Select(key => key.Verifier)];

    /// <summary>What checks a city's checkpoints.</summary>
    public VerifierKey Verifier(string city) => Of(city)[0].Verifier;

    private static IReadOnlyList<SigningKey> Load(DataDirectory data, IConfiguration configuration)
    {
        var deployment = configuration["Ledger:Deployment"] ?? "major-projects";
        if (deployment.Length == 0 || deployment.Any(c => char.IsWhiteSpace(c) || c == '+'))
            throw new CommandFailedException("Ledger__Deployment 不得为空，也不得含空格或加号 / cannot be empty, nor have spaces or a plus in it");
        var key = Load(data, KeyFile, deployment, SignatureAlgorithm.Ed25519);
        return configuration.GetValue("Ledger:Sm2", false) ? [key, Load(data, Sm2KeyFile, key.Verifier.Name, SignatureAlgorithm.Sm2)] : [key];
    }

    private static SigningKey Load(DataDirectory data, string file, string name, SignatureAlgorithm algorithm)
    {
        var key = SigningKey.Parse(data.EnsureSecret(file, () => SigningKey.New(name, algorithm).Export()));
        data.RefuseIfOthersRead(file, new(
            "确认未泄露则执行 chmod 600；如已泄露，其签名不再可信，请告知审计人员后更换",
            "chmod 600 it if nobody has it; if somebody has, its signatures prove nothing more: tell the auditors, and replace it"));
        return key;
    }
}
