using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery.Mail;

/// <summary>Sends a digest as a mail, one for each recipient.</summary>
/// <param name="settings">The mail server; null: none is set.</param>
/// <param name="networks">What may be connected to unencrypted.</param>
/// <param name="trust">Whose certificates are believed.</param>
/// <param name="clock">Dates the mail.</param>
public sealed class MailChannel(MailSettings? settings, Networks networks, Trust trust, TimeProvider clock) : IDigestChannel
{
    public Channel Channel => Channel.Mail;

    public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
    {
        if (settings is null) throw new NotDeliveredException(new("没有设置邮件服务器（Digests:Mail）。", "No mail server is set (Digests:Mail)."));
        if (!MailAddress.IsOne(parcel.Recipient.To))
            throw new NotDeliveredException(new("接收人不是有效的电子邮件地址，请更正。", "The recipient is no valid e-mail address; put it right."), isPermanent: true);
        using var message = MailMessage.Of(parcel, settings, clock.GetUtcNow());
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = trust.Accepts };
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(settings.ConnectTimeout);
        try
        {
            await ConnectAsync(client, settings, bounded.Token);
            bounded.CancelAfter(settings.SendTimeout);
            await client.SendAsync(message, bounded.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && Explained(e) is var (why, isPermanent))
        {
            throw new NotDeliveredException(why, isPermanent, e);
        }
        await LeaveAsync(client, bounded.Token);
    }

    private async Task ConnectAsync(SmtpClient client, MailSettings mail, CancellationToken cancellation)
    {
        var port = mail.PortOrDefault;
        switch (mail.Security)
        {
            case MailSecurity.None:
                var socket = await networks.AndLoopback.ConnectAsync(mail.Host, port, encrypted: false, cancellation);
                await client.ConnectAsync(socket, mail.Host, port, SecureSocketOptions.None, cancellation);
                break;
            case MailSecurity.StartTls:
                await client.ConnectAsync(mail.Host, port, SecureSocketOptions.StartTls, cancellation);
                break;
            default:
                await client.ConnectAsync(mail.Host, port, SecureSocketOptions.SslOnConnect, cancellation);
                break;
        }
        if (mail.User is not null) await client.AuthenticateAsync(mail.User, mail.Password!, cancellation);
    }

    // The mail has been taken; how the conversation ends changes nothing.
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
        }
    }

    /// <summary>What went wrong in words; a sentence of the mail server goes with it, but none about signing in.</summary>
    private static (Text Why, bool IsPermanent)? Explained(Exception e) => e switch
    {
        NotDeliveredException told => (told.Why, told.IsPermanent),
        SmtpCommandException refused => (
            new($"邮件服务器拒绝（{(int)refused.StatusCode}）：{Short(refused.Message)}", $"the mail server refused ({(int)refused.StatusCode})"),
            // What is wrong with the recipient or with the mail stays wrong; what is wrong with the sender or the server may be put right there.
            refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)refused.StatusCode >= 500),
        SslHandshakeException => (new(
            "与邮件服务器的加密连接不成立：请检查其证书和主机名，或在 Digests:CertificateAuthority 中给出本单位的证书颁发机构。",
            "There is no encrypted connection to the mail server: check its certificate and name, or name your own authority in Digests:CertificateAuthority."), false),
        AuthenticationException => (new("邮件服务器拒绝登录，请检查 Digests:Mail 的 User 和口令。", "The mail server did not let us sign in; check User and password in Digests:Mail."), false),
        NotSupportedException => (new(
            "邮件服务器不支持所要求的加密、登录方式或地址字符，未发送。", "The mail server does not support the encryption, the sign-in or the characters of the address that is needed; nothing was sent."), false),
        OperationCanceledException or TimeoutException => (new("邮件服务器未在限定时间内应答。", "The mail server did not answer in time."), false),
        SocketException or IOException or ProtocolException or ServiceNotConnectedException => (new("与邮件服务器的连接失败或中断。", "The mail server cannot be reached, or the connection broke."), false),
        _ => null,
    };

    private static string Short(string reply)
    {
        var line = new string([.. reply.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= 200 ? line : line[..200] + "…";
    }
}
