using JasperFx;
using JasperFx.Events.Daemon;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace MajorProjects.Server.Storage;

/// <summary>
/// Sets projections going again that a fault of the database has stopped: a timeout, a lost connection. Neither Marten nor Wolverine
/// does so where Wolverine runs them (a paused agent passes for a running one), and the views would stand still until the next start.
/// What fails on a certain event stays stopped, since it would fail on it again.
/// </summary>
internal sealed class PausedViews(IWolverineRuntime wolverine, TimeProvider clock, ILogger<PausedViews> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var projection in wolverine.Agents.AllRunningAgentUris())
            {
                if (!wolverine.Agents.TryFindActiveAgent<IEventSubscriptionAgent>(projection, out var agent)) continue;
                if (agent is not { Status: AgentStatus.Paused, Failure: null or { Category: ShardFailureCategory.Other } }) continue;
                await ResumeAsync(projection);
            }
        }
    }

    private async Task ResumeAsync(Uri projection)
    {
        try
        {
            await wolverine.Agents.StopLocallyAsync(projection);
            await wolverine.Agents.StartLocallyAsync(projection);
            logger.Resumed(projection);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database is still away; the next round tries again.
            logger.StillPaused(projection, e);
        }
    }
}

internal static partial class PausedViewsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "视图更新因数据库故障中断，已继续 / views go on after a fault of the database: {Projection}")]
    public static partial void Resumed(this ILogger logger, Uri projection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "视图更新仍中断，稍后再试 / views still stand: {Projection}")]
    public static partial void StillPaused(this ILogger logger, Uri projection, Exception exception);
}
