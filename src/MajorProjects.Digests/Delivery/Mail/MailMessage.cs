using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace MajorProjects.Digests.Delivery.Mail;

/// <summary>A parcel as a mail: the bulletin with its charts, the gist as plain text for whoever reads no HTML, and the documents.</summary>
internal static class MailMessage
{
    public static MimeMessage Of(Parcel parcel, MailSettings settings, DateTimeOffset now)
    {
        var letter = parcel.Letter;
        var message = new MimeMessage
        {
            Subject = letter.Title,
            Date = now,
            // A mail server that drops repeats goes by this.
            MessageId = $"{parcel.Delivery:N}@{settings.From[(settings.From.LastIndexOf('@') + 1)..]}",
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, settings.FromName, settings.From));
        message.To.Add(new MailboxAddress(Encoding.UTF8, parcel.Recipient.Name ?? "", parcel.Recipient.To));
        message.Headers.Add("X-Delivery-Id", $"{parcel.Delivery}");
        // So that no absence notice comes back (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");

        var body = new BodyBuilder { HtmlBody = letter.Html, TextBody = letter.Summary };
        foreach (var chart in letter.Charts)
        {
            var picture = body.LinkedResources.Add($"{chart.Name}.png", chart.Png, new ContentType("image", "png"));
            picture.ContentId = chart.Name;
        }
        foreach (var document in letter.Attachments)
        {
            var attachment = body.Attachments.Add(document.FileName, document.Bytes, ContentType.Parse(document.MediaType));
            // Older readers know a Chinese name only in this spelling; the others go by Content-Disposition, which is spelt as RFC 2231 says.
            if (attachment.ContentType.Parameters.TryGetValue("name", out Parameter? name)) name.EncodingMethod = ParameterEncodingMethod.Rfc2047;
        }
        message.Body = body.ToMessageBody();
        // Some gateway on the way may still be one of seven bits, whatever the first server says.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }
}
