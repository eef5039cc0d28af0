using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Issuing;

/// <summary>
/// Recorded: a digest was issued. Its stream is named by (schedule, period), so that there is one of each, whoever issues it. From what is pinned
/// here its content is computed again.
/// </summary>
/// <param name="Schedule">The schedule's key; null where it was issued by hand.</param>
/// <param name="Kind">Of which kind.</param>
/// <param name="Scope">Of which projects.</param>
/// <param name="Period">About which days.</param>
/// <param name="Round">The number of the round that it is about; null for a period.</param>
/// <param name="AsOf">Facts that had happened by the end of this day.</param>
/// <param name="KnownAt">The instant up to which facts were known: that at which it was due.</param>
/// <param name="Position">The position of the city's log up to which they were.</param>
/// <param name="Last">The digest of the same schedule before it.</param>
/// <param name="Checkpoint">The ledger's last checkpoint then; null where none was signed yet.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hexadecimal.</param>
/// <param name="IssuedAt">The instant it was issued, as its documents say it.</param>
/// <param name="DueAt">The instant it was due; null where it was issued by hand.</param>
/// <param name="Late">Whether it was issued late.</param>
/// <param name="Deliveries">To whom it goes.</param>
/// <param name="Attachments">What is attached.</param>
public sealed record DigestIssued(
    string? Schedule, DigestKind Kind, DigestScope Scope, Period Period, string? Round, DateOnly AsOf, DateTimeOffset KnownAt, long Position, LastDigest? Last,
    CheckpointSection? Checkpoint, string Sha256, DateTimeOffset IssuedAt, DateTimeOffset? DueAt, bool Late, ValueList<DigestDelivery> Deliveries, ValueList<DigestForm> Attachments);

/// <summary>The stream of one digest.</summary>
public sealed record Digest
{
    /// <summary>The event's name for ever.</summary>
    public const string IssuedType = "digestIssued";

    /// <summary>What is recorded in it, each event with its name for ever.</summary>
    public static IReadOnlyList<(Type Event, string Name)> Events { get; } =
    [
        (typeof(DigestIssued), IssuedType), (typeof(DigestRendered), "digestRendered"), (typeof(DigestRenderingFailed), "digestRenderingFailed"),
        (typeof(DigestDelivered), "digestDelivered"), (typeof(DigestDeliveryFailed), "digestDeliveryFailed"), (typeof(DigestReplayed), "digestReplayed"),
    ];
}

/// <summary>One delivery of a digest. Its id stays the same over all tries, so that a receiver can drop what he has already.</summary>
/// <param name="Id">Follows from the digest and the recipient.</param>
/// <param name="Recipient">To whom.</param>
public sealed record DigestDelivery(Guid Id, Recipient Recipient);

/// <summary>Recorded: the documents that go out were made, each with the SHA-256 of its bytes in lower-case hexadecimal.</summary>
public sealed record DigestRendered(ValueList<RenderedForm> Forms);

/// <summary>A document that was made: its form, SHA-256 and length in bytes.</summary>
public sealed record RenderedForm(DigestForm Form, string Sha256, int Length);

/// <summary>Recorded: making the documents failed.</summary>
/// <param name="Attempt">Which try it was, from 1.</param>
/// <param name="Error">What was wrong.</param>
/// <param name="RetryAt">When it is tried again; null: no more by itself.</param>
public sealed record DigestRenderingFailed(int Attempt, string Error, DateTimeOffset? RetryAt);

/// <summary>Recorded: a recipient was reached, at that try.</summary>
public sealed record DigestDelivered(Guid Delivery, int Attempt);

/// <summary>Recorded: a recipient was not reached.</summary>
/// <param name="Delivery">Whose delivery.</param>
/// <param name="Attempt">Which try it was, from 1.</param>
/// <param name="Error">What was wrong; no secret and no address of a webhook.</param>
/// <param name="RetryAt">When it is tried again; null: it is a dead letter, until somebody replays it.</param>
public sealed record DigestDeliveryFailed(Guid Delivery, int Attempt, string Error, DateTimeOffset? RetryAt);

/// <summary>Recorded: somebody had a dead letter tried again; null: the documents.</summary>
public sealed record DigestReplayed(Guid? Delivery);
