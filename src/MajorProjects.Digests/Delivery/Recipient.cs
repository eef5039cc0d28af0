namespace MajorProjects.Digests.Delivery;

/// <summary>By which way a digest reaches somebody.</summary>
public enum Channel
{
    /// <summary>E-mail, over the server's SMTP settings.</summary>
    Mail,

    /// <summary>A group robot of 企业微信 that the server's settings name.</summary>
    WeCom,

    /// <summary>A group robot of 钉钉 that the server's settings name.</summary>
    DingTalk,

    /// <summary>A signed webhook that the server's settings name.</summary>
    Webhook,

    /// <summary>A folder under that of the server's settings.</summary>
    Folder,
}

/// <summary>Somebody whom a digest reaches.</summary>
/// <param name="Channel">How.</param>
/// <param name="To">An e-mail address; or the name of a target in the server's settings, whose address and secret no fact ever tells; or a folder.</param>
/// <param name="Name">What he is called.</param>
public sealed record Recipient(Channel Channel, string To, string? Name = null);
