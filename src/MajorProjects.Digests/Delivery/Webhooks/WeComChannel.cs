using System.Text.Json.Nodes;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>Posts a digest's summary to a group robot of 企业微信, as its Markdown message.</summary>
public sealed class WeComChannel(Targets targets, TargetPost post) : IDigestChannel
{
    private const int MostBytes = 4096;

    /// <summary>System busy; over the 20 messages a minute of a robot; too many at once.</summary>
    private static readonly int[] Passing = [-1, 45009, 45033];

    public Channel Channel => Channel.WeCom;

    public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
    {
        var target = targets.Find(parcel.Recipient);
        var message = new JsonObject { ["msgtype"] = "markdown", ["markdown"] = new JsonObject { ["content"] = RobotText.Of(parcel, MostBytes) } };
        var answer = await post.PostAsync(target.Url, JsonText.Bytes(message), [RobotText.Header(parcel)], readsAnswer: true, cancellation);
        RobotAnswer.Check(answer, target, Passing);
    }
}
