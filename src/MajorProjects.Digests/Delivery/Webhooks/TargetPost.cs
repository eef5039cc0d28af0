using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>
/// Posts JSON to targets, in bounded time, and reads no more of an answer than is bounded: no redirects, no proxy, no cookies, and a connection only to
/// addresses that <see cref="Networks"/> admits. What it says of a failure has nothing of the address in it.
/// </summary>
public sealed class TargetPost : IDisposable
{
    /// <summary>Most bytes of an answer.</summary>
    public const int LargestAnswer = 64 * 1024;

    /// <summary>Most time for one request with its answer.</summary>
    public static TimeSpan UsualTimeout { get; } = TimeSpan.FromSeconds(15);

    private readonly HttpClient client;
    private readonly TimeSpan timeout;

    /// <param name="networks">What may be connected to.</param>
    /// <param name="trust">Whose certificates are believed.</param>
    /// <param name="timeout">Most time for one request with its answer.</param>
    public TargetPost(Networks networks, Trust trust, TimeSpan timeout)
    {
        this.timeout = timeout;
        client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = LargestAnswer / 1024,
            // A name is resolved anew, and its addresses are looked at, for every digest.
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = { RemoteCertificateValidationCallback = trust.Accepts },
            ConnectCallback = async (connection, cancellation) =>
            {
                var encrypted = connection.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
                return new NetworkStream(await networks.ConnectAsync(connection.DnsEndPoint.Host, connection.DnsEndPoint.Port, encrypted, cancellation), ownsSocket: true);
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <param name="url">The target's, with what is added to it.</param>
    /// <param name="json">What is posted.</param>
    /// <param name="headers">What goes with it.</param>
    /// <param name="readsAnswer">Whether the answer says more than its status.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The answer of a status that means success; empty where it is not read.</returns>
    /// <exception cref="NotDeliveredException">there is none.</exception>
    internal async Task<byte[]> PostAsync(Uri url, byte[] json, IEnumerable<(string Name, string Value)> headers, bool readsAnswer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(timeout);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            if (!answer.IsSuccessStatusCode) throw Refused(answer.StatusCode);
            return readsAnswer ? await ReadAsync(answer.Content, bounded.Token) : [];
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && Explained(e) is var (why, isPermanent))
        {
            throw new NotDeliveredException(why, isPermanent, e);
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var answer = new byte[LargestAnswer + 1];
        var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellation);
        return length <= LargestAnswer
            ? answer[..length]
            : throw new NotDeliveredException(new("对方的应答过大，未读完。", "The answer was too large and was not read to its end."));
    }

    private static NotDeliveredException Refused(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => new(new(
            $"对方要求转到别的地址（HTTP {(int)status}），不予跟随；请在设置中填写最终地址。", $"It was redirected (HTTP {(int)status}), which is not followed; put the final address into the settings."), isPermanent: true),
        // Later, more slowly, or after a rest the same may be taken; all else of the client's side stays refused.
        408 or 425 or 429 or >= 500 => new(new($"对方暂不能接收（HTTP {(int)status}）。", $"It cannot be taken for now (HTTP {(int)status}).")),
        _ => new(new($"对方拒绝接收（HTTP {(int)status}）。", $"It was refused (HTTP {(int)status})."), isPermanent: true),
    };

    // None of the messages of these exceptions is passed on: some have the address in them.
    private static (Text Why, bool IsPermanent)? Explained(Exception e) => e switch
    {
        NotDeliveredException told => (told.Why, told.IsPermanent),
        HttpRequestException { InnerException: NotDeliveredException told } => (told.Why, told.IsPermanent),
        OperationCanceledException => (new("对方未在限定时间内应答。", "There was no answer in time."), false),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (new(
            "与对方的加密连接不成立：请检查其证书，或在 Digests:CertificateAuthority 中给出本单位的证书颁发机构。",
            "There is no encrypted connection: check the certificate there, or name your own authority in Digests:CertificateAuthority."), false),
        HttpRequestException or IOException or SocketException => (new("与对方的连接失败或中断。", "It cannot be reached, or the connection broke."), false),
        _ => null,
    };
}
