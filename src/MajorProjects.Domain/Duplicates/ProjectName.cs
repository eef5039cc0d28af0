using System.Text;
using System.Text.RegularExpressions;

namespace MajorProjects.Domain.Duplicates;

/// <summary>
/// A project's name as it is compared with others: the stem, which makes two names alike, and the numbers, which keep them apart.
/// 阳城电厂三期 is 阳城电厂 with a 3, so it resembles 阳城电厂第3期扩建项目 and neither 阳城电厂 nor 阳城电厂二期.
/// </summary>
/// <param name="Stem">Letters and digits, without what does not say which works are meant; empty for a name of numbers alone.</param>
/// <param name="Numbers">The numbers in it, sorted, with a space between; empty for none. Names of other numbers are names of other works.</param>
public sealed partial record ProjectName(string Stem, string Numbers)
{
    /// <param name="name">As the papers put it.</param>
    /// <param name="city">The city that keeps the project, such as 晋城市: all of its projects are there, so its name tells none apart.</param>
    public static ProjectName Of(string name, string? city = null)
    {
        var (stem, numbers) = NumberInName.TakeFrom(WhatRemainsWithout(SimulationLabel(), FoldWithSpaces(name)));
        stem = WhatRemainsWithout(Mark(), Unseen().Replace(stem, ""));
        if (city is not null) stem = WhatRemainsWithoutCity(Fold(city), stem);
        stem = WhatRemainsWithout(Generic(), stem);
        return new(stem, string.Join(' ', numbers.Order(StringComparer.Ordinal)));
    }

    /// <summary>Makes texts the same that differ only in width, case, spaces or signs that do not show: names, owners, addresses.</summary>
    public static string Fold(string text) => Unseen().Replace(FoldWithSpaces(text), "");

    // Half a surrogate pair has no normal form; on its way through UTF-8 it becomes the sign for what cannot be read.
    private static string FoldWithSpaces(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(NumberInName.Spell(text))).Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    // A name of nothing but such words is still a name.
    private static string WhatRemainsWithout(Regex meaningless, string name) => meaningless.Replace(name, "") is { Length: > 0 } rest ? rest : name;

    private static string WhatRemainsWithoutCity(string city, string name)
    {
        var rest = name.Replace(city, "", StringComparison.Ordinal);
        if (city is [_, _, .., '市']) rest = rest.Replace(city[..^1], "", StringComparison.Ordinal);
        return rest.Length > 0 ? rest : name;
    }

    /// <summary>As the simulation puts it before a name; in 模拟飞行中心 the word belongs to the name.</summary>
    [GeneratedRegex(@"^\s*(?:[\[【(]模拟(?:数据)?[\]】)]|模拟\s*[·・:|_-])\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SimulationLabel();

    /// <summary>What any work, and any firm in its name, may be called besides.</summary>
    [GeneratedRegex("改扩建|新建|扩建|建设|项目|工程|股份有限公司|有限责任公司|有限公司|集团公司|集团", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Generic();

    // Characters outside the first plane are pairs of surrogates here, and some of them are Chinese.
    [GeneratedRegex(@"[^\p{L}\p{Nd}\p{Cs}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unseen();
}
