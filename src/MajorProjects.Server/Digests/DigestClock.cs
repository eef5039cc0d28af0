using System.Threading.Channels;

namespace MajorProjects.Server.Digests;

/// <summary>Sent every minute: it is time to look for digests that are due.</summary>
public sealed record DigestsDue
{
    /// <summary>Every minute, in cron.</summary>
    public const string Cron = "* * * * *";
}

/// <summary>What Wolverine calls every minute, on one node. It only wakes: a message has a minute to be handled, and delivering may take longer.</summary>
public static class DigestsDueHandler
{
    public static void Handle(DigestsDue _, DigestClock clock) => clock.Wake();
}

/// <summary>
/// Drives the digests on their way: issues, makes documents of and delivers what is due; each minute, once after a start, so that what was missed while no
/// server ran does not wait, and when something was issued or replayed by hand. Wolverine's schedule wakes one node, which may be one that is there for other
/// things or is gone a moment later: each node looks for itself as well, and what is due is done once however many look.
/// </summary>
public sealed class DigestClock : BackgroundService
{
    private readonly Step[] steps;
    private readonly bool isOn;
    private readonly TimeSpan every;
    private readonly ILogger<DigestClock> logger;

    /// <param name="steps">What is done, each in the order in which a digest comes by; of several servers each does what no other is at.</param>
    /// <param name="isOn">Whether this server does any of it; of several some may be there for other things alone.</param>
    /// <param name="every">How long it goes without being woken.</param>
    /// <param name="logger">Told what fails.</param>
    internal DigestClock(IEnumerable<Func<CancellationToken, Task>> steps, bool isOn, TimeSpan every, ILogger<DigestClock> logger) =>
        (this.steps, this.isOn, this.every, this.logger) = ([.. steps.Select(run => new Step(run))], isOn, every, logger);

    /// <summary>Has what became due just now not wait for the next minute.</summary>
    public void Wake()
    {
        foreach (var step in steps) step.Wake();
    }

    // Each step goes on by itself: documents that take long hold up neither what is due meanwhile nor what is to be delivered.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        isOn ? Task.WhenAll(steps.Select((step, at) => GoOnAsync(step, steps.ElementAtOrDefault(at + 1), stoppingToken))) : Task.CompletedTask;

    private async Task GoOnAsync(Step step, Step? next, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await step.RunAsync(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // Whatever failed stays due, and a minute later it is tried again.
                logger.Failed(Http.Problems.IsAway(e) ? null : e);
            }
            next?.Wake();
            await step.WokenAsync(every, stopping);
        }
    }

    private sealed class Step(Func<CancellationToken, Task> run)
    {
        private readonly Channel<bool> wakings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public Task RunAsync(CancellationToken stopping) => run(stopping);

        public void Wake() => wakings.Writer.TryWrite(true);

        public async Task WokenAsync(TimeSpan longest, CancellationToken stopping)
        {
            using var minute = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            minute.CancelAfter(longest);
            try
            {
                await wakings.Reader.ReadAsync(minute.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // Nobody woke it, and a minute is over.
            }
        }
    }
}

internal static partial class DigestClockLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "通报处理暂停，稍后再试 / the digests pause and are tried again")]
    public static partial void Failed(this ILogger logger, Exception? exception);
}
