using System.Collections.Immutable;
using MajorProjects.Digests.Delivery;

namespace MajorProjects.Digests.Issuing;

/// <summary>How far a digest has come on its way out, by what is recorded in its stream.</summary>
/// <param name="RenderedAt">When its documents were made; null: they are not.</param>
/// <param name="RenderAttempts">How many tries of making them there were, since somebody replayed them if he did.</param>
/// <param name="RenderAt">When they are made next; null: not by themselves.</param>
/// <param name="RenderError">What was wrong at the last try.</param>
/// <param name="Deliveries">How far each of its deliveries is, by its id.</param>
public sealed record DigestProgress(
    DateTimeOffset? RenderedAt, int RenderAttempts, DateTimeOffset? RenderAt, string? RenderError, ImmutableDictionary<Guid, DeliveryProgress> Deliveries)
{
    /// <summary>Whether its documents could not be made, and are not tried again by themselves.</summary>
    public bool HasFailed => RenderedAt is null && RenderAt is null;

    /// <summary>Of one that was issued: everything is due at once.</summary>
    public static DigestProgress Of(DigestIssued issued) =>
        new(null, 0, issued.IssuedAt, null, issued.Deliveries.ToImmutableDictionary(d => d.Id, _ => DeliveryProgress.Due(issued.IssuedAt)));

    /// <summary>After something more was recorded.</summary>
    /// <param name="recorded">What.</param>
    /// <param name="at">When.</param>
    public DigestProgress After(object recorded, DateTimeOffset at) => recorded switch
    {
        DigestRendered => this with { RenderedAt = at, RenderAttempts = RenderAttempts + 1, RenderAt = null, RenderError = null },
        DigestRenderingFailed { RetryAt: { } again } failed => this with { RenderAttempts = failed.Attempt, RenderAt = again, RenderError = failed.Error },
        // What cannot be sent is a dead letter, so that it is found where people look for what did not arrive.
        DigestRenderingFailed failed =>
            (this with { RenderAttempts = failed.Attempt, RenderAt = null, RenderError = failed.Error })
            .Each(DeliveryState.Waiting, delivery => delivery with { State = DeliveryState.Dead, NextAttemptAt = null, LastError = failed.Error }),
        DigestReplayed { Delivery: null } => (this with { RenderAttempts = 0, RenderAt = at }).Each(DeliveryState.Dead, _ => DeliveryProgress.Due(at)),
        DigestReplayed { Delivery: { } id } => Of(id, delivery => DeliveryProgress.Due(at) with { LastError = delivery.LastError }),
        DigestDelivered delivered => Of(delivered.Delivery, _ => new(DeliveryState.Delivered, delivered.Attempt, null, null, at)),
        DigestDeliveryFailed failed => Of(failed.Delivery, _ => new(failed.RetryAt is null ? DeliveryState.Dead : DeliveryState.Waiting, failed.Attempt, failed.RetryAt, failed.Error, null)),
        _ => this,
    };

    private DigestProgress Each(DeliveryState state, Func<DeliveryProgress, DeliveryProgress> step) =>
        this with { Deliveries = Deliveries.ToImmutableDictionary(d => d.Key, d => d.Value.State == state ? step(d.Value) : d.Value) };

    private DigestProgress Of(Guid delivery, Func<DeliveryProgress, DeliveryProgress> step) =>
        Deliveries.TryGetValue(delivery, out var before) ? this with { Deliveries = Deliveries.SetItem(delivery, step(before)) } : this;
}

/// <summary>How far a delivery is.</summary>
/// <param name="State">In a word.</param>
/// <param name="Attempts">How many tries were made, since it was replayed if it was.</param>
/// <param name="NextAttemptAt">When it is tried next.</param>
/// <param name="LastError">What was wrong at the last try.</param>
/// <param name="DeliveredAt">When the receiver took it.</param>
public sealed record DeliveryProgress(DeliveryState State, int Attempts, DateTimeOffset? NextAttemptAt, string? LastError, DateTimeOffset? DeliveredAt)
{
    internal static DeliveryProgress Due(DateTimeOffset at) => new(DeliveryState.Waiting, 0, at, null, null);
}
