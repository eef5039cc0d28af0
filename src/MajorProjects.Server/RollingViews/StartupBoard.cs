using System.Globalization;
using System.Text;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.RollingViews;

/// <summary>Shows the rolling view of each city on the console once the server listens, so that whoever starts it sees it at work.</summary>
internal sealed class StartupBoard(
    IHostApplicationLifetime lifetime, Cities cities, Viewpoints viewpoints, BatchMemory memory, ILogger<StartupBoard> logger) : BackgroundService
{
    private const int YearsShown = 6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            foreach (var code in await cities.AllAsync(stoppingToken)) await ShowAsync((await cities.FindAsync(code, stoppingToken))!, stoppingToken);
        }
        catch (Exception e) when (Problems.IsAway(e))
        {
            // A board is no reason to end the server, which an exception from here would.
            logger.NotShown("", Refused.Unavailable.Detail.Zh);
        }
    }

    private async Task ShowAsync(City city, CancellationToken cancellation)
    {
        try
        {
            await Console.Out.WriteLineAsync(Render(city, await CountAsync(city, cancellation)).AsMemory(), cancellation);
        }
        catch (RefusedException e)
        {
            // Views that have much to catch up with are shown when somebody asks.
            logger.NotShown(city.Name, e.Refusal.Detail.Zh);
        }
    }

    private async Task<Batches> CountAsync(City city, CancellationToken cancellation)
    {
        var viewpoint = await viewpoints.ResolveAsync(city, new() { Fresh = "true" }, cancellation);
        var last = Period.Of(PeriodKind.Year, viewpoint.AsOf);
        var years = Period.Range(Period.Of(PeriodKind.Year, viewpoint.AsOf.AddYears(1 - YearsShown)), last).ToList();
        return GetBatches.Count(await memory.ReachingAsync(city, viewpoint, cancellation), viewpoint, ProjectFilter.Open, years);
    }

    private static string Render(City city, Batches batches)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{city.Name} 签约一批、开工一批、投产一批（截至 {batches.AsOf:yyyy-MM-dd}，记录位置 {batches.Position}；项目数 / 总投资亿元）\n");
        text.Append("  年份      签约              开工              投产\n");
        foreach (var row in batches.Rows) Line(row.Period.ToString(), row.Signed, row.Started, row.Commissioned);
        Line("合计", batches.Totals.Signed, batches.Totals.Started, batches.Totals.Commissioned);
        return text.ToString();

        void Line(string head, params ReadOnlySpan<BatchCell> cells)
        {
            text.Append("  ").Append(head.PadRight(head.Length == 4 ? 6 : 4));
            foreach (var cell in cells) text.Append(CultureInfo.InvariantCulture, $"{cell.Count,6} / {new Wan(cell.InvestmentWan).ToYi(),-9}");
            text.Append('\n');
        }
    }
}

internal static partial class StartupBoardLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{City}: {Reason}")]
    public static partial void NotShown(this ILogger logger, string city, string reason);
}
