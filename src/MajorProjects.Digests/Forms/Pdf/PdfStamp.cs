using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MajorProjects.Digests.Forms.Pdf;

/// <summary>
/// A converter writes its own clock into a PDF file, and an id and a sum that follow from it. Here the times become those of the stamp, the others follow from the rest of
/// the file: each as long as it was, for a PDF file points at its parts by their place.
/// </summary>
internal static partial class PdfStamp
{
    public static byte[] Put(byte[] pdf, IssueStamp stamp)
    {
        var time = stamp.IssuedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var timed = Times().Replace(Encoding.Latin1.GetString(pdf), time);
        var nameless = Ids().Replace(timed, id => new('0', id.Length));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(nameless)));
        return Encoding.Latin1.GetBytes(Ids().Replace(timed, id => hash[..id.Length]));
    }

    [GeneratedRegex(@"(?<=/(CreationDate|ModDate) ?\(D:)[0-9]{14}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Times();

    [GeneratedRegex(@"(?<=/ID \[ <|/ID \[ <[0-9A-F]{32}>\s*<|/DocChecksum /)[0-9A-F]{32}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ids();
}
