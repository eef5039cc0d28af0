using MajorProjects.Domain;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// The contents of evidence, in the data directory as <c>evidence/city/ab/abcd…</c>: a file under its own hash, once per city however many
/// projects it is attached to. A content is on disk, whole and for good, before a fact names it; what no fact names may be left by a
/// crash between the two, is served to nobody, and is used when the upload is repeated.
/// </summary>
public sealed partial class EvidenceFiles(DataDirectory data, ILogger<EvidenceFiles> logger)
{
    // One server holds the data directory, so those who write the same content meet here.
    private readonly SemaphoreSlim[] writers = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    private string Root => data.Locate("evidence");

    /// <summary>An empty file for what a caller is about to send.</summary>
    internal IncomingFile Begin(City city) => OnDisk(() => new IncomingFile(
        this, Path.Combine(MakeFolder(city, UnfinishedUploads.Folder), Guid.NewGuid().ToString("N"))));

    /// <summary>Keeps others from writing or removing the content until disposed.</summary>
    internal async Task<IDisposable> HoldAsync(string sha256, CancellationToken cancellation)
    {
        var writer = writers[Convert.FromHexString(sha256)[0] % writers.Length];
        await writer.WaitAsync(cancellation);
        return new Held(writer);
    }

    /// <summary>
    /// Puts a file that has come in whole where its hash says. The same content that is there already is replaced by it, which changes nothing
    /// but mends a damaged one.
    /// </summary>
    internal void Keep(City city, IncomingFile file) => OnDisk(() =>
    {
        var folder = MakeFolder(city, FolderOf(file.Sha256));
        var place = PlaceOf(city, file.Sha256);
        file.MoveTo(place);
        // The renaming itself, and the folders that may be new, are on disk once those that list them are.
        foreach (var listing in new[] { folder, FolderOf(city), Root, data.Path }) FolderSync.ToDisk(listing);
        return place;
    });

    /// <summary>Removes a content that no fact names.</summary>
    internal void Remove(City city, string sha256) => OnDisk(() =>
    {
        File.Delete(PlaceOf(city, sha256));
        return sha256;
    });

    /// <summary>Whether a content is on this server: another one may have taken it.</summary>
    internal bool Holds(City city, string sha256) => File.Exists(PlaceOf(city, sha256));

    /// <summary>Opens a content that a fact names.</summary>
    /// <exception cref="IOException">it is not there.</exception>
    internal FileStream Open(City city, string sha256) => new(
        PlaceOf(city, sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>What the disk refuses is refused to the caller, in words, and told to the operator.</summary>
    internal async Task OnDiskAsync(Func<ValueTask> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotStore(e);
        }
    }

    private T OnDisk<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotStore(e);
        }
    }

    private RefusedException CannotStore(Exception e)
    {
        LogCannotStore(e, Root);
        return new(EvidenceRefused.CannotStore);
    }

    private string FolderOf(City city) => Path.Combine(Root, city.Code.ToString());

    private static string FolderOf(string sha256) => sha256[..2];

    private string PlaceOf(City city, string sha256) => Path.Combine(FolderOf(city), FolderOf(sha256), sha256);

    private string MakeFolder(City city, string name)
    {
        var folder = Path.Combine(FolderOf(city), name);
        foreach (var each in new[] { Root, FolderOf(city), folder }) Permissions.MakeFolder(each, Permissions.OwnerOnly);
        return folder;
    }

    [LoggerMessage(1, LogLevel.Error, "佐证材料无法写入 / evidence cannot be written: {Folder}")]
    private partial void LogCannotStore(Exception exception, string folder);

    private sealed class Held(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
