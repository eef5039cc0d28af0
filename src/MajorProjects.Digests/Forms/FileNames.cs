using MajorProjects.Digests.Wording;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Forms;

/// <summary>What files of digests are called.</summary>
internal static class FileNames
{
    // File systems take 255 bytes, of which an ending and a number are to have some.
    private const int MostBytes = 200;

    /// <summary>The digest and its period, without what some system takes for more than a letter, and no longer than one takes.</summary>
    public static string Of(Bulletin bulletin, DigestForm form)
    {
        var name = string.Concat($"{bulletin.Title}_{bulletin.Subtitle}".Select(sign => char.IsControl(sign) || "/\\:*?\"<>|".Contains(sign, StringComparison.Ordinal) ? '_' : sign));
        return $"{Cut(name)}.{form.ToKey()}";
    }

    private static string Cut(string name)
    {
        var (kept, bytes) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > MostBytes) return name[..kept];
            kept += rune.Utf16SequenceLength;
        }
        return name;
    }
}
