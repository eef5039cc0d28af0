using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace MajorProjects.Digests.Tests.Delivery;

/// <summary>A mail server that keeps what it is sent, and does otherwise as a test wants.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;

    public MailServer(X509Certificate2? certificate = null, bool implicitTls = false, (string User, string Password)? account = null)
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = ServeAsync(certificate, implicitTls, account);
    }

    public int Port { get; }

    public ConcurrentQueue<Received> Mails { get; } = new();

    /// <summary>Every command that came, credentials left out.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>An answer instead of the usual one, by the command; empty: none ever comes.</summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await serving;
        closing.Dispose();
    }

    private async Task ServeAsync(X509Certificate2? certificate, bool implicitTls, (string User, string Password)? account)
    {
        var conversations = new List<Task>();
        try
        {
            while (true) conversations.Add(ConverseAsync(await listener.AcceptTcpClientAsync(closing.Token), certificate, implicitTls, account));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ConverseAsync(TcpClient client, X509Certificate2? certificate, bool implicitTls, (string User, string Password)? account)
    {
        using var _ = client;
        try
        {
            Stream stream = client.GetStream();
            if (implicitTls) stream = await SecureAsync(stream, certificate!);
            var (isSecure, isSignedIn, to) = (implicitTls, account is null, new List<string>());
            var reader = new Lines(stream);
            await SayAsync(stream, "220 mail.example");
            while (await reader.ReadAsync(closing.Token) is { } line)
            {
                var command = line.Split(' ')[0].ToUpperInvariant();
                Commands.Enqueue(command == "AUTH" ? "AUTH" : line);
                if (Instead(line) is { } instead)
                {
                    if (instead.Length == 0) await Task.Delay(Timeout.Infinite, closing.Token);
                    await SayAsync(stream, instead);
                    continue;
                }
                switch (command)
                {
                    case "EHLO":
                        if (certificate is not null && !isSecure) await SayAsync(stream, "250-STARTTLS");
                        if (isSecure && account is not null) await SayAsync(stream, "250-AUTH PLAIN");
                        await SayAsync(stream, "250 8BITMIME");
                        break;
                    case "STARTTLS":
                        await SayAsync(stream, "220 go");
                        stream = await SecureAsync(stream, certificate!);
                        reader = new Lines(stream);
                        isSecure = true;
                        break;
                    case "AUTH":
                        isSignedIn = line.Split(' ') is [_, "PLAIN", var token] && Encoding.UTF8.GetString(Convert.FromBase64String(token)) == $"\0{account!.Value.User}\0{account.Value.Password}";
                        await SayAsync(stream, isSignedIn ? "235 welcome" : "535 no");
                        break;
                    case "MAIL" when !isSignedIn:
                        await SayAsync(stream, "530 sign in");
                        break;
                    case "MAIL":
                        to.Clear();
                        await SayAsync(stream, "250 ok");
                        break;
                    case "RCPT":
                        to.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                        await SayAsync(stream, "250 ok");
                        break;
                    case "DATA":
                        await SayAsync(stream, "354 go");
                        var mail = await reader.ReadMailAsync(closing.Token);
                        Mails.Enqueue(new([.. to], isSecure, mail));
                        await SayAsync(stream, Instead("<mail>") ?? "250 taken");
                        break;
                    case "QUIT":
                        await SayAsync(stream, "221 bye");
                        return;
                    default:
                        await SayAsync(stream, "250 ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // It went away, or did not believe the certificate.
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, X509Certificate2 certificate)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(certificate);
        return secure;
    }

    private static async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    /// <summary>A mail as it arrived.</summary>
    public sealed record Received(IReadOnlyList<string> To, bool Encrypted, byte[] Raw)
    {
        public MimeMessage Message { get; } = MimeMessage.Load(new MemoryStream(Raw));

        public string Ascii => Encoding.ASCII.GetString(Raw);
    }

    private sealed class Lines(Stream stream)
    {
        private readonly byte[] one = new byte[1];

        public async Task<string?> ReadAsync(CancellationToken cancellation) =>
            await ReadBytesAsync(cancellation) is { } line ? Encoding.UTF8.GetString(line).TrimEnd('\r', '\n') : null;

        public async Task<byte[]> ReadMailAsync(CancellationToken cancellation)
        {
            using var mail = new MemoryStream();
            while (await ReadBytesAsync(cancellation) is { } line && Encoding.ASCII.GetString(line) != ".\r\n") mail.Write(line.AsSpan(line[0] == '.' ? 1 : 0));
            return mail.ToArray();
        }

        private async Task<byte[]?> ReadBytesAsync(CancellationToken cancellation)
        {
            using var line = new MemoryStream();
            while (await stream.ReadAsync(one, cancellation) == 1)
            {
                line.WriteByte(one[0]);
                if (one[0] == '\n') return line.ToArray();
            }
            return null;
        }
    }
}
