using MajorProjects.Digests.Delivery;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>One delivery of a digest.</summary>
/// <param name="Digest">The digest's id.</param>
/// <param name="Delivery">Its own id, which the receiver is told; the same over all tries.</param>
/// <param name="Channel">By which way.</param>
/// <param name="To">To whom: an address, a target or a folder; e-mail addresses are shown only to whoever may manage digests.</param>
/// <param name="Name">What the recipient is called.</param>
/// <param name="IssuedAt">When the digest was issued.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How many tries were made, since it was replayed if it was.</param>
/// <param name="NextAttemptAt">When it is tried next.</param>
/// <param name="DeliveredAt">When the receiver took it.</param>
/// <param name="LastError">What was wrong at the last try; of a mail shown only to whoever may manage digests.</param>
public sealed record DeliveryView(
    Guid Digest, Guid Delivery, Channel Channel, string? To, string? Name, DateTimeOffset IssuedAt, DeliveryState State, int Attempts, DateTimeOffset? NextAttemptAt,
    DateTimeOffset? DeliveredAt, string? LastError)
{
    internal const string Columns = "digest, delivery, channel, recipient, name, issued_at, state, attempts, next_attempt_at, delivered_at, last_error";

    /// <summary>Of digests that a caller sees: all of them, or those of the regions that his token covers. Takes <c>@regions</c>.</summary>
    internal const string Visible = "(@regions::text[] is null or region = any(@regions))";

    internal static DeliveryView Of(NpgsqlDataReader row, Caller caller)
    {
        var channel = Enum.Parse<Channel>(row.GetString(2), ignoreCase: true);
        var showsAll = channel != Channel.Mail || caller.Refuses(Operation.ManageDigests) is null;
        return new(
            row.GetGuid(0), row.GetGuid(1), channel, showsAll ? row.GetString(3) : null, row.TextOrNull(4), row.GetFieldValue<DateTimeOffset>(5).ToUniversalTime(),
            Enum.Parse<DeliveryState>(row.GetString(6), ignoreCase: true), row.GetInt32(7), row.ValueOrNull<DateTimeOffset>(8)?.ToUniversalTime(), row.ValueOrNull<DateTimeOffset>(9)?.ToUniversalTime(),
            showsAll ? row.TextOrNull(10) : null);
    }
}
