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
    /// <summary>The last one, or null before the first.</summary>
    public SignedNote? Find(string city) => data.ReadSecret(FileOf(city)) is { } note ? SignedNote.Parse(note + "\n") : null;

    public void Keep(string city, SignedNote note)
    {
        data.WriteSecret(FileOf(city), note.ToString().TrimEnd('\n'));
        FolderSync.ToDisk(data.Path);
    }

    private static string FileOf(string city) => $"ledger-{city}.checkpoint";
}
