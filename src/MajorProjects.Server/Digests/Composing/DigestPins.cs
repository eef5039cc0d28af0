using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>All that a digest's content depends on, beside the log itself: the same pins, the same content.</summary>
internal sealed record DigestPins(
    DigestKind Kind, DigestScope Scope, Period Period, string? Round, Viewpoint Viewpoint, LastDigest? Last, CheckpointSection? Checkpoint)
{
    /// <summary>What an issued digest was pinned to.</summary>
    public static DigestPins Of(DigestIssued issued) => new(
        issued.Kind, issued.Scope, issued.Period, issued.Round, new(issued.AsOf, issued.KnownAt, issued.Position), issued.Last, issued.Checkpoint);
}
