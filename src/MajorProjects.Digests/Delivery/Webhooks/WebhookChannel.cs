using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>
/// Posts a digest to a program of somebody's own, as JSON. <c>X-Signature</c> is <c>sha256=</c> and, in lower-case hexadecimal, the HMAC-SHA256 under the
/// target's secret of <c>X-Timestamp</c> (seconds since 1970), a full stop and the body as it was sent; <c>X-Delivery-Id</c> is the same over all tries.
/// Any status of 2xx says that it was taken.
/// </summary>
public sealed class WebhookChannel(Targets targets, TargetPost post, TimeProvider clock) : IDigestChannel
{
    public Channel Channel => Channel.Webhook;

    public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
    {
        var target = targets.Find(parcel.Recipient);
        var message = ParcelJson.Of(parcel);
        message["attempt"] = parcel.Attempt;
        message["markdown"] = parcel.Letter.Summary;
        if (target.WithContent) message["content"] = JsonNode.Parse(parcel.Letter.Content);
        var body = JsonText.Bytes(message);
        var timestamp = $"{clock.GetUtcNow().ToUnixTimeSeconds()}";
        await post.PostAsync(
            target.Url, body, [RobotText.Header(parcel), ("X-Timestamp", timestamp), ("X-Signature", Signature(target.Secret!, timestamp, body))], readsAnswer: false, cancellation);
    }

    private static string Signature(string secret, string timestamp, byte[] body) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.").Concat(body).ToArray()))}";
}
