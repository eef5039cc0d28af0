using System.Buffers.Binary;
using System.Text;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// The names in a ZIP file's directory, and nothing else of it: a document has a few hundred, so a file made to exhaust its reader, with
/// a million entries or petabytes behind them, is not read any further. Anything out of the ordinary gives no names.
/// </summary>
internal static class ZipNames
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntryLength = 46;
    private const int LargestDirectory = 2 * 1024 * 1024;

    public static IReadOnlyList<string> Read(Stream zip)
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
            return length <= LargestDirectory && offset + (long)length <= zip.Length ? Names(ReadAt(zip, offset, (int)length), count) : [];
        }
        return [];
    }

    private static List<string> Names(ReadOnlySpan<byte> directory, int count)
    {
        var names = new List<string>();
        for (; count > 0; count--)
        {
            if (directory.Length < EntryLength || !directory.StartsWith("PK\u0001\u0002"u8)) return [];
            int name = Length(directory[28..]), rest = Length(directory[30..]) + Length(directory[32..]);
            if (directory.Length < EntryLength + name + rest) return [];
            names.Add(Encoding.UTF8.GetString(directory.Slice(EntryLength, name)));
            directory = directory[(EntryLength + name + rest)..];
        }
        return names;

        static int Length(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt16LittleEndian(field);
    }

    private static byte[] ReadAt(Stream stream, long at, int most)
    {
        var buffer = new byte[Math.Min(most, stream.Length - at)];
        stream.Position = at;
        stream.ReadExactly(buffer);
        return buffer;
    }
}
