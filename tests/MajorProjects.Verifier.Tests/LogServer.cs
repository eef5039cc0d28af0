using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MajorProjects.Verifier.Tests;

/// <summary>A server of a log, which does as a test wants.</summary>
internal sealed class LogServer : IAsyncDisposable
{
    private readonly HttpListener listener;
    private readonly Task serving;
    private readonly TaskCompletionSource closing = new();

    public LogServer()
    {
        listener = Listen();
        Url = listener.Prefixes.Single() + "ledger/140500";
        serving = ServeAsync();
    }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers instead of the files: null where it is for them to answer.</summary>
    public Func<HttpListenerContext, int?> Instead { get; set; } = _ => null;

    /// <summary>Whether it takes a request and never answers.</summary>
    public bool Hangs { get; set; }

    public ConcurrentBag<string> Asked { get; } = [];

    public string Url { get; }

    public void Serve(OwnLog log, long size)
    {
        foreach (var (path, bytes) in log.Files(size)) Files[path] = bytes;
    }

    public async ValueTask DisposeAsync()
    {
        closing.TrySetResult();
        listener.Close();
        await serving;
    }

    private static HttpListener Listen()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var opened = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                opened.Start();
                return opened;
            }
            catch (HttpListenerException)
            {
                // Somebody else was quicker.
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            if (Hangs)
            {
                await closing.Task;
                return;
            }
            Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath["/ledger/140500/".Length..];
        Asked.Add($"{path} {context.Request.Headers["Authorization"]}".TrimEnd());
        using var response = context.Response;
        response.StatusCode = Instead(context) ?? (Files.ContainsKey(path) ? 200 : 404);
        if (response.StatusCode == 200 && Files.TryGetValue(path, out var bytes)) response.OutputStream.Write(bytes);
    }
}
