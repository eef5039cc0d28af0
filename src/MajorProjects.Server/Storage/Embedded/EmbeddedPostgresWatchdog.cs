namespace MajorProjects.Server.Storage.Embedded;

/// <summary>Starts the cluster again when its postmaster dies under a running server.</summary>
public sealed class EmbeddedPostgresWatchdog(EmbeddedPostgres postgres, TimeProvider time, ILogger<EmbeddedPostgresWatchdog> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await postgres.ReviveAsync(stoppingToken);
            }
            catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                // The next tick tries again.
                logger.RevivalFailed(e);
            }
        }
    }
}
