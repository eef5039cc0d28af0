using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery.Webhooks;

/// <summary>An address that digests are sent to. The server's settings name it, and a recipient only says the name, so that neither the address nor the secret is ever in a fact.</summary>
public sealed class Target
{
    /// <summary>The hosts that are on the list where the settings have none: those of the robots.</summary>
    public static IReadOnlyList<string> UsualHosts { get; } = ["qyapi.weixin.qq.com", "oapi.dingtalk.com"];

    private Target(string name, Channel channel, Uri url, string? secret, bool withContent) =>
        (Name, Channel, Url, Secret, WithContent) = (name, channel, url, secret, withContent);

    /// <summary>By which recipients name it.</summary>
    public string Name { get; }

    /// <summary>What listens there.</summary>
    public Channel Channel { get; }

    internal Uri Url { get; }

    internal string? Secret { get; }

    /// <summary>Whether a webhook gets the whole content, and not only the summary.</summary>
    public bool WithContent { get; }

    /// <summary>A target as the settings give it.</summary>
    /// <param name="name">By which recipients name it.</param>
    /// <param name="channel">A robot or a webhook.</param>
    /// <param name="url">Where.</param>
    /// <param name="secret">With what requests are signed; a webhook needs one, a robot of 企业微信 has none.</param>
    /// <param name="withContent">Whether a webhook gets the whole content.</param>
    /// <param name="hosts">The hosts that may be sent to.</param>
    /// <param name="networks">The networks that are listed.</param>
    /// <exception cref="FormatException">it cannot be sent to; what is wrong is said without the address.</exception>
    public static Target Of(string name, Channel channel, string url, string? secret, bool withContent, IEnumerable<string> hosts, Networks networks)
    {
        if (channel is not (Channel.WeCom or Channel.DingTalk or Channel.Webhook)) throw Wrong(name, "Kind 应为 weCom、dingTalk 或 webhook", "Kind is weCom, dingTalk or webhook");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0)
            throw Wrong(name, "Url 应为 https:// 开头的地址", "Url is an address that begins with https://");
        if (address.UserInfo.Length > 0) throw Wrong(name, "Url 中不能带用户名或口令", "Url has no user or password in it");
        if (!hosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase))
            throw Wrong(name, $"主机 {address.IdnHost} 不在 Digests:AllowedHosts 中，请先列入", $"the host {address.IdnHost} is not in Digests:AllowedHosts; list it first");
        if (address.Scheme == "http" && !networks.AnyListed)
            throw Wrong(name, "须用 https；http 只限 Digests:AllowedNetworks 所列网段", "https is needed; http is only for what Digests:AllowedNetworks lists");
        if (channel == Channel.Webhook && string.IsNullOrEmpty(secret)) throw Wrong(name, "webhook 须有 Secret 或 SecretFile，用于签名", "a webhook needs Secret or SecretFile to sign with");
        return new(name, channel, address, string.IsNullOrEmpty(secret) ? null : secret, withContent);
    }

    /// <summary>A text from the other side, without anything of the address or the secret that it may have repeated.</summary>
    internal string Censored(string text)
    {
        var hidden = Url.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])
            .SelectMany(value => new[] { value, Uri.UnescapeDataString(value) }).Append(Url.AbsolutePath).Append(Secret ?? "").Where(part => part.Length > 3);
        return hidden.OrderByDescending(part => part.Length).Aggregate(text, (left, part) => left.Replace(part, "…", StringComparison.OrdinalIgnoreCase));
    }

    // A class would not, but whoever prints it is not told the address either.
    public override string ToString() => $"{Channel.ToKey()}:{Name}";

    private static FormatException Wrong(string name, string zh, string en) => new(new Text($"Digests:Targets:{name}：{zh}", en).Both());
}

/// <summary>The targets that the server's settings name.</summary>
public sealed class Targets(IEnumerable<Target> all)
{
    private readonly Dictionary<string, Target> byName = all.ToDictionary(target => target.Name, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="NotDeliveredException">none of that name is of that kind; the settings may say so after the next start.</exception>
    internal Target Find(Recipient recipient) => byName.TryGetValue(recipient.To, out var target) && target.Channel == recipient.Channel
        ? target
        : throw new NotDeliveredException(new($"系统设置中没有名为“{recipient.To}”的此类推送目标（Digests:Targets）。", $"The settings have no target “{recipient.To}” of this kind (Digests:Targets)."));
}
