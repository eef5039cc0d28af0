using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery;

/// <summary>
/// Whose certificates are believed: those that the machine believes, and those of the organisation's own authority, where the settings name one. A
/// certificate must be for the host by its name in either case. Revocation is not looked up: a server inside an administration reaches no list.
/// </summary>
/// <param name="own">The certificates of the organisation's own authority; empty: there is none.</param>
public sealed class Trust(X509Certificate2Collection own)
{
    /// <summary>What the machine believes and nothing else.</summary>
    public static Trust OfMachine { get; } = new([]);

    /// <param name="file">The authority's certificates (PEM), or null.</param>
    /// <exception cref="FormatException">the file holds no certificate.</exception>
    /// <exception cref="IOException">it cannot be read.</exception>
    public static Trust Of(string? file)
    {
        if (file is null) return OfMachine;
        var own = new X509Certificate2Collection();
        try
        {
            own.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            own.Clear();
        }
        return own.Count > 0
            ? new(own)
            : throw new FormatException(new Text($"Digests:CertificateAuthority：{file} 中没有 PEM 格式的证书", $"there is no PEM certificate in {file}").Both());
    }

    /// <summary>For whoever opens a connection with TLS.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || own.Count == 0 || certificate is not X509Certificate2 shown) return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(own);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        ours.ChainPolicy.DisableCertificateDownloads = true;
        // What a server is for (1.3.6.1.5.5.7.3.1); a certificate that says nothing of it is for everything.
        ours.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        if (chain is not null) ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        return ours.Build(shown);
    }
}
