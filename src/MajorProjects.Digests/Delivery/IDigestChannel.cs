using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery;

/// <summary>A way by which a digest reaches somebody.</summary>
public interface IDigestChannel
{
    /// <summary>Which.</summary>
    Channel Channel { get; }

    /// <summary>Brings a parcel to its recipient, within a bounded time. Whoever returns without an exception has been told by the receiver that it is there.</summary>
    /// <exception cref="NotDeliveredException">it may not be there.</exception>
    Task DeliverAsync(Parcel parcel, CancellationToken cancellation);
}

/// <summary>A recipient was not reached, as far as is known.</summary>
/// <param name="why">What was wrong, which is kept and shown: no secret and no address of a webhook.</param>
/// <param name="isPermanent">Whether the receiver said so for good: the same again would be answered the same.</param>
/// <param name="inner">What it was found by.</param>
public sealed class NotDeliveredException(Text why, bool isPermanent = false, Exception? inner = null) : Exception(why.Both(), inner)
{
    public Text Why { get; } = why;

    public bool IsPermanent { get; } = isPermanent;
}
