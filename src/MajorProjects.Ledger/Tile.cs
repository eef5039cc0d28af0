using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MajorProjects.Ledger;

/// <summary>A tile of a tree: up to 256 hashes of one level, side by side (c2sp.org/tlog-tiles).</summary>
/// <param name="Level">0: hashes of leaves; above: each hash is that over a full tile of the level below.</param>
/// <param name="Index">Its place in the level.</param>
/// <param name="Width">How many hashes it has.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Tile(int Level, long Index, int Width = Tile.FullWidth)
{
    /// <summary>How many levels of the tree a tile spans.</summary>
    public const int Height = 8;

    /// <summary>How many hashes a full tile has.</summary>
    public const int FullWidth = 1 << Height;

    private const int HighestLevel = 63;

    // Of a tree of as many leaves as a long counts.
    private const long LastIndex = long.MaxValue >> Height;

    public bool IsFull => Width == FullWidth;

    /// <summary>The place of its first hash in its level.</summary>
    public long First => Index << Height;

    /// <summary>As a path: <c>0/x001/x234/067.p/12</c>.</summary>
    public string Path => $"{Level.ToString(CultureInfo.InvariantCulture)}/{PathOf(Index, Width)}";

    /// <summary>The same without the level, as bundles of entries have it.</summary>
    public string EntriesPath => PathOf(Index, Width);

    /// <summary>The tile that has a hash in a tree of a size; its width is what that tree fills of it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="place">The place of the hash in the level.</param>
    /// <param name="size">How many leaves the tree has.</param>
    public static Tile Holding(int level, long place, long size)
    {
        var index = place >> Height;
        return new(level, index, (int)Math.Min(FullWidth, Hashes(level, size) - (index << Height)));
    }

    /// <summary>Every tile of a tree, from the leaves up.</summary>
    public static IEnumerable<Tile> All(long size)
    {
        for (var level = 0; Hashes(level, size) is > 0 and var hashes; level++)
            for (var place = 0L; place < hashes; place += FullWidth)
                yield return Holding(level, place, size);
    }

    /// <summary>Reads <c>&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</c>, of which there is one spelling only.</summary>
    public static bool TryParse(string path, out Tile tile)
    {
        tile = default;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !int.TryParse(path[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var level) || level > HighestLevel) return false;
        return TryParseEntries(path[(slash + 1)..], out var within) && (tile = within with { Level = level }).Path == path;
    }

    /// <summary>Reads <c>&lt;N&gt;[.p/&lt;W&gt;]</c> of a bundle of entries.</summary>
    public static bool TryParseEntries(string path, out Tile tile)
    {
        tile = default;
        var width = FullWidth;
        var (number, partial) = path.IndexOf(".p/", StringComparison.Ordinal) is >= 0 and var dot ? (path[..dot], path[(dot + 3)..]) : (path, null);
        if (partial is not null && !(int.TryParse(partial, NumberStyles.None, CultureInfo.InvariantCulture, out width) && width is > 0 and < FullWidth)) return false;
        if (!long.TryParse(number.Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index > LastIndex) return false;
        tile = new(0, index, width);
        return tile.EntriesPath == path;
    }

    /// <summary>How many hashes a level has in a tree of a size.</summary>
    private static long Hashes(int level, long size) => Height * level < 63 ? size >> (Height * level) : 0;

    private static string PathOf(long index, int width)
    {
        var path = new StringBuilder((index % 1000).ToString("000", CultureInfo.InvariantCulture));
        for (index /= 1000; index > 0; index /= 1000) path.Insert(0, $"x{(index % 1000).ToString("000", CultureInfo.InvariantCulture)}/");
        if (width != FullWidth) path.Append(".p/").Append(width.ToString(CultureInfo.InvariantCulture));
        return path.ToString();
    }
}

/// <summary>What tiles are made of, as bytes.</summary>
public static class TileBytes
{
    /// <summary>Longest entry of a bundle, in bytes.</summary>
    public const int LongestEntry = ushort.MaxValue;

    public static byte[] OfHashes(IReadOnlyList<Hash> hashes)
    {
        var bytes = new byte[hashes.Count * Hash.Length];
        for (var i = 0; i < hashes.Count; i++) hashes[i].CopyTo(bytes.AsSpan(i * Hash.Length));
        return bytes;
    }

    /// <exception cref="FormatException">it is not made of whole hashes.</exception>
    public static Hash[] ReadHashes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Hash.Length != 0) throw new FormatException($"A tile of {bytes.Length} bytes is not made of whole hashes.");
        var hashes = new Hash[bytes.Length / Hash.Length];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = new(bytes.Slice(i * Hash.Length, Hash.Length));
        return hashes;
    }

    /// <summary>A bundle of entries: each after its length.</summary>
    /// <exception cref="FormatException">an entry is too long.</exception>
    public static byte[] OfEntries(IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        using var bundle = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (var entry in entries)
        {
            if (entry.Length > LongestEntry) throw new FormatException($"An entry of {entry.Length} bytes is longer than {LongestEntry}.");
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
            bundle.Write(length);
            bundle.Write(entry.Span);
        }
        return bundle.ToArray();
    }

    /// <exception cref="FormatException">it ends within an entry.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ReadEntries(ReadOnlyMemory<byte> bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        while (!bundle.IsEmpty)
        {
            if (bundle.Length < sizeof(ushort) || System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bundle.Span) is var length && bundle.Length < sizeof(ushort) + length)
                throw new FormatException("The bundle ends within an entry.");
            entries.Add(bundle.Slice(sizeof(ushort), System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bundle.Span)));
            bundle = bundle[(sizeof(ushort) + entries[^1].Length)..];
        }
        return entries;
    }
}
