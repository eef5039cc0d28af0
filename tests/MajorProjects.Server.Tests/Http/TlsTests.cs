using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Microsoft.AspNetCore.Builder;

namespace MajorProjects.Server.Tests.Http;

/// <summary>Encrypted by configuration alone, and by nothing that is out of date.</summary>
public sealed class TlsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Password = "p";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("major-projects-tls-");
    private WebApplication app = null!;
    private Uri address = null!;
    private X509Certificate2 trusted = null!;

    private X509ChainPolicy Trust => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted }, RevocationMode = X509RevocationMode.NoCheck };

    public async ValueTask InitializeAsync()
    {
        var path = Path.Combine(folder.FullName, "server.pfx");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, Password));
        trusted = X509CertificateLoader.LoadCertificate(certificate.RawData);
        var builder = Program.CreateBuilder(
            ["--Seeds=false", "--urls=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={path}", $"--Kestrel:Certificates:Default:Password={Password}"],
            Database.At(await postgres.NewDatabaseAsync()), postgres.NewDataDirectory());
        app = builder.Build();
        Program.Map(app);
        await app.StartAsync();
        address = new(app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        trusted.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task it_is_served_encrypted_and_says_that_it_always_is()
    {
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trust } };
        using var client = new HttpClient(handler) { BaseAddress = address };

        var answer = await client.GetAsync(new Uri("/api/v1/projects", UriKind.Relative), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem().ShouldBe("max-age=31536000");
    }

    [Fact]
    public async Task by_what_is_not_out_of_date()
    {
        (await HandshakeAsync(SslProtocols.Tls12)).ShouldBe(SslProtocols.Tls12);
        (await HandshakeAsync(SslProtocols.Tls13)).ShouldBe(SslProtocols.Tls13);
#pragma warning disable CA5397, SYSLIB0039 // That it is out of date is the point.
        await Should.ThrowAsync<Exception>(() => HandshakeAsync(SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    private async Task<SslProtocols> HandshakeAsync(SslProtocols protocol)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await using var stream = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol, CertificateChainPolicy = Trust });
        return stream.SslProtocol;
    }
}
