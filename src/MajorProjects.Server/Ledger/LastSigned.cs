using MajorProjects.Ledger;
using MajorProjects.Server.Evidence;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// The last checkpoint signed of each city, kept outside the database, where a restored database cannot take it back. It is written before the
/// checkpoint is served: so no reader has seen a later one.
/// </summary>
internal sealed class LastSigned(DataDirectory data)
{
    private readonly Lock gate = new();

    /// <summary>The cities of which something was signed from this data directory.</summary>
    public static IEnumerable<string> Cities(DataDirectory data) =>
        Directory.EnumerateFiles(data.Path, FileOf("*")).Select(file => Path.GetFileNameWithoutExtension(file)["ledger-".Length..]);

    /// <summary>The last one, or null before the first.</summary>
    public SignedNote? Find(string city) => data.ReadSecret(FileOf(city)) is { } note ? SignedNote.Parse(note + "\n") : null;

    /// <summary>Keeps one, unless a later one of the same log is kept already.</summary>
    public void Keep(string city, SignedNote note)
    {
        lock (gate)
        {
            var signed = Checkpoint.Of(note);
            if (Find(city) is { } last && Checkpoint.Of(last) is var kept && kept.Origin == signed.Origin && kept.Size >= signed.Size) return;
            data.WriteSecret(FileOf(city), note.ToString().TrimEnd('\n'));
            FolderSync.ToDisk(data.Path);
        }
    }

    private static string FileOf(string city) => $"ledger-{city}.checkpoint";
}
