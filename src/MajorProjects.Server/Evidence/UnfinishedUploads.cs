using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Evidence;

/// <summary>Clears away, when the server starts, what uploads left that were cut short by a kill or a power cut.</summary>
internal sealed class UnfinishedUploads(DataDirectory data) : IHostedService
{
    /// <summary>Beside the folders of contents, so that a finished upload is put there by renaming it.</summary>
    public const string Folder = "unfinished";

    // Long enough that it is nobody's who is still sending.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var evidence = new DirectoryInfo(data.Locate("evidence"));
        if (!evidence.Exists) return Task.CompletedTask;
        foreach (var city in evidence.EnumerateDirectories())
        {
            var folder = new DirectoryInfo(Path.Combine(city.FullName, Folder));
            if (!folder.Exists) continue;
            foreach (var file in folder.EnumerateFiles().Where(f => f.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Abandoned)) file.Delete();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
