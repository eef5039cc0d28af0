using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>Reads a file of a log by its path (c2sp.org/tlog-tiles), of at most so many bytes; null where there is none.</summary>
internal delegate Task<byte[]?> FileReader(string path, int longest, CancellationToken cancellation);

/// <summary>A tile has not the hashes it must have.</summary>
internal sealed class WrongTileException(string path) : Exception(path);

/// <summary>The files of a log, in a folder or on a server.</summary>
internal sealed class LogFiles(FileReader read)
{
    public const int LongestCheckpoint = 1 << 16;

    private const int LongestTile = Tile.FullWidth * Hash.Length, LongestBundle = Tile.FullWidth * (sizeof(ushort) + TileBytes.LongestEntry);

    /// <summary>Those in a folder that mirrors a log, or in its folder <c>tile</c>.</summary>
    public static LogFiles In(string folder)
    {
        if (!Directory.Exists(folder)) throw new UnreadableException($"没有目录 {folder}", $"there is no folder {folder}");
        var isTileItself = !Directory.Exists(Path.Combine(folder, "tile"));
        return new(async (path, longest, cancellation) =>
        {
            var file = Path.Combine([folder, .. path.Split('/').Skip(isTileItself ? 1 : 0)]);
            if (!File.Exists(file)) return null;
            return new FileInfo(file).Length <= longest ? await File.ReadAllBytesAsync(file, cancellation) : throw new WrongTileException(path);
        });
    }

    /// <summary>The signed checkpoint as it is there, whatever it is.</summary>
    public Task<byte[]?> CheckpointAsync(CancellationToken cancellation) => read("checkpoint", LongestCheckpoint, cancellation);

    /// <summary>The first entry of a log that goes on after a restore; null where it is not there by itself.</summary>
    public Task<byte[]?> LinkAsync(CancellationToken cancellation) => read("link", TileBytes.LongestEntry, cancellation);

    /// <summary>Those of another log of the same city, where they are served beside these.</summary>
    public LogFiles Of(int incarnation) => new((path, longest, cancellation) => read($"i{incarnation.ToString(System.Globalization.CultureInfo.InvariantCulture)}/{path}", longest, cancellation));

    /// <summary>The tree of a size.</summary>
    public TileTree Tree(long size) => new(size, TileAsync);

    /// <exception cref="UnreadableException">it is not there.</exception>
    /// <exception cref="WrongTileException">it is not as wide as it must be.</exception>
    public async Task<IReadOnlyList<Hash>> TileAsync(Tile tile, CancellationToken cancellation)
    {
        var (found, bytes) = await FindAsync("tile/", t => t.Path, tile, LongestTile, cancellation)
            ?? throw new UnreadableException($"缺少瓦片 tile/{tile.Path}", $"the tile tile/{tile.Path} is missing");
        if (bytes.Length != found.Width * Hash.Length) throw new WrongTileException($"tile/{found.Path}");
        return TileBytes.ReadHashes(bytes)[..tile.Width];
    }

    /// <summary>The entries of a tile of leaves; null where they are not there.</summary>
    /// <exception cref="WrongTileException">they are not as many as they must be.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> EntriesAsync(Tile tile, CancellationToken cancellation)
    {
        if (await FindAsync("tile/entries/", t => t.EntriesPath, tile, LongestBundle, cancellation) is not var (found, bytes)) return null;
        try
        {
            var entries = TileBytes.ReadEntries(bytes);
            return entries.Count == found.Width ? [.. entries.Take(tile.Width)] : throw new WrongTileException($"tile/entries/{found.EntriesPath}");
        }
        catch (FormatException)
        {
            throw new WrongTileException($"tile/entries/{found.EntriesPath}");
        }
    }

    // A log may drop a partial tile once it has the full one.
    private async Task<(Tile Tile, byte[] Bytes)?> FindAsync(string prefix, Func<Tile, string> path, Tile tile, int longest, CancellationToken cancellation)
    {
        if (await read(prefix + path(tile), longest, cancellation) is { } bytes) return (tile, bytes);
        var full = tile with { Width = Tile.FullWidth };
        return !tile.IsFull && await read(prefix + path(full), longest, cancellation) is { } whole ? (full, whole) : null;
    }
}
