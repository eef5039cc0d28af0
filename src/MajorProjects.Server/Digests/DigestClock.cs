using System.Threading.Channels;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Rendering;
using MajorProjects.Server.Digests.Schedules;

namespace MajorProjects.Server.Digests;

/// <summary>Sent every minute: it is time to look for digests that are due.</summary>
public sealed record DigestsDue
{
    /// <summary>Every minute, in cron.</summary>
    public const string Cron = "* * * * *";
}

/// <summary>What Wolverine calls every minute, on one node at a time. It only wakes: a message has a minute to be handled, and delivering may take longer.</summary>
public static class DigestsDueHandler
{
    public static void Handle(DigestsDue _, DigestClock clock) => clock.Wake();
}

/// <summary>
/// Drives the digests on their way: issues, makes documents of and delivers what is due; each minute, once after a start, so that what was missed while no
/// server ran does not wait, and when something was issued or replayed by hand. Wolverine's schedule never makes up for a minute that it missed, and need not:
/// what is due stays due.
/// </summary>
public sealed class DigestClock : BackgroundService
{
    private readonly Func<CancellationToken, Task>[] steps;
    private readonly bool isOn;
    private readonly ILogger<DigestClock> logger;
    private readonly Channel<bool> wakings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal DigestClock(DueCheck check, RenderDue rendering, DeliverDue delivery, IConfiguration configuration, ILogger<DigestClock> logger)
    {
        steps = [check.RunAsync, rendering.RunAsync, stopping => delivery.RunAsync(null, stopping)];
        // Of several servers some may be there for other things alone.
        isOn = configuration.GetValue("Digests:On", true);
        this.logger = logger;
    }

    /// <summary>Has what became due just now not wait for the next minute.</summary>
    public void Wake() => wakings.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!isOn) return;
        await TickAsync(stoppingToken);
        await foreach (var _ in wakings.Reader.ReadAllAsync(stoppingToken)) await TickAsync(stoppingToken);
    }

    // Whatever fails stays due, and a minute later it is tried again; what one step fails at is not the others' trouble.
    private async Task TickAsync(CancellationToken stopping)
    {
        foreach (var step in steps)
        {
            try
            {
                await step(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.Failed(Http.Problems.IsAway(e) ? null : e);
            }
        }
    }
}

internal static partial class DigestClockLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "通报处理暂停，稍后再试 / the digests pause and are tried again")]
    public static partial void Failed(this ILogger logger, Exception? exception);
}
