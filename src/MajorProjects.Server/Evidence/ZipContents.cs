using System.IO.Compression;
using MajorProjects.Domain;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// What is packed in a document, unpacked once to nowhere: whoever opens it later can. How large the parts are is counted as they come out, since
/// what the file says of them may be a lie; parts that are packed themselves are not followed.
/// </summary>
internal static class ZipContents
{
    public const int MostEntries = 5_000;

    /// <summary>In bytes, all parts together.</summary>
    public const long LargestUnpacked = 500 * 1024 * 1024;

    /// <summary>Times the size of the file. Tables of figures shrink to a thirtieth at best; what shrinks to a thousandth says nothing.</summary>
    public const int LargestRatio = 100;

    // Up to here the ratio does not matter: an empty form may well shrink to nothing.
    private const long Unsuspicious = 10 * 1024 * 1024;

    /// <summary>Why a document is not taken for what it holds, or null.</summary>
    public static async Task<Refusal?> RefusalAsync(Stream file, CancellationToken cancellation)
    {
        var most = Math.Min(LargestUnpacked, Math.Max(Unsuspicious, file.Length * LargestRatio));
        var buffer = new byte[64 * 1024];
        var unpacked = 0L;
        file.Position = 0;
        try
        {
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellation);
            if (zip.Entries.Count > MostEntries) return EvidenceRefused.UnpacksTooLarge;
            foreach (var entry in zip.Entries)
            {
                if (entry.IsEncrypted) return EvidenceRefused.CannotUnpack;
                await using var part = await entry.OpenAsync(cancellation);
                int read;
                while ((read = await part.ReadAsync(buffer, cancellation)) > 0)
                    if ((unpacked += read) > most) return EvidenceRefused.UnpacksTooLarge;
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException or ArgumentException)
        {
            return EvidenceRefused.CannotUnpack;
        }
    }
}
