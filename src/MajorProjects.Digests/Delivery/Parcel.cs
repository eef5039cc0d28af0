using MajorProjects.Digests.Forms;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Delivery;

/// <summary>A digest on its way to one recipient.</summary>
/// <param name="Delivery">The delivery's id: the same over all tries, so that a receiver can drop what he has already.</param>
/// <param name="Attempt">Which try it is, from 1.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Letter">What he gets.</param>
public sealed record Parcel(Guid Delivery, int Attempt, Recipient Recipient, DigestLetter Letter);

/// <summary>What a recipient gets of a digest; the same for all tries.</summary>
/// <param name="Digest">The digest's id.</param>
/// <param name="City">The city's six-digit code.</param>
/// <param name="Kind">Of which kind it is.</param>
/// <param name="Period">About which days.</param>
/// <param name="Late">Whether it was issued late (补发).</param>
/// <param name="Simulated">Whether the city's projects are made up (模拟).</param>
/// <param name="Title">What it is called: the subject of a mail.</param>
/// <param name="Html">The body of a mail, which shows each of <paramref name="Charts"/> as <c>cid:</c> with the chart's name.</param>
/// <param name="Charts">The pictures in it.</param>
/// <param name="Summary">The gist as Markdown, no longer than <see cref="SummaryLimits.LongestSummary"/> of the channel.</param>
/// <param name="Attachments">The documents that go with it.</param>
/// <param name="Link">Where it is read in full; null where the server does not know its own address.</param>
/// <param name="Content">The content as JSON, for programs.</param>
public sealed record DigestLetter(
    Guid Digest, string City, DigestKind Kind, Period Period, bool Late, bool Simulated, string Title, string Html, IReadOnlyList<ChartImage> Charts, string Summary,
    IReadOnlyList<DigestDocument> Attachments, Uri? Link, byte[] Content);

/// <summary>How much a channel carries.</summary>
public static class SummaryLimits
{
    /// <summary>Most bytes of a summary in UTF-8. The robots' own limits are 4,096 (企业微信) and 20,000 (钉钉) for the whole text, in which the delivery's id has its place.</summary>
    public static int LongestSummary(this Channel channel) => channel switch
    {
        Channel.WeCom => 4_000,
        Channel.DingTalk => 19_000,
        _ => 60_000,
    };
}
