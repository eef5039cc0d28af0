namespace MajorProjects.Domain.Tests;

internal static class Bilingual
{
    /// <summary>Says something in Chinese and the like in English.</summary>
    public static void ShouldBeBilingual(this Text text)
    {
        text.Zh.ShouldContain(c => IsHan(c));
        text.En.Count(char.IsAsciiLetter).ShouldBeGreaterThan(text.En.Count(IsHan), text.En); // 万元 has no English name
    }

    private static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff';
}
