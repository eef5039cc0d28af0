using System.Globalization;
using System.Text;

namespace MajorProjects.Server.Access;

/// <summary>What names somebody, or something, in tokens and in the log: nothing in it that a reader would not see.</summary>
internal static class UserId
{
    public const int Longest = 200;

    public static bool IsValid(string? text) => text is { Length: > 0 and <= Longest } && !string.IsNullOrWhiteSpace(text) && IsPrintable(text);

    private static bool IsPrintable(string text)
    {
        for (ReadOnlySpan<char> rest = text; rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var read) != System.Buffers.OperationStatus.Done) return false;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned) return false;
            rest = rest[read..];
        }
        return true;
    }
}
