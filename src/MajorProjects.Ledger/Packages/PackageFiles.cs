using System.IO.Compression;

namespace MajorProjects.Ledger.Packages;

/// <summary>The files of a package in memory, however large and however many it says that they are.</summary>
internal sealed class PackageFiles
{
    /// <summary>Largest package, and largest sum of its files unpacked, in bytes.</summary>
    private const long Largest = 512L << 20;

    private const int LargestFile = 64 << 20, Most = 100_000;

    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Reads them; what cannot be read is a finding.</summary>
    public static PackageFiles Read(Stream package, List<PackageFinding> findings)
    {
        var read = new PackageFiles();
        try
        {
            if (package.CanSeek && package.Length > Largest) findings.Add(TooLarge("文件包", "The package"));
            else read.Unpack(package, findings);
        }
        // What ZipArchive throws where a file is no ZIP or a broken one.
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or ArithmeticException or IndexOutOfRangeException)
        {
            findings.Add(new("unreadable", "不是完好的 ZIP 文件，请重新取得。", $"It is no whole ZIP file: {e.Message}"));
        }
        return read;
    }

    /// <summary>Takes a file, or finds that it is missing.</summary>
    public byte[]? Take(string name, List<PackageFinding> findings, ManifestEntry? entry = null)
    {
        taken.Add(name);
        if (files.TryGetValue(name, out var bytes)) return bytes;
        findings.Add(new("missingFile", $"缺少文件 {name}。", $"The file {name} is missing.", entry));
        return null;
    }

    /// <summary>The files that nothing asked for.</summary>
    public IEnumerable<string> Others => files.Keys.Except(taken, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private void Unpack(Stream package, List<PackageFinding> findings)
    {
        using var zip = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
        var left = Largest;
        if (zip.Entries.Count > Most)
        {
            findings.Add(TooLarge("文件个数", "The number of files"));
            return;
        }
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            if (Bounded(content, (int)Math.Min(left, LargestFile)) is not { } bytes)
            {
                findings.Add(TooLarge($"文件 {entry.FullName}", $"The file {entry.FullName}"));
                return;
            }
            left -= bytes.Length;
            if (!files.TryAdd(entry.FullName, bytes)) findings.Add(new("duplicateFile", $"文件 {entry.FullName} 出现两次。", $"The file {entry.FullName} is there twice."));
        }
    }

    /// <summary>All of a stream, or null where it is longer than that: its own word for its length does not count.</summary>
    private static byte[]? Bounded(Stream content, int longest)
    {
        using var read = new MemoryStream();
        var buffer = new byte[81_920];
        while (content.Read(buffer) is > 0 and var count)
        {
            if (read.Length + count > longest) return null;
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }

    private static PackageFinding TooLarge(string zh, string en) => new("tooLarge", $"{zh}超出上限，未作核验。", $"{en} is beyond all limits and was not checked.");
}
