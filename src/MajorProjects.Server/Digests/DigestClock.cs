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

/// <summary>What Wolverine calls every minute, on one node at a time.</summary>
public static class DigestsDueHandler
{
    public static Task Handle(DigestsDue _, DigestClock clock, CancellationToken cancellation) => clock.TickAsync(cancellation);
}

/// <summary>
/// Drives the digests on their way: issues, makes documents of and delivers what is due; each minute, once after a start, so that what was missed while no
/// server ran does not wait, and when something was issued or replayed by hand. Wolverine's schedule never makes up for a minute that it missed, and need not:
/// what is due stays due.
/// </summary>
public sealed class DigestClock : BackgroundService
{
    private readonly DueCheck check;
    private readonly RenderDue rendering;
    private readonly DeliverDue delivery;
    private readonly bool isOn;
    private readonly Channel<bool> wakings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal DigestClock(DueCheck check, RenderDue rendering, DeliverDue delivery, IConfiguration configuration)
    {
        (this.check, this.rendering, this.delivery) = (check, rendering, delivery);
        // Of several servers some may be there for other things alone.
        isOn = configuration.GetValue("Digests:On", true);
    }

    public async Task TickAsync(CancellationToken cancellation)
    {
        if (!isOn) return;
        await check.RunAsync(cancellation);
        await rendering.RunAsync(cancellation);
        await delivery.RunAsync(null, cancellation);
    }

    /// <summary>Has what became due just now not wait for the next minute.</summary>
    public void Wake() => wakings.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever fails stays due, and a minute later it is tried again.
        await TryAsync(stoppingToken);
        await foreach (var _ in wakings.Reader.ReadAllAsync(stoppingToken)) await TryAsync(stoppingToken);
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await TickAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && Http.Problems.IsAway(e))
        {
            // The database is away, which others tell of.
        }
    }
}
