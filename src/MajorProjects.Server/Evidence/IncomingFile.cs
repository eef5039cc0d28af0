using System.Security.Cryptography;
using MajorProjects.Domain;

namespace MajorProjects.Server.Evidence;

/// <summary>A file on its way in: written as it arrives and hashed meanwhile, so that no more of it than a buffer is in memory. Gone once disposed.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly EvidenceFiles files;
    private readonly FileStream content;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? sha256;

    public IncomingFile(EvidenceFiles files, string path)
    {
        this.files = files;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        content = new(path, options);
    }

    public long Size { get; private set; }

    /// <summary>The hash of all that was written; nothing is written after it was asked for.</summary>
    public string Sha256 => sha256 ??= Convert.ToHexStringLower(hash.GetHashAndReset());

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await files.OnDiskAsync(() => content.WriteAsync(bytes, cancellation));
        hash.AppendData(bytes.Span);
        Size += bytes.Length;
    }

    public EvidenceFormat? FindFormat() => EvidenceFormat.Of(content);

    /// <summary>Why what is packed in it is not taken, or null.</summary>
    public Task<Refusal?> UnpackAsync(CancellationToken cancellation) => ZipContents.RefusalAsync(content, cancellation);

    /// <summary>Puts it in its place, whole: a reader there finds all of it or none, after a power cut too.</summary>
    public void MoveTo(string place)
    {
        content.Flush(flushToDisk: true);
        content.Dispose();
        File.Move(content.Name, place, overwrite: true);
    }

    public void Dispose()
    {
        content.Dispose();
        hash.Dispose();
        File.Delete(content.Name);
    }
}
