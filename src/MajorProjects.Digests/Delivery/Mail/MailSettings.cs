using MajorProjects.Domain;
using MimeKit;

namespace MajorProjects.Digests.Delivery.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Not at all; only to this machine and to networks that the settings list.</summary>
    None,

    /// <summary>TLS, asked for after connecting; where the server has none nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the beginning.</summary>
    ImplicitTls,
}

/// <summary>The mail server and the sender.</summary>
/// <param name="Host">Its name.</param>
/// <param name="From">The sender's address.</param>
/// <param name="FromName">What the sender is called.</param>
public sealed record MailSettings(string Host, string From, string FromName)
{
    /// <summary>How the connection is protected.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>Its port; by default that of the protection: 25, 587 or 465.</summary>
    public int? Port { get; init; }

    /// <summary>As whom the server signs in; null: it does not.</summary>
    public string? User { get; init; }

    /// <summary>The password.</summary>
    public string? Password { get; init; }

    /// <summary>Most time for connecting and signing in.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most time for one mail after that.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(2);

    internal int PortOrDefault => Port ?? Security switch { MailSecurity.None => 25, MailSecurity.StartTls => 587, _ => 465 };

    /// <exception cref="FormatException">they contradict themselves.</exception>
    public MailSettings Checked()
    {
        if (Host.Length == 0) throw Wrong("Host", "请填写邮件服务器的主机名", "name the mail server");
        if (!MailAddress.IsOne(From)) throw Wrong("From", "应为一个电子邮件地址", "an e-mail address is expected");
        if (Port is < 1 or > 65535) throw Wrong("Port", "应为 1 到 65535", "1 to 65535 is expected");
        if (ConnectTimeout <= TimeSpan.Zero || SendTimeout <= TimeSpan.Zero) throw Wrong("ConnectTimeout/SendTimeout", "应大于零", "they must be above zero");
        if (User is not null && Password is null) throw Wrong("Password", "有 User 时请给出 Password 或 PasswordFile", "with User, give Password or PasswordFile");
        if (User is not null && Security == MailSecurity.None) throw Wrong("Security", "口令不得明文传送，请用 startTls 或 implicitTls", "no password is sent in the clear; use startTls or implicitTls");
        return this;
    }

    // A record would print its password.
    public override string ToString() => $"{Host}:{PortOrDefault}";

    private static FormatException Wrong(string field, string zh, string en) => new(new Text($"Digests:Mail:{field}：{zh}", en).Both());
}

/// <summary>Addresses as they are taken here.</summary>
public static class MailAddress
{
    /// <summary>Whether it is one plain address with a domain: no name with it, no list.</summary>
    public static bool IsOne(string text) => text.Length <= 254 && text.Contains('@', StringComparison.Ordinal) && !text.Any(char.IsControl)
        && MailboxAddress.TryParse(text, out var parsed) && string.Equals(parsed.Address, text, StringComparison.Ordinal);
}
