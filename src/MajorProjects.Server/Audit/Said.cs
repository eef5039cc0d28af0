using MajorProjects.Domain.Rounds;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Audit;

/// <summary>Where a figure was said.</summary>
public enum SaidIn
{
    /// <summary>In the report on a period, as it stood at the end of its deadline.</summary>
    Report,

    /// <summary>In what was published of a round.</summary>
    Round,

    /// <summary>In a digest that was issued.</summary>
    Digest,
}

/// <summary>
/// Figures of the batches that somebody was told: from where they were seen, and from where to look at them now.
/// </summary>
/// <param name="In">Where.</param>
/// <param name="Reference">In which: the period, the number of the round, or the digest's id.</param>
/// <param name="Then">The viewpoint from which they were seen.</param>
/// <param name="Now">The same day, as it is known now.</param>
/// <param name="Within">Whether an entry of the batches is of these figures.</param>
/// <param name="Published">For a kind of batch what was published, where that is not what was computed.</param>
internal sealed record Said(
    SaidIn In, string Reference, Viewpoint Then, Viewpoint Now, Func<BatchEntry, bool> Within, Func<string, PublishedBatch?> Published);
