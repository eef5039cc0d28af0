using System.Globalization;
using System.Text;

namespace MajorProjects.Server.Evidence;

/// <summary>What a file is called, of what a caller calls it.</summary>
internal static class FileName
{
    /// <summary>
    /// The name without folders and without characters that cannot be seen: some of them make a name read otherwise than it is (U+202E turns
    /// what follows around). Chinese and other scripts stay as they are, in one spelling (NFC) whatever system the file comes from.
    /// </summary>
    public static string Clean(string called)
    {
        var name = new StringBuilder();
        foreach (var rune in called[(called.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
            if (!IsUnseen(rune)) name.Append(rune.ToString());
        return name.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.');
    }

    private static bool IsUnseen(Rune rune) => rune.Value == 0xfffe || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
