using MajorProjects.Domain;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Audit;

/// <summary>What was known of a project, and in which batches it was by that.</summary>
internal sealed record KnownState(Project Project, IReadOnlyList<BatchEntry> Entries)
{
    public ProjectDetails? Details => Project.Details;
}

/// <summary>A project on its way through a replay.</summary>
/// <param name="project">Its id.</param>
/// <param name="facts">Its facts up to where the replay ends, in order.</param>
/// <param name="confirmed">Whether it is known by confirmed facts alone.</param>
internal sealed class ReplayedProject(Guid project, IReadOnlyList<Logged> facts, bool confirmed)
{
    private readonly History history = new() { Facts = [.. facts.Select(f => new RecordedFact(f.Version, f.Fact, f.RecordedBy))] };
    private (int Version, KnownState State)? latest;
    private IReadOnlyDictionary<int, int>? voidedBy;

    /// <summary>How many facts it has.</summary>
    public int Length => facts.Count;

    public int LastVersion => facts[^1].Version;

    /// <summary>For each version that no longer stands where the replay ends, the version that voids or returns it.</summary>
    public IReadOnlyDictionary<int, int> VoidedBy => voidedBy ??= history.VoidedBy;

    /// <summary>What was known after so many facts.</summary>
    public KnownState At(int version)
    {
        if (latest?.Version == version) return latest.Value.State;
        var told = history.Without(f => f.Version > version);
        if (confirmed) told = told.Confirmed();
        latest = (version, new(told.Now, BatchEntries.Now(project, told)));
        return latest.Value.State;
    }
}
