using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Digests.Rendering;

/// <summary>Has a server that sets up all that it needs, its database too, have a font for its charts before it answers.</summary>
internal sealed partial class FontSetUp(FormSettings settings, ILogger<FontSetUp> logger, EmbeddedPostgres? embedded = null) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (embedded is not null && await BroughtFont.EnsureAsync(settings, cancellationToken) is { } why) LogMissing(logger, why);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "没有绘制图表的中文字体，带图表的通报文件暂不能生成 / no font to draw charts with, documents with charts cannot be made: {Why}")]
    private static partial void LogMissing(ILogger logger, string why);
}
