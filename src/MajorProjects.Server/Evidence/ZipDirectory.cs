using System.Buffers.Binary;
using System.Text;

namespace MajorProjects.Server.Evidence;

/// <summary>A part of a ZIP file, as its directory has it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="IsEncrypted">Whether it needs a password.</param>
/// <param name="Method">How it is packed: 0 not at all, 8 by deflate.</param>
/// <param name="Packed">Its bytes in the file.</param>
/// <param name="Unpacked">Its bytes, as the directory says.</param>
/// <param name="At">Where in the file it begins.</param>
internal sealed record ZipPart(string Name, bool IsEncrypted, int Method, long Packed, long Unpacked, long At);

/// <summary>
/// A ZIP file's directory, and nothing else of it: a document has a few hundred parts, so a file made to exhaust its reader, with
/// a million of them or petabytes behind them, is not read any further. Anything out of the ordinary gives no parts.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntryLength = 46;
    private const int LargestDirectory = 2 * 1024 * 1024;

    public static IReadOnlyList<ZipPart> Read(Stream zip)
    {
        var tail = ReadAt(zip, Math.Max(0, zip.Length - EndLength - LongestComment), EndLength + LongestComment);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            // The comment is the last of the file, else something was put behind it.
            if (!end.StartsWith("PK\u0005\u0006"u8) || end.Length != EndLength + BinaryPrimitives.ReadUInt16LittleEndian(end[20..])) continue;
            var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            return length <= LargestDirectory && offset + (long)length <= zip.Length ? Parts(ReadAt(zip, offset, (int)length), count) : [];
        }
        return [];
    }

    private static List<ZipPart> Parts(ReadOnlySpan<byte> directory, int count)
    {
        var parts = new List<ZipPart>();
        for (; count > 0; count--)
        {
            if (directory.Length < EntryLength || !directory.StartsWith("PK\u0001\u0002"u8)) return [];
            int name = Length(directory[28..]), rest = Length(directory[30..]) + Length(directory[32..]);
            if (directory.Length < EntryLength + name + rest) return [];
            parts.Add(new(
                Encoding.UTF8.GetString(directory.Slice(EntryLength, name)), (Length(directory[8..]) & 1) == 1, Length(directory[10..]),
                Size(directory[20..]), Size(directory[24..]), Size(directory[42..])));
            directory = directory[(EntryLength + name + rest)..];
        }
        return parts;

        static int Length(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt16LittleEndian(field);
        static long Size(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt32LittleEndian(field);
    }

    private static byte[] ReadAt(Stream stream, long at, int most)
    {
        var buffer = new byte[Math.Min(most, stream.Length - at)];
        stream.Position = at;
        stream.ReadExactly(buffer);
        return buffer;
    }
}
