using MajorProjects.Digests.Delivery;
using MajorProjects.Domain;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>Refusals that concern deliveries.</summary>
internal static class DeliveryRefused
{
    public static Refusal UnknownDelivery(string id) => new(RefusalKind.Unknown, "unknownDelivery", new(
        $"该通报没有标识为“{id}”的投递，请以 GET /digests/{{id}}/deliveries 给出的为准。", $"The digest has no delivery with the id “{id}”; take it from GET /digests/{{id}}/deliveries."));

    public static Refusal NoDocuments { get; } = new(RefusalKind.Conflict, "documentsMissing", new(
        "该通报的文件尚未生成，请先排除故障并重新生成文件（POST /digests/{id}/replay），其投递随后自动进行。",
        "The digest's documents could not be made: put right what was in the way and have them made again (POST /digests/{id}/replay); its deliveries follow by themselves."));

    public static Refusal NotDead(DeliveryState state) => new(RefusalKind.Conflict, "deliveryNotDead", state == DeliveryState.Delivered
        ? new("该投递已送达，不再重发。", "It has been delivered and is not sent again.")
        : new("该投递仍在自动重试，无须重发。", "It is still tried by itself; there is nothing to replay."));
}
