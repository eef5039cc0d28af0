using System.Net;
using System.Net.Http.Headers;

namespace MajorProjects.Verifier;

/// <summary>The server gives no answer, or none that it may give.</summary>
internal sealed class UnreachableException(string zh, string en) : Exception(en)
{
    public string Zh => zh;
}

/// <summary>A log on a server. Nobody is asked but that server, for no longer and for no more bytes than it should take.</summary>
internal sealed class RemoteLog : IDisposable
{
    /// <summary>Of a token for the entries, which are not for everybody as the tiles are.</summary>
    public const string TokenVariable = "VERIFIER_TOKEN";

    private readonly HttpClient http;
    private readonly string prefix;
    private readonly TimeSpan patience;

    public RemoteLog(Uri url, TimeSpan patience, string? token)
    {
        (prefix, this.patience) = (url.AbsoluteUri.TrimEnd('/'), patience);
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.GZip }) { Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token)) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public LogFiles Files => new(ReadAsync);

    public void Dispose() => http.Dispose();

    private async Task<byte[]?> ReadAsync(string path, int longest, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(patience);
        var url = $"{prefix}/{path}";
        try
        {
            using var response = await http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, limited.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await BoundedAsync(response.Content, longest, limited.Token)
                    ?? throw new UnreachableException($"{url} 的内容超出上限", $"{url} answers with more than {longest} bytes"),
                HttpStatusCode.NotFound => null,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new UnreachableException($"{url} 需要令牌（环境变量 {TokenVariable}）", $"{url} asks for a token (environment variable {TokenVariable})"),
                >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => throw new UnreachableException($"{url} 要求转到别处，不予跟随", $"{url} points elsewhere, which is not followed"),
                var status => throw new UnreachableException($"{url} 返回 {(int)status}", $"{url} answers {(int)status}"),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreachableException($"{url} 在 {patience.TotalSeconds} 秒内没有答复", $"{url} did not answer within {patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw new UnreachableException($"{url} 无法访问", $"{url} cannot be reached: {e.Message}");
        }
    }

    private static async Task<byte[]?> BoundedAsync(HttpContent content, int longest, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var read = new MemoryStream();
        var buffer = new byte[81_920];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (read.Length + count > longest) return null;
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }
}
