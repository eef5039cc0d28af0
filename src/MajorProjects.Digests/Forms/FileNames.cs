using MajorProjects.Digests.Wording;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Forms;

/// <summary>What files of digests are called.</summary>
internal static class FileNames
{
    /// <summary>The digest and its period, without what some system takes for more than a letter.</summary>
    public static string Of(Bulletin bulletin, DigestForm form)
    {
        var name = string.Concat($"{bulletin.Title}_{bulletin.Subtitle}".Select(sign => char.IsControl(sign) || "/\\:*?\"<>|".Contains(sign, StringComparison.Ordinal) ? '_' : sign));
        return $"{name}.{form.ToKey()}";
    }
}
