using MajorProjects.Domain;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>Refusals that concern deliveries.</summary>
internal static class DeliveryRefused
{
    public static Refusal UnknownDelivery(string id) => new(RefusalKind.Unknown, "unknownDelivery", new(
        $"该通报没有标识为“{id}”的投递，请以 GET /digests/{{id}}/deliveries 给出的为准。", $"The digest has no delivery with the id “{id}”; take it from GET /digests/{{id}}/deliveries."));

    public static Refusal NotDead(DeliveryState state) => new(RefusalKind.Conflict, "deliveryNotDead", state == DeliveryState.Delivered
        ? new("该投递已送达，不再重发。", "It has been delivered and is not sent again.")
        : new("该投递仍在自动重试，无须重发。", "It is still tried by itself; there is nothing to replay."));
}
