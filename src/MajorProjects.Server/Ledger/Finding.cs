using MajorProjects.Domain;

namespace MajorProjects.Server.Ledger;

/// <summary>What a verification can find.</summary>
public enum FindingKind
{
    /// <summary>A fact is not what its leaf is the hash of.</summary>
    Changed,

    /// <summary>The fact of a leaf is not there.</summary>
    Missing,

    /// <summary>A fact was put in among those that had their leaves, or says to have been recorded before them.</summary>
    Inserted,

    /// <summary>A fact stands in the place of another.</summary>
    Reordered,

    /// <summary>There are fewer leaves than were signed.</summary>
    Truncated,

    /// <summary>A checkpoint is not signed by the key.</summary>
    Resigned,

    /// <summary>A signed checkpoint is of another history.</summary>
    Forked,

    /// <summary>A hash of the tree is not what the leaves make it.</summary>
    Replaced,
}

/// <summary>Something that does not hold.</summary>
/// <param name="Kind">What.</param>
/// <param name="Seq">The position in the city's log, where it concerns one.</param>
/// <param name="Leaf">The leaf, or the first of those among which it must be.</param>
/// <param name="Project">The project.</param>
/// <param name="Detail">In words.</param>
public sealed record Finding(FindingKind Kind, long? Seq, long? Leaf, Guid? Project, Text Detail)
{
    public override string ToString()
    {
        string[] where = [Seq is null ? "" : $" seq={Seq}", Leaf is null ? "" : $" leaf={Leaf}", Project is null || Project == Guid.Empty ? "" : $" project={Project}"];
        return $"{Kind.ToKey()}{string.Concat(where)}: {Detail.Zh} / {Detail.En}";
    }
}

/// <summary>What verifying a city's ledger came to.</summary>
/// <param name="City">The six-digit code.</param>
/// <param name="Leaves">How many leaves were recomputed, in all logs of the city.</param>
/// <param name="Checkpoints">How many signed checkpoints they were compared with.</param>
/// <param name="Pending">How many facts have no leaf yet.</param>
/// <param name="Findings">What does not hold; empty where everything does.</param>
/// <param name="Notices">What an auditor should know, although it holds.</param>
public sealed record Verified(string City, long Leaves, int Checkpoints, long Pending, IReadOnlyList<Finding> Findings, IReadOnlyList<Text> Notices)
{
    public bool Holds => Findings.Count == 0;
}
