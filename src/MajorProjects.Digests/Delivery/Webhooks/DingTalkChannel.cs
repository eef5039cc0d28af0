using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>Posts a digest's summary to a group robot of 钉钉, as its Markdown message, signed (加签) where the target has a secret.</summary>
public sealed class DingTalkChannel(Targets targets, TargetPost post, TimeProvider clock) : IDigestChannel
{
    private const int MostBytes = 20_000;

    /// <summary>System busy; over the 20 messages a minute of a robot; slowed down.</summary>
    private static readonly int[] Passing = [-1, 130101, 410100];

    public Channel Channel => Channel.DingTalk;

    public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
    {
        var target = targets.Find(parcel.Recipient);
        var message = new JsonObject
        {
            ["msgtype"] = "markdown",
            ["markdown"] = new JsonObject { ["title"] = parcel.Letter.Title, ["text"] = RobotText.Of(parcel, MostBytes) },
        };
        var answer = await post.PostAsync(Signed(target), JsonText.Bytes(message), [RobotText.Header(parcel)], readsAnswer: true, cancellation);
        RobotAnswer.Check(answer, target, Passing);
    }

    // HMAC-SHA256 of "timestamp\nsecret" under the secret, in base64; the timestamp in milliseconds, which may be an hour off.
    private Uri Signed(Target target)
    {
        if (target.Secret is null) return target.Url;
        var timestamp = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(target.Secret), Encoding.UTF8.GetBytes($"{timestamp}\n{target.Secret}")));
        var more = $"timestamp={timestamp}&sign={Uri.EscapeDataString(sign)}";
        return new UriBuilder(target.Url) { Query = target.Url.Query.Length > 1 ? $"{target.Url.Query[1..]}&{more}" : more }.Uri;
    }
}
