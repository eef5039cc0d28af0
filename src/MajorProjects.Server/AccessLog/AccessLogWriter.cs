using System.Threading.Channels;
using Npgsql;

namespace MajorProjects.Server.AccessLog;

/// <summary>
/// Writes requests down, as many at once as have come: whoever waits for his own to be on record waits for one transaction. What is turned
/// away need not wait, and a flood of it is told as one. While the database is away what came is kept, up to a limit beyond which
/// nothing more is let in: nobody reads what nobody will know of.
/// </summary>
internal sealed class AccessLogWriter(NpgsqlDataSource database, ILogger<AccessLogWriter> logger) : BackgroundService
{
    private const int MostWaiting = 20_000;

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Channel<bool> hurry = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Whether what comes can still be written down.</summary>
    public bool HasRoom => queue.Reader.Count < MostWaiting;

    /// <summary>Writes a request down some time soon.</summary>
    public void Note(AccessEntry entry) => queue.Writer.TryWrite(new(entry, null));

    /// <summary>Writes a request down; it is on record when this ends.</summary>
    /// <returns>Whether it is: false where the database does not take it in time.</returns>
    public async Task<bool> RecordAsync(AccessEntry entry)
    {
        var pending = new Pending(entry, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queue.Writer.TryWrite(pending)) return false;
        hurry.Writer.TryWrite(true);
        try
        {
            await pending.Written!.Task.WaitAsync(Patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>();
        while (batch.Count > 0 || await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (batch.Count == 0 && !queue.Reader.Completion.IsCompleted) await LingerAsync(stoppingToken);
            while (batch.Count < MostWaiting && queue.Reader.TryRead(out var pending)) batch.Add(pending);
            if (await TryWriteAsync(batch, stoppingToken)) batch.Clear();
            else if (stoppingToken.IsCancellationRequested) return;
            else await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>What has come by now is still written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    private async Task LingerAsync(CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ends.CancelAfter(Linger);
        try
        {
            await hurry.Reader.ReadAsync(ends.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody is in a hurry.
        }
    }

    private async Task<bool> TryWriteAsync(List<Pending> batch, CancellationToken stopping)
    {
        try
        {
            await AccessLogTable.AppendAsync(database, Told(batch), CancellationToken.None);
            foreach (var pending in batch) pending.Written?.TrySetResult();
            return true;
        }
        catch (Exception e)
        {
            if (stopping.IsCancellationRequested) logger.Lost(batch.Count, e);
            else logger.NotWritten(batch.Count, e);
            return false;
        }
    }

    private static List<AccessEntry> Told(List<Pending> batch)
    {
        var told = new List<AccessEntry>(batch.Count);
        var floods = new Dictionary<AccessEntry, int>();
        foreach (var (entry, _) in batch)
        {
            if (entry.Flood is { } flood && !floods.TryAdd(flood, told.Count)) told[floods[flood]] = told[floods[flood]] with { Times = told[floods[flood]].Times + 1 };
            else told.Add(entry);
        }
        return told;
    }

    private sealed record Pending(AccessEntry Entry, TaskCompletionSource? Written);
}

internal static partial class AccessLogWriterLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "访问日志暂时无法写入，稍后重试 / the access log cannot be written for now: {Count} waiting")]
    public static partial void NotWritten(this ILogger logger, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "访问日志有条目未能写入 / entries of the access log were not written: {Count}")]
    public static partial void Lost(this ILogger logger, int count, Exception exception);
}
