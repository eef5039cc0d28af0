using System.Globalization;
using MajorProjects.Ledger;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// Writes what an auditor keeps elsewhere: of each log a folder with the key, every checkpoint that was signed, and the tiles, laid out as a log is served
/// (c2sp.org/tlog-tiles). It holds hashes and signatures, and nothing of the facts.
/// </summary>
internal sealed class LedgerExport(NpgsqlDataSource database, LedgerTiles tiles, LedgerKeys keys)
{
    /// <summary>Writes the logs of a city below a folder; what is there of them is written anew.</summary>
    /// <returns>How many checkpoints there are.</returns>
    public async Task<int> WriteAsync(string city, string folder, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var log in await LedgerLog.AllAsync(database, city, cancellation))
        {
            var checkpoints = await SignedCheckpoint.AllAsync(database, log, cancellation);
            if (checkpoints is not [.., var last]) continue;
            var ofLog = Path.Combine(folder, log.Incarnation == 1 ? city : Path.Combine(city, $"i{log.Incarnation}"));
            foreach (var tile in Tile.All(last.Size))
                await WriteAsync(Path.Combine(ofLog, "tile", tile.Path), TileBytes.OfHashes(await tiles.ReadAsync(log, tile, cancellation)), cancellation);
            foreach (var checkpoint in checkpoints)
                await WriteAsync(Path.Combine(ofLog, "checkpoints", $"{checkpoint.Size.ToString(CultureInfo.InvariantCulture)}.txt"), Bytes(checkpoint.Note), cancellation);
            await WriteAsync(Path.Combine(ofLog, "key"), System.Text.Encoding.UTF8.GetBytes(string.Concat(keys.Of(city).Select(key => $"{key.Verifier}\n"))), cancellation);
            if (log.Link is { } link) await WriteAsync(Path.Combine(ofLog, "link"), link.ToBytes(), cancellation);
            // Last, so that a folder with a checkpoint has all that it stands for.
            await WriteAsync(Path.Combine(ofLog, "checkpoint"), Bytes(last.Note), cancellation);
            count += checkpoints.Count;
        }
        return count;
    }

    private static byte[] Bytes(SignedNote note) => System.Text.Encoding.UTF8.GetBytes(note.ToString());

    private static Task WriteAsync(string path, byte[] content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllBytesAsync(path, content, cancellation);
    }
}
