using MajorProjects.Ledger;

namespace MajorProjects.Verifier;

/// <summary>A signed checkpoint in a file.</summary>
internal static class NoteFile
{
    /// <exception cref="UnreadableException">it is no checkpoint.</exception>
    public static async Task<(SignedNote Note, Checkpoint Checkpoint)> ReadAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file)) throw new UnreadableException($"没有文件 {file}", $"there is no file {file}");
        if (new FileInfo(file).Length > LogFiles.LongestCheckpoint) throw new UnreadableException($"{file} 不是检查点", $"{file} is no checkpoint: it is too long");
        try
        {
            var note = SignedNote.Parse(await File.ReadAllBytesAsync(file, cancellation));
            return (note, Checkpoint.Of(note));
        }
        catch (FormatException e)
        {
            throw new UnreadableException($"{file} 不是检查点", $"{file} is no checkpoint: {e.Message}");
        }
    }
}
