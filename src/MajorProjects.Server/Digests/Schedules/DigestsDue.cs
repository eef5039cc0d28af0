namespace MajorProjects.Server.Digests.Schedules;

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
/// Drives the digests: each minute, and once after a start, so that what was missed while no server ran does not wait. Wolverine's schedule never
/// makes up for a minute that it missed, and need not: what is due stays due.
/// </summary>
public sealed class DigestClock(DueCheck check, IConfiguration configuration) : BackgroundService
{
    // Of several servers some may be there for other things alone.
    private readonly bool isOn = configuration.GetValue("Digests:On", true);

    public Task TickAsync(CancellationToken cancellation) => isOn ? check.RunAsync(cancellation) : Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => TickAsync(stoppingToken);
}
