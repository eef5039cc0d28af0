using System.Text;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>What a group robot shows: the summary and the delivery's id, by which a reader tells a repeat from another digest.</summary>
internal static class RobotText
{
    /// <exception cref="NotDeliveredException">it is longer than the robot shows.</exception>
    public static string Of(Parcel parcel, int mostBytes)
    {
        var text = $"{parcel.Letter.Summary.TrimEnd()}\n\n> 投递编号 {parcel.Delivery}";
        return Encoding.UTF8.GetByteCount(text) <= mostBytes
            ? text
            : throw new NotDeliveredException(new($"摘要超过机器人的上限（{mostBytes} 字节）。", $"The summary is longer than the robot shows ({mostBytes} bytes)."), isPermanent: true);
    }

    /// <summary>Which delivery it is, for programs on the way.</summary>
    public static (string Name, string Value) Header(Parcel parcel) => ("X-Delivery-Id", $"{parcel.Delivery}");
}
